package dev.cmek.local.gcp.pubsub;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// The messages of a subscription that nobody has acknowledged. A message leaves it only by an
/// acknowledgement, or for the dead letter topic once that has it.
final class Subscription {

  /// A message that is out for delivery.
  ///
  /// @param attempt from 1 on
  record Delivery(String ackId, Message message, int attempt) {}

  private final SubscriptionSettings settings;
  private final InstantSource clock;
  private final Consumer<Delivery> deadLetter;

  /// By message id.
  private final Map<String, Waiting> waiting = new LinkedHashMap<>();

  /// @param deadLetter takes what was tried too often; if it throws, the message stays
  Subscription(SubscriptionSettings settings, InstantSource clock, Consumer<Delivery> deadLetter) {
    this.settings = settings;
    this.clock = clock;
    this.deadLetter = deadLetter;
  }

  SubscriptionSettings settings() {
    return settings;
  }

  /// How many messages nobody has acknowledged.
  synchronized int backlog() {
    return waiting.size();
  }

  synchronized void add(Message message) {
    waiting.put(message.id(), new Waiting(message, clock.instant()));
  }

  /// Takes one message out for delivery, whenever it is due.
  ///
  /// @return empty if it is gone, or has gone to the dead letters now
  synchronized Optional<Delivery> take(String messageId) {
    return Optional.ofNullable(waiting.get(messageId)).flatMap(this::take);
  }

  /// Takes out the messages that are due.
  synchronized List<Delivery> takeDue(int atMost) {
    List<Delivery> taken = new ArrayList<>();
    for (Waiting candidate : List.copyOf(waiting.values())) {
      if (taken.size() < atMost && !candidate.due.isAfter(clock.instant())) {
        take(candidate).ifPresent(taken::add);
      }
    }
    return taken;
  }

  /// The message is done. Of a delivery that is no longer the latest, as Pub/Sub allows, too.
  synchronized void acknowledge(String ackId) {
    waiting.remove(messageId(ackId));
  }

  /// Gives the receiver so long from now; zero: the delivery failed.
  ///
  /// @return the wait before the next delivery, if this one failed
  synchronized Optional<Duration> modifyDeadline(String ackId, Duration deadline) {
    Waiting message = waiting.get(messageId(ackId));
    if (message == null || !ackId.equals(message.ackId())) {
      return Optional.empty();
    }
    if (!deadline.isZero()) {
      message.due = clock.instant().plus(deadline);
      return Optional.empty();
    }
    if (exhausted(message) && moved(message)) {
      return Optional.empty();
    }
    Duration wait = settings.delay(message.attempts);
    message.due = clock.instant().plus(wait);
    return Optional.of(wait);
  }

  private Optional<Delivery> take(Waiting message) {
    if (exhausted(message) && moved(message)) {
      return Optional.empty();
    }
    message.attempts++;
    message.due = clock.instant().plus(settings.ackDeadline());
    return Optional.of(new Delivery(message.ackId(), message.message, message.attempts));
  }

  private boolean exhausted(Waiting message) {
    return settings
        .deadLetter()
        .map(policy -> message.attempts >= policy.maxAttempts())
        .orElse(false);
  }

  private boolean moved(Waiting message) {
    try {
      deadLetter.accept(new Delivery(message.ackId(), message.message, message.attempts));
    } catch (RuntimeException e) {
      // no topic, or no right to publish there: as long as that is so it is delivered here again
      return false;
    }
    waiting.remove(message.message.id());
    return true;
  }

  private static String messageId(String ackId) {
    return ackId.substring(0, Math.max(0, ackId.indexOf('-')));
  }

  private static final class Waiting {

    private final Message message;
    private int attempts;
    private Instant due;

    Waiting(Message message, Instant due) {
      this.message = message;
      this.due = due;
    }

    String ackId() {
      return message.id() + "-" + attempts;
    }
  }
}
