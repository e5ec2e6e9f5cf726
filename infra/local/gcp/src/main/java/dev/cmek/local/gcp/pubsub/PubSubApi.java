package dev.cmek.local.gcp.pubsub;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cmek.local.gcp.iam.Caller;
import dev.cmek.local.gcp.iam.Enforcement;
import dev.cmek.local.gcp.pubsub.PubSub.Topic;
import dev.cmek.local.gcp.pubsub.Subscription.Delivery;
import dev.cmek.local.gcp.rest.Api;
import dev.cmek.local.gcp.rest.Fields;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The REST interface of Pub/Sub, and `GET /local/topics/<topic>/messages`, which shows all that
/// was ever published to a topic, and `GET /local/subscriptions/<subscription>/backlog`, how many
/// messages nobody has acknowledged.
public final class PubSubApi implements Api {

  private static final Pattern TOPICS = Pattern.compile("/v1/(projects/[^/]+)/topics");
  private static final Pattern TOPIC =
      Pattern.compile("/v1/(projects/[^/]+/topics/[^/:]+)(?::(\\w+))?");
  private static final Pattern SUBSCRIPTION =
      Pattern.compile("/v1/(projects/[^/]+/subscriptions/[^/:]+)(?::(\\w+))?");
  private static final Pattern PUBLISHED = Pattern.compile("/local/topics/([^/]+)/messages");
  private static final Pattern BACKLOG = Pattern.compile("/local/subscriptions/([^/]+)/backlog");
  private static final Pattern NAME =
      Pattern.compile("(projects/[^/]+)/(?:topics|subscriptions)/[A-Za-z][\\w.~+%-]{2,254}");

  private final Enforcement enforcement;
  private final PubSub pubSub;

  /// Starts without topics.
  ///
  /// @param later when pushed messages are sent again
  /// @param projectNumber of a project's id, of which its service agent's name is made
  public PubSubApi(
      Enforcement enforcement,
      InstantSource clock,
      Later later,
      UnaryOperator<String> projectNumber) {
    this.enforcement = enforcement;
    this.pubSub = new PubSub(enforcement, clock, later, projectNumber);
  }

  /// All that was ever published to a topic, the oldest first.
  ///
  /// @param topic `projects/p/topics/t`
  public List<Message> messages(String topic) {
    return pubSub.topic(topic).messages();
  }

  @Override
  public boolean handles(String path) {
    return !path.endsWith("IamPolicy") // policies are those of the policy store
        && (TOPICS.matcher(path).matches()
            || TOPIC.matcher(path).matches()
            || SUBSCRIPTION.matcher(path).matches()
            || PUBLISHED.matcher(path).matches()
            || BACKLOG.matcher(path).matches());
  }

  @Override
  public Reply answer(Request request) {
    Matcher path = TOPIC.matcher(request.path());
    if (path.matches()) {
      return topic(request, path.group(1), request.method() + suffix(path.group(2)));
    }
    path = SUBSCRIPTION.matcher(request.path());
    if (path.matches()) {
      return subscription(request, path.group(1), request.method() + suffix(path.group(2)));
    }
    path = TOPICS.matcher(request.path());
    if (path.matches() && request.method().equals("GET")) {
      return topics(request, path.group(1));
    }
    path = PUBLISHED.matcher(request.path());
    if (path.matches() && request.method().equals("GET")) {
      return published(path.group(1));
    }
    path = BACKLOG.matcher(request.path());
    if (path.matches() && request.method().equals("GET")) {
      return backlog(path.group(1));
    }
    throw unknown(request);
  }

  private static String suffix(String verb) {
    return verb == null ? "" : " :" + verb;
  }

  private Reply topic(Request request, String name, String call) {
    return switch (call) {
      case "PUT" -> createTopic(request, name);
      case "GET" -> {
        enforcement.require(request.caller(), "pubsub.topics.get", name);
        yield Reply.json(json(pubSub.topic(name)).toString());
      }
      case "POST :publish" -> publish(request, name);
      default -> throw unknown(request);
    };
  }

  private Reply createTopic(Request request, String name) {
    enforcement.require(request.caller(), "pubsub.topics.create", project(name));
    Fields.of(request.text()).only("name");
    pubSub.createTopic(name);
    return Reply.json(json(pubSub.topic(name)).toString());
  }

  private Reply topics(Request request, String project) {
    enforcement.require(request.caller(), "pubsub.topics.list", project);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode topics = answer.putArray("topics");
    pubSub.topics().stream()
        .filter(topic -> topic.name().startsWith(project + "/"))
        .forEach(topic -> topics.add(json(topic)));
    return Reply.json(answer.toString());
  }

  private Reply publish(Request request, String name) {
    enforcement.require(request.caller(), "pubsub.topics.publish", name);
    List<Fields> messages = Fields.of(request.text()).only("messages").objects("messages");
    if (messages.isEmpty()) {
      throw invalid("The value for message_count is too small. You passed 0 in the request");
    }
    // nothing is published if one of them is refused
    for (Fields message : messages) {
      message.only("data", "attributes");
      if (message.bytes("data").isEmpty() && message.map("attributes").isEmpty()) {
        throw invalid(
            "One or more messages in the publish request is empty. Each message must contain"
                + " either non-empty data, or at least one attribute.");
      }
    }
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode ids = answer.putArray("messageIds");
    for (Fields message : messages) {
      ids.add(pubSub.publish(name, message.bytes("data"), message.map("attributes")));
    }
    return Reply.json(answer.toString());
  }

  private Reply subscription(Request request, String name, String call) {
    return switch (call) {
      case "PUT" -> createSubscription(request, name);
      case "GET" -> {
        enforcement.require(request.caller(), "pubsub.subscriptions.get", name);
        yield Reply.json(pubSub.subscription(name).settings().json().toString());
      }
      case "POST :pull" -> pull(request, name);
      case "POST :acknowledge" -> acknowledge(request, name);
      case "POST :modifyAckDeadline" -> modifyAckDeadline(request, name);
      default -> throw unknown(request);
    };
  }

  private Reply createSubscription(Request request, String name) {
    Caller caller = request.caller();
    enforcement.require(caller, "pubsub.subscriptions.create", project(name));
    SubscriptionSettings settings = SubscriptionSettings.of(name, Fields.of(request.text()));
    enforcement.require(caller, "pubsub.topics.attachSubscription", settings.topic());
    settings
        .push()
        .flatMap(SubscriptionSettings.Push::identity)
        .ifPresent(identity ->
            enforcement.require(
                caller,
                "iam.serviceAccounts.actAs",
                project(name) + "/serviceAccounts/" + identity.serviceAccount()));
    if (settings.deadLetter().isPresent()) {
      var _ = pubSub.topic(settings.deadLetter().get().topic());
    }
    pubSub.createSubscription(settings);
    return Reply.json(settings.json().toString());
  }

  private Reply pull(Request request, String name) {
    enforcement.require(request.caller(), "pubsub.subscriptions.consume", name);
    Subscription subscription = pulled(name);
    long atMost =
        Fields.of(request.text())
            .only("maxMessages", "returnImmediately")
            .number("maxMessages")
            .filter(n -> n > 0)
            .orElseThrow(() -> invalid("maxMessages must be positive"));
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    for (Delivery delivery : subscription.takeDue((int) Math.min(atMost, Integer.MAX_VALUE))) {
      ObjectNode received =
          answer.withArray("/receivedMessages").addObject().put("ackId", delivery.ackId());
      received.set("message", delivery.message().json());
      if (subscription.settings().deadLetter().isPresent()) {
        received.put("deliveryAttempt", delivery.attempt());
      }
    }
    return Reply.json(answer.toString());
  }

  private Reply acknowledge(Request request, String name) {
    enforcement.require(request.caller(), "pubsub.subscriptions.consume", name);
    Subscription subscription = pulled(name);
    Fields.of(request.text()).only("ackIds").texts("ackIds").forEach(subscription::acknowledge);
    return Reply.json("{}");
  }

  private Reply modifyAckDeadline(Request request, String name) {
    enforcement.require(request.caller(), "pubsub.subscriptions.consume", name);
    Subscription subscription = pulled(name);
    Fields sent = Fields.of(request.text()).only("ackIds", "ackDeadlineSeconds");
    long seconds =
        sent.number("ackDeadlineSeconds")
            .filter(n -> n >= 0 && n <= 600)
            .orElseThrow(() -> invalid("ackDeadlineSeconds must be between 0 and 600"));
    for (String ackId : sent.texts("ackIds")) {
      var _ = subscription.modifyDeadline(ackId, Duration.ofSeconds(seconds));
    }
    return Reply.json("{}");
  }

  private Subscription pulled(String name) {
    Subscription subscription = pubSub.subscription(name);
    if (subscription.settings().push().isPresent()) {
      throw Status.FAILED_PRECONDITION
          .withDescription("Method is not allowed for this subscription type.")
          .asRuntimeException();
    }
    return subscription;
  }

  private Reply published(String topicId) {
    List<Topic> found =
        pubSub.topics().stream()
            .filter(topic -> topic.name().endsWith("/topics/" + topicId))
            .toList();
    if (found.size() != 1) {
      throw Status.NOT_FOUND
          .withDescription(found.size() + " topics here are called " + topicId)
          .asRuntimeException();
    }
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode messages = answer.putArray("messages");
    found.getFirst().messages().forEach(message -> messages.add(message.readable()));
    return Reply.json(answer.toString());
  }

  private Reply backlog(String subscriptionId) {
    int messages =
        pubSub.subscriptions().stream()
            .filter(s -> s.settings().name().endsWith("/subscriptions/" + subscriptionId))
            .findFirst()
            .orElseThrow(() ->
                Status.NOT_FOUND
                    .withDescription("no subscription here is called " + subscriptionId)
                    .asRuntimeException())
            .backlog();
    return Reply.json(JsonNodeFactory.instance.objectNode().put("messages", messages).toString());
  }

  private static ObjectNode json(Topic topic) {
    return JsonNodeFactory.instance.objectNode().put("name", topic.name()).put("state", "ACTIVE");
  }

  private static String project(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      throw invalid("Invalid resource name given (name=" + name + ")");
    }
    return matcher.group(1);
  }

  private static StatusRuntimeException invalid(String message) {
    return Status.INVALID_ARGUMENT.withDescription(message).asRuntimeException();
  }

  private static StatusRuntimeException unknown(Request request) {
    return Status.UNIMPLEMENTED
        .withDescription(request.method() + " " + request.path() + " is not known here")
        .asRuntimeException();
  }
}
