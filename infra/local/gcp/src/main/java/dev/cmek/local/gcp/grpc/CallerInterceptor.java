package dev.cmek.local.gcp.grpc;

import dev.cmek.local.gcp.iam.Caller;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Optional;

/// Reads who calls from the metadata `authorization`.
public final class CallerInterceptor implements ServerInterceptor {

  /// Where a token travels.
  public static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private static final Context.Key<Caller> CALLER = Context.key("caller");

  /// Who makes the call that this thread answers.
  public static Caller caller() {
    return CALLER.get();
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    Optional<Caller> caller = Caller.of(headers.get(AUTHORIZATION));
    if (caller.isEmpty()) {
      call.close(Status.UNAUTHENTICATED.withDescription(Caller.UNREADABLE), new Metadata());
      return new ServerCall.Listener<>() {};
    }
    return Contexts.interceptCall(
        Context.current().withValue(CALLER, caller.get()), call, headers, next);
  }
}
