package dev.cmek.local.aws.functions;

/// Thrown to be called again.
public final class NotYetException extends RuntimeException {
  private static final long serialVersionUID = 1;

  NotYetException(String message) {
    super(message);
  }
}
