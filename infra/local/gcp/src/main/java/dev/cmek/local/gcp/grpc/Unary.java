package dev.cmek.local.gcp.grpc;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;

/// Answers calls that take one message and give one.
public final class Unary {

  private Unary() {}

  /// Gives the caller what the work gives or refuses.
  public static <R> void answer(StreamObserver<R> caller, Supplier<R> work) {
    R answer;
    try {
      answer = work.get();
    } catch (StatusRuntimeException e) {
      caller.onError(e);
      return;
    } catch (RuntimeException e) {
      // A defect of this cloud: its caller gets what a defect of the real one looks like.
      caller.onError(
          Status.INTERNAL.withDescription(e.toString()).withCause(e).asRuntimeException());
      return;
    }
    caller.onNext(answer);
    caller.onCompleted();
  }
}
