package dev.cmek.local.gcp.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.ErrorInfo;
import com.google.rpc.PreconditionFailure;
import dev.cmek.local.gcp.rest.Api.Reply;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;

/// Google's error document ("API design guide: Errors", HTTP mapping).
final class ErrorDocument {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final JsonFormat.Printer DETAILS =
      JsonFormat.printer()
          .usingTypeRegistry(
              TypeRegistry.newBuilder()
                  .add(ErrorInfo.getDescriptor())
                  .add(PreconditionFailure.getDescriptor())
                  .build());

  private ErrorDocument() {}

  static Reply of(Status status) {
    return of(status.asRuntimeException());
  }

  static Reply of(StatusRuntimeException refusal) {
    Status.Code code = refusal.getStatus().getCode();
    com.google.rpc.Status status = StatusProto.fromThrowable(refusal);
    ObjectNode document = MAPPER.createObjectNode();
    ObjectNode error =
        document
            .putObject("error")
            .put("code", httpStatus(code))
            .put("message", status == null ? "" : status.getMessage())
            .put("status", code.name());
    if (status != null && status.getDetailsCount() > 0) {
      var details = error.putArray("details");
      status.getDetailsList().forEach(detail -> details.add(json(detail)));
    }
    return Reply.json(httpStatus(code), document.toString());
  }

  private static ObjectNode json(Any detail) {
    try {
      return (ObjectNode) MAPPER.readTree(DETAILS.print(detail));
    } catch (InvalidProtocolBufferException | JsonProcessingException e) {
      throw new IllegalStateException("a refusal with details of an unknown type", e);
    }
  }

  private static int httpStatus(Status.Code code) {
    return switch (code) {
      case OK -> 200;
      case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> 400;
      case UNAUTHENTICATED -> 401;
      case PERMISSION_DENIED -> 403;
      case NOT_FOUND -> 404;
      case ABORTED, ALREADY_EXISTS -> 409;
      case RESOURCE_EXHAUSTED -> 429;
      case CANCELLED -> 499;
      case UNIMPLEMENTED -> 501;
      case UNAVAILABLE -> 503;
      case DEADLINE_EXCEEDED -> 504;
      case UNKNOWN, INTERNAL, DATA_LOSS -> 500;
    };
  }
}
