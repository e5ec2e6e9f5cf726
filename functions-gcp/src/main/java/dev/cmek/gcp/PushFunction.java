package dev.cmek.gcp;

import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import dev.cmek.gcp.message.PushedMessage;
import java.io.IOException;

/// Takes the messages of a push subscription, one by one: 204 makes Pub/Sub forget a message, 503
/// makes it deliver the message again, after the subscription's growing pauses.
///
/// It is an `HttpFunction`, not a `CloudEventsFunction`: the Functions Framework 2.0.0 can't make a
/// CloudEvent of a plain push. It would answer 500, the message would be delivered again until the
/// subscription gives it up, and nobody would learn why.
public abstract class PushFunction implements HttpFunction {

  private static final int FORGET = 204;
  private static final int DELIVER_AGAIN = 503;

  /// Takes one message.
  ///
  /// @return false if it must be delivered again
  protected abstract boolean take(PushedMessage message);

  @Override
  public final void service(HttpRequest request, HttpResponse response) throws IOException {
    PushedMessage message = PushedMessage.of(request.getInputStream().readAllBytes());
    response.setStatusCode(take(message) ? FORGET : DELIVER_AGAIN);
  }
}
