package dev.cmek.simulator;

import org.jspecify.annotations.Nullable;

/// An answer other than 200, thrown from wherever it becomes clear that a request can't be met.
final class ApiError extends RuntimeException {
  private final int status;
  private final int code;
  private final @Nullable String reason;

  /// @param status the HTTP status
  /// @param code the gRPC number that the body carries
  private ApiError(int status, int code, String message) {
    this(status, code, message, null);
  }

  private ApiError(int status, int code, String message, @Nullable String reason) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
    this.reason = reason;
  }

  static ApiError invalid(String message) {
    return new ApiError(400, 3, "invalid argument: " + message);
  }

  /// A message as the protobuf parser words it, without the prefix of other invalid arguments.
  static ApiError malformed(String message) {
    return new ApiError(400, 3, message);
  }

  static ApiError failedPrecondition(String message) {
    return new ApiError(400, 9, message);
  }

  static ApiError notFound(String message) {
    return new ApiError(404, 5, message);
  }

  static ApiError unimplemented(String message) {
    return new ApiError(501, 12, message);
  }

  /// Any status with the gRPC number that the usual gateway mapping gives it.
  static ApiError ofStatus(int status, String message) {
    int code =
        switch (status) {
          case 400 -> 3;
          case 401 -> 16;
          case 403 -> 7;
          case 404 -> 5;
          case 409 -> 10;
          case 429 -> 8;
          case 501 -> 12;
          case 503 -> 14;
          default -> 13;
        };
    return new ApiError(status, code, message);
  }

  /// The same error, with what the caller is not told: it goes to the record of requests.
  ApiError because(String hidden) {
    return new ApiError(status, code, text(), hidden);
  }

  @Nullable String reason() {
    return reason;
  }

  int status() {
    return status;
  }

  int code() {
    return code;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
