package dev.cmek.local.gcp.pubsub;

import com.google.protobuf.ByteString;
import dev.cmek.local.gcp.iam.Caller;
import dev.cmek.local.gcp.iam.Enforcement;
import dev.cmek.local.gcp.pubsub.Subscription.Delivery;
import dev.cmek.local.gcp.pubsub.SubscriptionSettings.DeadLetter;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/// Topics and subscriptions, and the ways of messages between them.
final class PubSub {

  private static final long FIRST_MESSAGE_ID = 1_000_000_000_000_000L;

  private final Enforcement enforcement;
  private final InstantSource clock;
  private final PushDelivery push;
  private final UnaryOperator<String> projectNumber;
  private final AtomicLong nextMessageId = new AtomicLong(FIRST_MESSAGE_ID);
  private final Map<String, Topic> topics = new ConcurrentHashMap<>();
  private final Map<String, Subscription> subscriptions = new ConcurrentHashMap<>();

  PubSub(
      Enforcement enforcement,
      InstantSource clock,
      Later later,
      UnaryOperator<String> projectNumber) {
    this.enforcement = enforcement;
    this.clock = clock;
    this.push = new PushDelivery(later);
    this.projectNumber = projectNumber;
  }

  void createTopic(String name) {
    if (topics.putIfAbsent(name, new Topic(name)) != null) {
      throw Status.ALREADY_EXISTS
          .withDescription("Resource already exists in the project (resource=" + name + ").")
          .asRuntimeException();
    }
  }

  Topic topic(String name) {
    return Optional.ofNullable(topics.get(name)).orElseThrow(() -> notFound(name));
  }

  List<Topic> topics() {
    return List.copyOf(new TreeMap<>(topics).values());
  }

  void createSubscription(SubscriptionSettings settings) {
    Topic topic = topic(settings.topic());
    Subscription subscription =
        new Subscription(settings, clock, delivery -> bury(settings, delivery));
    if (subscriptions.putIfAbsent(settings.name(), subscription) != null) {
      throw Status.ALREADY_EXISTS
          .withDescription(
              "Resource already exists in the project (resource=" + settings.name() + ").")
          .asRuntimeException();
    }
    topic.subscriptions.add(subscription);
  }

  List<Subscription> subscriptions() {
    return List.copyOf(subscriptions.values());
  }

  Subscription subscription(String name) {
    return Optional.ofNullable(subscriptions.get(name)).orElseThrow(() -> notFound(name));
  }

  /// Gives the message to all subscriptions that the topic has now.
  ///
  /// @return the message's id
  String publish(String topicName, ByteString data, Map<String, String> attributes) {
    Topic topic = topic(topicName);
    Message message =
        new Message(
            Long.toString(nextMessageId.getAndIncrement()), data, attributes, clock.instant());
    topic.messages.add(message);
    for (Subscription subscription : topic.subscriptions) {
      subscription.add(message);
      subscription
          .settings()
          .push()
          .ifPresent(endpoint -> push.begin(subscription, endpoint, message.id()));
    }
    return message.id();
  }

  /// Forwards to the dead letter topic, as the project's service agent, which needs the right to
  /// ("Pub/Sub: Dead-letter topics", granting forwarding permissions).
  private void bury(SubscriptionSettings settings, Delivery delivery) {
    DeadLetter policy = settings.deadLetter().orElseThrow();
    String project = settings.project().substring("projects/".length());
    Caller agent =
        new Caller(
            "serviceAccount:service-%s@gcp-sa-pubsub.iam.gserviceaccount.com"
                .formatted(projectNumber.apply(project)),
            Optional.empty());
    enforcement.require(agent, "pubsub.topics.publish", policy.topic());
    enforcement.require(agent, "pubsub.subscriptions.consume", settings.name());
    Message message = delivery.message();
    Map<String, String> attributes = new HashMap<>(message.attributes());
    attributes.put("CloudPubSubDeadLetterSourceDeliveryCount", "" + delivery.attempt());
    attributes.put(
        "CloudPubSubDeadLetterSourceSubscription",
        settings.name().substring(settings.name().lastIndexOf('/') + 1));
    attributes.put("CloudPubSubDeadLetterSourceSubscriptionProject", project);
    attributes.put("CloudPubSubDeadLetterSourceTopicPublishTime", message.published().toString());
    var _ = publish(policy.topic(), message.data(), attributes);
  }

  private static StatusRuntimeException notFound(String name) {
    return Status.NOT_FOUND
        .withDescription("Resource not found (resource=" + name + ").")
        .asRuntimeException();
  }

  /// A topic with all that was ever published to it.
  static final class Topic {

    private final String name;
    private final List<Message> messages = new CopyOnWriteArrayList<>();
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

    Topic(String name) {
      this.name = name;
    }

    String name() {
      return name;
    }

    List<Message> messages() {
      return List.copyOf(messages);
    }
  }
}
