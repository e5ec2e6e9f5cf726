package dev.cmek.local.aws;

/// The local AWS cannot be installed, started or deployed to; the message says what to do about it.
public final class LocalAwsException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public LocalAwsException(String message) {
    super(message);
  }

  public LocalAwsException(String message, Throwable cause) {
    super(message, cause);
  }
}
