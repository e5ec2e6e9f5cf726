package dev.cmek.local.gcp.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.services.pubsub.Pubsub;
import com.google.api.services.pubsub.model.AcknowledgeRequest;
import com.google.api.services.pubsub.model.DeadLetterPolicy;
import com.google.api.services.pubsub.model.ModifyAckDeadlineRequest;
import com.google.api.services.pubsub.model.OidcToken;
import com.google.api.services.pubsub.model.PublishRequest;
import com.google.api.services.pubsub.model.PubsubMessage;
import com.google.api.services.pubsub.model.PullRequest;
import com.google.api.services.pubsub.model.PushConfig;
import com.google.api.services.pubsub.model.ReceivedMessage;
import com.google.api.services.pubsub.model.RetryPolicy;
import com.google.api.services.pubsub.model.Subscription;
import com.google.api.services.pubsub.model.Topic;
import dev.cmek.local.gcp.Allowing;
import dev.cmek.local.gcp.MovableClock;
import dev.cmek.local.gcp.RestClients;
import dev.cmek.local.gcp.iam.Caller;
import dev.cmek.local.gcp.rest.RestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PubSubApiTest {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String FUNCTION = "serviceAccount:f@p.iam.gserviceaccount.com";
  private static final String AGENT =
      "serviceAccount:service-42@gcp-sa-pubsub.iam.gserviceaccount.com";
  private static final String TOPIC = "projects/p/topics/onboarding";
  private static final String DEAD = "projects/p/topics/dead-letters";
  private static final String SUBSCRIPTION = "projects/p/subscriptions/door";

  private final Allowing allowing = new Allowing();
  private final MovableClock clock = new MovableClock();
  private final Appointments appointments = new Appointments(8);
  private final PubSubApi api = new PubSubApi(allowing, clock, appointments, _ -> "42");
  private final RestServer server = new RestServer(0, List.of(api));
  private final Pubsub client = new RestClients(server.url(), FUNCTION).pubsub();
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeEach
  void createTopics() throws IOException {
    var _ = client.projects().topics().create(TOPIC, new Topic()).execute();
    var _ = client.projects().topics().create(DEAD, new Topic()).execute();
  }

  @AfterEach
  void close() {
    server.close();
    http.close();
  }

  @Test
  void pushesWithTheTokenOfTheSubscriptionsServiceAccount() throws Exception {
    try (Endpoint endpoint = new Endpoint(_ -> 204)) {
      subscribe(endpoint.url());

      String id = publish("hello", Map.of("type", "t"));

      Endpoint.Push push = endpoint.pushes().getFirst();
      assertThat(Caller.of(push.authorization()))
          .contains(
              new Caller(
                  "serviceAccount:cmek-push@p.iam.gserviceaccount.com",
                  Optional.of("https://door.example")));
      assertThat(push.contentType()).isEqualTo("application/json");
      assertThat(MAPPER.readTree(push.body()))
          .isEqualTo(
              MAPPER.readTree(
                  """
                  {
                    "message": {
                      "data": "aGVsbG8=",
                      "attributes": {"type": "t"},
                      "messageId": "%s",
                      "message_id": "%s",
                      "publishTime": "2026-11-22T10:00:00Z",
                      "publish_time": "2026-11-22T10:00:00Z"
                    },
                    "subscription": "projects/p/subscriptions/door",
                    "deliveryAttempt": 1
                  }
                  """
                      .formatted(id, id)));
      assertThat(appointments.delays()).containsExactly(Duration.ZERO);
    }
  }

  @Test
  void pushOfAMessageOfAttributesAloneHasNoData() throws Exception {
    try (Endpoint endpoint = new Endpoint(_ -> 200)) {
      subscribe(endpoint.url());

      var _ = publish("", Map.of("only", "attributes"));

      JsonNode message = MAPPER.readTree(endpoint.pushes().getFirst().body()).get("message");
      assertThat(message.has("data")).isFalse();
      assertThat(message.path("attributes").path("only").textValue()).isEqualTo("attributes");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204})
  void endpointTakesTheMessageByStatus(int status) throws Exception {
    try (Endpoint endpoint = new Endpoint(_ -> status)) {
      subscribe(endpoint.url());

      var _ = publish("hello", Map.of());

      assertThat(endpoint.pushes()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {203, 301, 400, 401, 403, 404, 409, 429, 500, 503})
  void pushesAgainAfterEveryOtherStatus(int status) throws Exception {
    try (Endpoint endpoint = new Endpoint(n -> n == 1 ? status : 200)) {
      subscribe(endpoint.url());

      var _ = publish("hello", Map.of());

      assertThat(endpoint.pushes()).hasSize(2);
      assertThat(MAPPER.readTree(endpoint.pushes().get(1).body()).get("deliveryAttempt").asInt())
          .isEqualTo(2);
      assertThat(messages(DEAD)).isEmpty();
    }
  }

  @Test
  void waitsLongerAfterEachFailureThenBuriesTheMessage() throws Exception {
    try (Endpoint endpoint = new Endpoint(_ -> 500)) {
      subscribe(endpoint.url());

      var _ = publish("hello", Map.of("type", "t"));

      assertThat(endpoint.pushes()).hasSize(5);
      assertThat(appointments.delays())
          .extracting(Duration::toSeconds)
          .containsExactly(0L, 10L, 20L, 40L, 60L);
      Message buried = messages(DEAD).getFirst();
      assertThat(buried.data().toStringUtf8()).isEqualTo("hello");
      assertThat(buried.attributes())
          .containsOnly(
              Map.entry("type", "t"),
              Map.entry("CloudPubSubDeadLetterSourceDeliveryCount", "5"),
              Map.entry("CloudPubSubDeadLetterSourceSubscription", "door"),
              Map.entry("CloudPubSubDeadLetterSourceSubscriptionProject", "p"),
              Map.entry("CloudPubSubDeadLetterSourceTopicPublishTime", "2026-11-22T10:00:00Z"));
    }
  }

  @Test
  void keepsTryingWhileTheServiceAgentMayNotBury() throws Exception {
    allowing.only(AGENT, "pubsub.subscriptions.consume " + SUBSCRIPTION);
    try (Endpoint endpoint = new Endpoint(n -> n < 7 ? 500 : 200)) {
      subscribe(endpoint.url());

      var _ = publish("hello", Map.of());

      assertThat(endpoint.pushes()).hasSize(7);
      assertThat(messages(DEAD)).isEmpty();
    }
  }

  @Test
  void nobodyAtTheEndpointIsAFailureLikeOthers() throws Exception {
    URI gone;
    try (Endpoint endpoint = new Endpoint(_ -> 200)) {
      gone = endpoint.url();
    }
    subscribe(gone);

    var _ = publish("hello", Map.of());

    assertThat(messages(DEAD)).hasSize(1);
  }

  @Test
  void pulledMessageComesAgainUntilItIsAcknowledged() throws Exception {
    pulled(new RetryPolicy().setMinimumBackoff("10s"), null);
    var _ = publish("hello", Map.of());

    ReceivedMessage first = pull().getFirst();
    assertThat(pull()).isEmpty();
    clock.pass(Duration.ofSeconds(20));
    ReceivedMessage second = pull().getFirst();
    acknowledge(second);
    clock.pass(Duration.ofHours(1));

    assertThat(first.getMessage().decodeData()).isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
    assertThat(second.getMessage().getMessageId()).isEqualTo(first.getMessage().getMessageId());
    assertThat(pull()).isEmpty();
  }

  @Test
  void refusedMessageWaitsForTheBackoff() throws Exception {
    pulled(new RetryPolicy().setMinimumBackoff("10s"), null);
    var _ = publish("hello", Map.of());

    deadline(pull().getFirst(), 0);

    clock.pass(Duration.ofSeconds(9));
    assertThat(pull()).isEmpty();
    clock.pass(Duration.ofSeconds(1));
    assertThat(pull()).hasSize(1);
  }

  @Test
  void longerDeadlineKeepsTheMessageAway() throws Exception {
    pulled(null, null);
    var _ = publish("hello", Map.of());

    deadline(pull().getFirst(), 60);

    clock.pass(Duration.ofSeconds(59));
    assertThat(pull()).isEmpty();
    clock.pass(Duration.ofSeconds(1));
    assertThat(pull()).hasSize(1);
  }

  @Test
  void pulledMessageIsBuriedAfterItsAttempts() throws Exception {
    pulled(null, new DeadLetterPolicy().setDeadLetterTopic(DEAD).setMaxDeliveryAttempts(5));
    var _ = publish("hello", Map.of());

    for (int attempt = 1; attempt <= 5; attempt++) {
      ReceivedMessage received = pull().getFirst();
      assertThat(received.getDeliveryAttempt()).isEqualTo(attempt);
      clock.pass(Duration.ofSeconds(20));
    }

    assertThat(pull()).isEmpty();
    assertThat(messages(DEAD)).hasSize(1);
  }

  @Test
  void subscriptionGetsOnlyWhatIsPublishedAfterIt() throws Exception {
    var _ = publish("before", Map.of());
    pulled(null, null);
    var _ = publish("after", Map.of());

    assertThat(pull())
        .extracting(received -> received.getMessage().decodeData())
        .containsExactly("after".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void showsPeopleWhatWasPublished() throws Exception {
    var _ = publish("{\"ä\":1}", Map.of("type", "t"));

    HttpResponse<String> shown = send("GET", "/local/topics/onboarding/messages", "");

    JsonNode message = MAPPER.readTree(shown.body()).get("messages").get(0);
    assertThat(message.get("data").textValue()).isEqualTo("{\"ä\":1}");
    assertThat(message.get("attributes").get("type").textValue()).isEqualTo("t");
    assertThat(message.get("publishTime").textValue()).isEqualTo("2026-11-22T10:00:00Z");
  }

  @Test
  void publishingNeedsTheRightToOnThisTopic() throws Exception {
    allowing.only(FUNCTION, "pubsub.topics.publish " + DEAD);

    assertRefused(() -> publish("hello", Map.of()), 403, "pubsub.topics.publish");
    assertThat(messages(TOPIC)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          POST | v1/projects/p/topics/onboarding:publish | {"messages":[]} | 400 | message_count
          POST | v1/projects/p/topics/onboarding:publish | {"messages":[{}]} | 400 | empty
          POST | v1/projects/p/topics/onboarding:publish | {"messages":[{"data":"%"}]} | 400 | Base64
          POST | v1/projects/p/topics/onboarding:publish | {"messages":[{"data":"YQ==","orderingKey":"k"}]} | 400 | orderingKey
          POST | v1/projects/p/topics/onboarding:publish | [] | 400 | object
          POST | v1/projects/p/topics/onboarding:publish | {x | 400 | JSON
          POST | v1/projects/p/topics/none:publish | {"messages":[{"data":"YQ=="}]} | 404 | topics/none
          POST | v1/projects/p/topics/onboarding:seek | {} | 501 | seek
          PUT | v1/projects/p/topics/onboarding | {} | 409 | onboarding
          PUT | v1/projects/p/topics/1 | {} | 400 | topics/1
          PUT | v1/projects/p/topics/other | {"kmsKeyName":"k"} | 400 | kmsKeyName
          PUT | v1/projects/p/subscriptions/new | {"topic":"projects/p/topics/none"} | 404 | topics/none
          PUT | v1/projects/p/subscriptions/new | {} | 400 | topic
          PUT | v1/projects/p/subscriptions/new | {"topic":"projects/p/topics/onboarding","filter":"f"} | 400 | filter
          PUT | v1/projects/p/subscriptions/new | {"topic":"projects/p/topics/onboarding","ackDeadlineSeconds":5} | 400 | ackDeadlineSeconds
          PUT | v1/projects/p/subscriptions/new | {"topic":"projects/p/topics/onboarding","pushConfig":{"pushEndpoint":"x"}} | 400 | endpoint
          PUT | v1/projects/p/subscriptions/new | {"topic":"projects/p/topics/onboarding","retryPolicy":{"minimumBackoff":"601s"}} | 400 | retryPolicy
          PUT | v1/projects/p/subscriptions/new | {"topic":"projects/p/topics/onboarding","deadLetterPolicy":{"deadLetterTopic":"projects/p/topics/dead-letters","maxDeliveryAttempts":4}} | 400 | maxDeliveryAttempts
          PUT | v1/projects/p/subscriptions/new | {"topic":"projects/p/topics/onboarding","deadLetterPolicy":{"deadLetterTopic":"projects/p/topics/none"}} | 404 | topics/none
          POST | v1/projects/p/subscriptions/none:pull | {"maxMessages":1} | 404 | subscriptions/none
          GET | local/topics/none/messages | {} | 404 | none
          """)
  void refusesLoudly(String method, String path, String body, int status, String word)
      throws Exception {
    HttpResponse<String> answer = send(method, "/" + path, body);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains(word);
    assertThat(messages(TOPIC)).isEmpty();
  }

  @Test
  void pushSubscriptionIsNotPulled() throws Exception {
    try (Endpoint endpoint = new Endpoint(_ -> 200)) {
      subscribe(endpoint.url());

      assertRefused(this::pull, 400, "not allowed");
    }
  }

  @Test
  void hurriedTimeIsShorterThanTheRealOne() throws Exception {
    Later later = Later.hurried(() -> 1000);
    var done = new CountDownLatch(1);

    later.run(Duration.ofMinutes(10), done::countDown);

    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
  }

  private void subscribe(URI endpoint) throws IOException {
    var _ =
        client
            .projects()
            .subscriptions()
            .create(
                SUBSCRIPTION,
                new Subscription()
                    .setTopic(TOPIC)
                    .setAckDeadlineSeconds(60)
                    .setPushConfig(
                        new PushConfig()
                            .setPushEndpoint(endpoint.toString())
                            .setOidcToken(
                                new OidcToken()
                                    .setServiceAccountEmail("cmek-push@p.iam.gserviceaccount.com")
                                    .setAudience("https://door.example")))
                    .setRetryPolicy(
                        new RetryPolicy().setMinimumBackoff("10s").setMaximumBackoff("60s"))
                    .setDeadLetterPolicy(
                        new DeadLetterPolicy().setDeadLetterTopic(DEAD).setMaxDeliveryAttempts(5)))
            .execute();
  }

  private void pulled(@Nullable RetryPolicy retry, @Nullable DeadLetterPolicy deadLetter)
      throws IOException {
    var _ =
        client
            .projects()
            .subscriptions()
            .create(
                SUBSCRIPTION,
                new Subscription()
                    .setTopic(TOPIC)
                    .setAckDeadlineSeconds(20)
                    .setRetryPolicy(retry)
                    .setDeadLetterPolicy(deadLetter))
            .execute();
  }

  private String publish(String text, Map<String, String> attributes) throws IOException {
    PubsubMessage message = new PubsubMessage().setAttributes(attributes);
    message.encodeData(text.getBytes(StandardCharsets.UTF_8));
    return client
        .projects()
        .topics()
        .publish(TOPIC, new PublishRequest().setMessages(List.of(message)))
        .execute()
        .getMessageIds()
        .getFirst();
  }

  private List<ReceivedMessage> pull() throws IOException {
    List<ReceivedMessage> received =
        client
            .projects()
            .subscriptions()
            .pull(SUBSCRIPTION, new PullRequest().setMaxMessages(10))
            .execute()
            .getReceivedMessages();
    return received == null ? List.of() : received;
  }

  private void acknowledge(ReceivedMessage message) throws IOException {
    var _ =
        client
            .projects()
            .subscriptions()
            .acknowledge(
                SUBSCRIPTION, new AcknowledgeRequest().setAckIds(List.of(message.getAckId())))
            .execute();
  }

  private void deadline(ReceivedMessage message, int seconds) throws IOException {
    var _ =
        client
            .projects()
            .subscriptions()
            .modifyAckDeadline(
                SUBSCRIPTION,
                new ModifyAckDeadlineRequest()
                    .setAckIds(List.of(message.getAckId()))
                    .setAckDeadlineSeconds(seconds))
            .execute();
  }

  private List<Message> messages(String topic) {
    return api.messages(topic);
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .method(method, BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static void assertRefused(ThrowingCallable call, int status, String word) {
    GoogleJsonResponseException refused =
        catchThrowableOfType(GoogleJsonResponseException.class, call);
    assertThat(refused.getStatusCode()).isEqualTo(status);
    assertThat(refused.getDetails().getMessage()).contains(word);
  }
}
