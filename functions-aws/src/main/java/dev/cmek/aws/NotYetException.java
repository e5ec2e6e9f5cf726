package dev.cmek.aws;

/// `NotYet` at the edge: the workflow's retry waits and asks again. Its message is
/// `{"reason":…,"message":…}`.
public final class NotYetException extends RuntimeException {

  NotYetException(String json) {
    super(json, null, false, false);
  }
}
