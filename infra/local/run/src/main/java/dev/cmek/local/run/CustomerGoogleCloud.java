package dev.cmek.local.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cmek.local.aws.Pause;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/// The project with the functions and the keys, as its owner looks at it.
final class CustomerGoogleCloud implements CustomerCloud {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final Duration LOOK = Duration.ofMillis(200);

  private final Endpoints.Gcp at;
  private final Path logs;
  private final GoogleRest google;

  /// @param logs the folder with a log per function
  CustomerGoogleCloud(Endpoints.Gcp at, Path logs) {
    this.at = at;
    this.logs = logs;
    this.google = new GoogleRest(at.kmsEndpoint());
  }

  @Override
  public void send(String event) {
    ObjectNode body = MAPPER.createObjectNode();
    body.putArray("messages").addObject().put("data", base64(event));
    var _ = google.post("/v1/" + at.onboardingTopic() + ":publish", body);
  }

  /// Counts messages that the subscription has and that were not acknowledged.
  @Override
  public int awaitNoEvents(Duration limit) {
    String path = "/local/subscriptions/" + name(at.onboardingTopic()) + "/backlog";
    Instant end = Instant.now().plus(limit);
    int left = google.get(path).path("messages").asInt();
    while (left > 0 && Instant.now().isBefore(end)) {
      Pause.of(LOOK);
      left = google.get(path).path("messages").asInt();
    }
    return left;
  }

  @Override
  public Mailbox deadLetters() {
    return mailbox(at.deadLettersUrl());
  }

  @Override
  public Mailbox alerts() {
    return mailbox(at.alertsUrl());
  }

  /// What is published from now on.
  private Mailbox mailbox(String url) {
    String path = url.substring(at.kmsEndpoint().length());
    int before = google.get(path).path("messages").size();
    return new Mailbox(() -> {
      Pause.of(LOOK);
      return StreamSupport.stream(google.get(path).path("messages").spliterator(), false)
          .skip(before)
          .map(CustomerGoogleCloud::letter)
          .toList();
    });
  }

  /// A message of a topic as the admin door shows it.
  static Letter letter(JsonNode message) {
    Map<String, String> attributes = new HashMap<>();
    message
        .path("attributes")
        .properties()
        .forEach(attribute -> attributes.put(attribute.getKey(), attribute.getValue().asText()));
    return Letter.ofGoogleCloud(message.path("data").asText(), attributes);
  }

  @Override
  public List<String> onboardings(Instant since) {
    return executions(since).stream().map(execution -> execution.path("name").asText()).toList();
  }

  @Override
  public Optional<String> onboarding(String clusterId, Instant since) {
    return executions(since).stream()
        .filter(execution -> execution.path("argument").asText().contains(clusterId))
        .map(execution -> execution.path("name").asText())
        .findFirst();
  }

  private List<JsonNode> executions(Instant since) {
    String workflow = at.workflows().getOrDefault("provision", "");
    List<JsonNode> found = new ArrayList<>();
    google
        .get("/v1/" + workflow + "/executions?view=FULL")
        .path("executions")
        .forEach(execution -> {
          if (!Instant.parse(execution.path("startTime").asText()).isBefore(since)) {
            found.add(execution);
          }
        });
    return found;
  }

  @Override
  public String startSweep() {
    String workflow = at.workflows().getOrDefault("reverify", "");
    return google
        .post("/v1/" + workflow + "/executions", MAPPER.createObjectNode().put("argument", "{}"))
        .path("name")
        .asText();
  }

  @Override
  public Trail trail(String execution) {
    return new WorkflowTrail(execution, google, logs);
  }

  @Override
  public Holdings holdings(SampleCluster cluster, CloudApi.Cmek cmek) {
    return GoogleHoldings.gather(cluster, cmek, at.project(), google);
  }

  @Override
  public Loss loss(SampleCluster cluster) {
    return new LostBinding(cluster, at.project(), google);
  }

  @Override
  public void delayGrants(Duration delay, CloudApi cloudApi) {
    var _ =
        google.put(
            "/local/settings", MAPPER.createObjectNode().put("propagationDelay", delay.toString()));
  }

  @Override
  public void close() {
    google.close();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /// `cmek-onboarding` of `projects/p/topics/cmek-onboarding`.
  private static String name(String resource) {
    return resource.substring(resource.lastIndexOf('/') + 1);
  }
}
