package dev.cmek.local.gcp.pubsub;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cmek.local.gcp.rest.Fields;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// What a subscription was created with.
///
/// @param topic `projects/p/topics/t`
/// @param push empty for one that is pulled
/// @param retry empty: again at once
/// @param json the resource as it is shown
record SubscriptionSettings(
    String name,
    String topic,
    Optional<Push> push,
    Duration ackDeadline,
    Optional<Retry> retry,
    Optional<DeadLetter> deadLetter,
    ObjectNode json) {

  private static final Duration DEFAULT_ACK_DEADLINE = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /// Where to push.
  ///
  /// @param identity the token that goes along; empty for none
  record Push(URI endpoint, Optional<Identity> identity) {}

  /// Who pushes.
  ///
  /// @param audience the endpoint's URL if nothing else was said
  record Identity(String serviceAccount, String audience) {}

  /// How long to wait after the first failure, and at most.
  record Retry(Duration minimum, Duration maximum) {

    /// @param attempt the one that failed, from 1 on
    Duration delay(int attempt) {
      // more doublings than this exceed the longest delay from any minimum of a millisecond on
      Duration delay = minimum.multipliedBy(1L << Math.min(attempt - 1, 20));
      return delay.compareTo(maximum) < 0 ? delay : maximum;
    }
  }

  /// Where a message goes that was not taken so many times.
  record DeadLetter(String topic, int maxAttempts) {}

  /// Reads what was sent ("Pub/Sub REST: projects.subscriptions").
  static SubscriptionSettings of(String name, Fields sent) {
    sent.only(
        "name",
        "topic",
        "pushConfig",
        "ackDeadlineSeconds",
        "messageRetentionDuration",
        "expirationPolicy",
        "retryPolicy",
        "deadLetterPolicy",
        "labels");
    ObjectNode json = sent.copy();
    Duration ackDeadline =
        sent.number("ackDeadlineSeconds")
            .filter(seconds -> seconds != 0)
            .map(Duration::ofSeconds)
            .orElse(DEFAULT_ACK_DEADLINE);
    if (ackDeadline.compareTo(DEFAULT_ACK_DEADLINE) < 0 || ackDeadline.compareTo(LONGEST) > 0) {
      throw invalid("ackDeadlineSeconds must be between 10 and 600");
    }
    json.put("name", name)
        .put("ackDeadlineSeconds", ackDeadline.toSeconds())
        .put("state", "ACTIVE");
    return new SubscriptionSettings(
        name,
        sent.requireText("topic"),
        sent.object("pushConfig").flatMap(SubscriptionSettings::push),
        ackDeadline,
        sent.object("retryPolicy").map(SubscriptionSettings::retry),
        sent.object("deadLetterPolicy").map(SubscriptionSettings::deadLetter),
        json);
  }

  /// How long to wait before the message is delivered again.
  Duration delay(int attempt) {
    return retry.map(r -> r.delay(attempt)).orElse(Duration.ZERO);
  }

  /// `projects/p`.
  String project() {
    return name.substring(0, name.indexOf("/subscriptions/"));
  }

  private static Optional<Push> push(Fields sent) {
    sent.only("pushEndpoint", "oidcToken");
    Optional<String> endpoint = sent.text("pushEndpoint").filter(text -> !text.isEmpty());
    if (endpoint.isEmpty()) {
      return Optional.empty();
    }
    if (!endpoint.get().matches("https?://.+")) {
      throw invalid("Invalid push endpoint given (endpoint=" + endpoint.get() + ")");
    }
    return Optional.of(
        new Push(
            URI.create(endpoint.get()),
            sent.object("oidcToken")
                .map(token -> token.only("serviceAccountEmail", "audience"))
                .map(token ->
                    new Identity(
                        token.requireText("serviceAccountEmail"),
                        token.text("audience").orElse(endpoint.get())))));
  }

  private static Retry retry(Fields sent) {
    sent.only("minimumBackoff", "maximumBackoff");
    Retry retry =
        new Retry(
            sent.duration("minimumBackoff").orElse(Duration.ofSeconds(10)),
            sent.duration("maximumBackoff").orElse(LONGEST));
    if (retry.minimum().isNegative()
        || retry.maximum().compareTo(LONGEST) > 0
        || retry.minimum().compareTo(retry.maximum()) > 0) {
      throw invalid("Invalid retryPolicy: backoff must be 0 to 600 seconds, minimum first");
    }
    return retry;
  }

  private static DeadLetter deadLetter(Fields sent) {
    sent.only("deadLetterTopic", "maxDeliveryAttempts");
    long attempts = sent.number("maxDeliveryAttempts").filter(n -> n != 0).orElse(5L);
    if (attempts < 5 || attempts > 100) {
      throw invalid("maxDeliveryAttempts must be between 5 and 100");
    }
    return new DeadLetter(sent.requireText("deadLetterTopic"), (int) attempts);
  }

  private static StatusRuntimeException invalid(String message) {
    return Status.INVALID_ARGUMENT.withDescription(message).asRuntimeException();
  }
}
