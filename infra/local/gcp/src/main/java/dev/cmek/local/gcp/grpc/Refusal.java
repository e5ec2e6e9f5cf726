package dev.cmek.local.gcp.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import com.google.rpc.PreconditionFailure;
import com.google.rpc.PreconditionFailure.Violation;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;

/// What a service answers instead of the wanted, with the details that Google's services add.
public final class Refusal {

  private Refusal() {}

  /// A refusal without details.
  public static StatusRuntimeException of(Status.Code code, String message) {
    return code.toStatus().withDescription(message).asRuntimeException();
  }

  /// `INVALID_ARGUMENT`.
  public static StatusRuntimeException invalid(String message) {
    return of(Status.Code.INVALID_ARGUMENT, message);
  }

  /// `FAILED_PRECONDITION`.
  public static StatusRuntimeException precondition(String message) {
    return of(Status.Code.FAILED_PRECONDITION, message);
  }

  /// `NOT_FOUND`.
  public static StatusRuntimeException notFound(String message) {
    return of(Status.Code.NOT_FOUND, message);
  }

  /// `UNIMPLEMENTED`: the real service can do this, this one cannot.
  public static StatusRuntimeException unimplemented(String message) {
    return of(Status.Code.UNIMPLEMENTED, message + " is not covered by the local Google Cloud");
  }

  /// `PERMISSION_DENIED` in the words of Cloud KMS and IAM.
  public static StatusRuntimeException denied(String permission, String resource) {
    return detailed(
        Status.Code.PERMISSION_DENIED,
        "Permission '"
            + permission
            + "' denied on resource '"
            + resource
            + "' (or it may not exist).",
        ErrorInfo.newBuilder()
            .setReason("IAM_PERMISSION_DENIED")
            .setDomain(permission.substring(0, permission.indexOf('.')) + ".googleapis.com")
            .putMetadata("permission", permission)
            .putMetadata("resource", resource)
            .build());
  }

  /// `FAILED_PRECONDITION` by an organization policy.
  ///
  /// @param constraint such as `constraints/gcp.resourceLocations`
  /// @param subject such as `orgpolicy:projects/p`
  public static StatusRuntimeException constrained(
      String message, String constraint, String subject, String description) {
    return detailed(
        Status.Code.FAILED_PRECONDITION,
        message,
        PreconditionFailure.newBuilder()
            .addViolations(
                Violation.newBuilder()
                    .setType(constraint)
                    .setSubject(subject)
                    .setDescription(description))
            .build());
  }

  private static StatusRuntimeException detailed(Status.Code code, String message, Message detail) {
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(code.value())
            .setMessage(message)
            .addDetails(Any.pack(detail))
            .build());
  }
}
