package dev.cmek.local.gcp.grpc;

import dev.cmek.local.gcp.settings.Fault;
import dev.cmek.local.gcp.settings.Faults;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Optional;

/// Lets the faults meet their calls.
public final class FaultInterceptor implements ServerInterceptor {

  private final Faults faults;

  public FaultInterceptor(Faults faults) {
    this.faults = faults;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    String method = call.getMethodDescriptor().getBareMethodName();
    Optional<Fault> fault = method == null ? Optional.empty() : faults.meet(method);
    if (fault.isEmpty()) {
      return next.startCall(call, headers);
    }
    if (fault.get().after()) {
      return next.startCall(new LostAnswer<>(call, fault.get().status()), headers);
    }
    call.close(fault.get().status(), new Metadata());
    return new ServerCall.Listener<>() {};
  }

  private static final class LostAnswer<Q, R> extends SimpleForwardingServerCall<Q, R> {

    private final Status instead;

    LostAnswer(ServerCall<Q, R> call, Status instead) {
      super(call);
      this.instead = instead;
    }

    @Override
    public void sendMessage(R message) {}

    @Override
    public void close(Status status, Metadata trailers) {
      super.close(instead, new Metadata());
    }
  }
}
