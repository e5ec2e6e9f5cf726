package dev.cmek.local.gcp.pubsub;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cmek.local.gcp.iam.Caller;
import dev.cmek.local.gcp.pubsub.Subscription.Delivery;
import dev.cmek.local.gcp.pubsub.SubscriptionSettings.Push;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// Posts messages to the endpoints of subscriptions until they are taken ("Pub/Sub: Push
/// subscriptions").
final class PushDelivery {

  /// What an endpoint answers that has taken the message.
  private static final Set<Integer> ACKNOWLEDGED = Set.of(102, 200, 201, 202, 204);

  private final Later later;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  PushDelivery(Later later) {
    this.later = later;
  }

  /// Delivers a message of the subscription soon, and again until it is taken.
  void begin(Subscription subscription, Push push, String messageId) {
    deliverAfter(Duration.ZERO, subscription, push, messageId);
  }

  private void deliverAfter(
      Duration delay, Subscription subscription, Push push, String messageId) {
    later.run(
        delay,
        () ->
            subscription
                .take(messageId)
                .ifPresent(delivery -> deliver(subscription, push, delivery)));
  }

  private void deliver(Subscription subscription, Push push, Delivery delivery) {
    if (taken(subscription.settings(), push, delivery)) {
      subscription.acknowledge(delivery.ackId());
      return;
    }
    Optional<Duration> wait = subscription.modifyDeadline(delivery.ackId(), Duration.ZERO);
    wait.ifPresent(delay -> deliverAfter(delay, subscription, push, delivery.message().id()));
  }

  private boolean taken(SubscriptionSettings settings, Push push, Delivery delivery) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(push.endpoint())
            .timeout(settings.ackDeadline())
            .header("Content-Type", "application/json")
            .header("User-Agent", "CloudPubSub-Google")
            .POST(BodyPublishers.ofString(body(settings, delivery)));
    push.identity()
        .ifPresent(identity ->
            request.header(
                "Authorization",
                "Bearer "
                    + Caller.idToken(
                        "serviceAccount:" + identity.serviceAccount(), identity.audience())));
    try {
      return ACKNOWLEDGED.contains(
          http.send(request.build(), BodyHandlers.discarding()).statusCode());
    } catch (IOException e) {
      // nobody there, or no answer in time: not taken
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static String body(SubscriptionSettings settings, Delivery delivery) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.set("message", delivery.message().pushed());
    body.put("subscription", settings.name());
    if (settings.deadLetter().isPresent()) {
      body.put("deliveryAttempt", delivery.attempt());
    }
    return body.toString();
  }
}
