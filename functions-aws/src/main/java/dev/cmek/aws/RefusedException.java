package dev.cmek.aws;

/// `Refused` at the edge: the workflow gives up at once. Its message is
/// `{"reason":…,"message":…,"remedy":…}`.
public final class RefusedException extends RuntimeException {

  RefusedException(String json) {
    super(json, null, false, false);
  }
}
