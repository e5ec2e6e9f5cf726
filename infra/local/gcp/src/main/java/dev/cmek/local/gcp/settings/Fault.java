package dev.cmek.local.gcp.settings;

import io.grpc.Status;

/// Something that goes wrong with the next calls of a method.
///
/// @param method the last part of its gRPC name, such as `CreateCryptoKey`; in the services that
///   only answer JSON, as they say
/// @param times how many calls it still meets
/// @param message what the caller reads
/// @param after whether the call does its work first, as if only its answer were lost
public record Fault(String method, int times, Status.Code code, String message, boolean after) {

  public Fault {
    if (method == null || code == null) { // JSON can leave them out
      throw new IllegalArgumentException("a fault needs a method and a code");
    }
    if (times < 1) {
      throw new IllegalArgumentException("times must be positive");
    }
    if (code == Status.Code.OK) {
      throw new IllegalArgumentException("OK is no fault");
    }
  }

  /// What the caller gets.
  public Status status() {
    return code.toStatus().withDescription(message);
  }
}
