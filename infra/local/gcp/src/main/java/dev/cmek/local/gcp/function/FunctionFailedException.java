package dev.cmek.local.gcp.function;

/// A function's process did not come up.
public final class FunctionFailedException extends RuntimeException {

  FunctionFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
