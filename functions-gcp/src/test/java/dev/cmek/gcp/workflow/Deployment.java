package dev.cmek.gcp.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.local.gcp.GoogleCloud;
import dev.cmek.local.gcp.deployment.Deployed;
import dev.cmek.local.gcp.deployment.GoogleDeployment;
import dev.cmek.local.gcp.deployment.LocalValues;
import dev.cmek.local.gcp.pubsub.Message;
import dev.cmek.local.gcp.workflow.Pace;
import dev.cmek.local.gcp.workflow.Time;
import dev.cmek.shared.json.Payloads;
import dev.cmek.simulator.CloudApiSimulator;
import dev.cmek.simulator.SimulatorOptions;
import dev.cmek.simulator.access.GcpAccess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Everything that `infra/gcp` deploys, on a Google Cloud and against a Cloud API of its own. Where
/// workflows wait, time passes faster.
final class Deployment implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(20);

  static final String PROJECT = LocalValues.PROJECT;
  static final String KEY_ROLE = "roles/cloudkms.cryptoKeyEncrypterDecrypter";

  private static final int HASTE = 200;

  final GoogleCloud google;
  final CloudApiSimulator cloudApi;
  final Instances instances;
  final Wire wire;

  private final GoogleDeployment deployment;
  private final Deployed deployed;
  private final HttpClient http = HttpClient.newHttpClient();

  private Deployment() throws IOException {
    google =
        GoogleCloud.start(
            new GoogleCloud.Options(0, 0, InstantSource.system(), new Pace(hasty(), 1)));
    cloudApi =
        CloudApiSimulator.start(SimulatorOptions.of(Map.of("GCP", new GcpAccess(google.url()))));
    cloudApi.settings("{\"enableDuration\":\"PT0S\",\"requestsPerSecond\":10000}");
    instances = new Instances(google.iam().enforcement());
    wire = new Wire(instances::kill);
    String googleUrl = wire.to(google.url(), "").toString();
    instances.redirect((instance, value) -> {
      if (value.equals(google.url().toString())) {
        return googleUrl;
      }
      return value.equals(cloudApi.url().toString())
          ? wire.to(cloudApi.url(), instance).toString()
          : value;
    });
    deployment =
        new GoogleDeployment(
            google,
            instances,
            new LocalValues(
                PROJECT,
                LocalValues.VENDOR_PROJECT,
                LocalValues.LOCATION,
                cloudApi.url().toString(),
                "127.0.0.1:1 allowPrivate",
                "",
                Map.of(
                    "reader",
                    cloudApi.keys().reader(),
                    "operator",
                    cloudApi.keys().operator(),
                    "callers",
                    Tickets.CALLERS,
                    "callback",
                    "callback-secret-of-the-test")),
            Path.of("../infra/gcp"));
    deployed = deployment.deploy(List.of());
    wire.forget();
  }

  static Deployment start() {
    try {
      return new Deployment();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Adds a cluster that may have CMEK.
  ///
  /// @return its id
  String cluster(String... regions) {
    String id = UUID.randomUUID().toString();
    clusterWith(id, "", regions);
    return id;
  }

  /// Adds a cluster.
  ///
  /// @param members replace those that it would have, such as `"plan":"STANDARD",`
  void clusterWith(String id, String members, String... regions) {
    cloudApi.addCluster(
        """
        {%s"id":"%s","name":"orders-prod",%s%s"account_id":"%s","regions":[%s]}
        """
            .formatted(
                members,
                id,
                members.contains("plan") ? "" : "\"plan\":\"ADVANCED\",",
                members.contains("cloud_provider") ? "" : "\"cloud_provider\":\"GCP\",",
                members.contains("AWS") ? "222222222222" : LocalValues.VENDOR_PROJECT,
                Stream.of(regions)
                    .map(region -> "{\"name\":\"" + region + "\"}")
                    .collect(Collectors.joining(","))));
  }

  // ---- Onboarding ----

  /// Has an event delivered until it is taken, and waits for the end of the run.
  Ended onboard(Order order) {
    deliver(push(order.json()));
    return endOf(order.id());
  }

  /// Has Pub/Sub's request delivered until it is taken.
  void deliver(String push) {
    for (int attempt = 1; attempt <= 20; attempt++) {
      if (post(push) == 204) {
        return;
      }
    }
    throw new AssertionError("nobody takes " + push + "\n" + String.join("\n", lastLines()));
  }

  /// Delivers once.
  ///
  /// @return the function's answer to Pub/Sub
  int post(String push) {
    return send(HttpRequest.newBuilder(URI.create(deployed.onboardingPushUrl()))
            .POST(HttpRequest.BodyPublishers.ofString(push)))
        .statusCode();
  }

  /// What Pub/Sub sends of a message.
  static String push(String data) {
    return pushRaw(Base64.getEncoder().encodeToString(data.getBytes(StandardCharsets.UTF_8)));
  }

  static String pushRaw(String base64) {
    return """
    {"message":{"data":"%s","messageId":"%s","publishTime":"2026-11-22T10:00:00Z"},
     "subscription":"projects/cmek-local/subscriptions/cmek-onboarding"}
    """
        .formatted(base64, UUID.randomUUID());
  }

  /// Waits for all executions; the one that did an event's work last.
  Ended endOf(String eventId) {
    return executions("provision").stream()
        .filter(one -> one.argument().path("eventId").asText().equals(eventId))
        .filter(one -> !one.duplicate())
        .findFirst()
        .orElseThrow(() -> new AssertionError("no run of " + eventId));
  }

  /// All executions of a workflow at their ends, the latest first.
  List<Ended> executions(String workflow) {
    String path = "/v1/" + name(workflow) + "/executions?view=FULL";
    List<Ended> ended = new ArrayList<>();
    for (JsonNode execution : owner("GET", path, "").path("executions")) {
      await(new Ended(execution).id());
    }
    owner("GET", path, "").path("executions").forEach(one -> ended.add(new Ended(one)));
    return ended;
  }

  /// Starts a workflow as somebody who may, and waits for its end.
  Ended run(String workflow, String argument) {
    Ended started =
        new Ended(
            owner(
                "POST",
                "/v1/" + name(workflow) + "/executions",
                Payloads.writeString(Map.of("argument", argument))));
    await(started.id());
    return new Ended(owner("GET", "/v1/" + name(workflow) + "/executions/" + started.id(), ""));
  }

  Ended sweep() {
    return run("reverify", "{}");
  }

  private void await(String execution) {
    try {
      google.workflows().await(execution);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String name(String workflow) {
    return deployed.workflows().getOrDefault(workflow, "");
  }

  // ---- What stands ----

  /// Asks Google Cloud as its owner; an error is the error document.
  JsonNode owner(String method, String path, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(google.url().resolve(path))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    return Payloads.tree(send(request).body().getBytes(StandardCharsets.UTF_8));
  }

  static String account(String cluster) {
    return "cmek-%s-%s@%s.iam.gserviceaccount.com"
        .formatted(cluster.substring(0, 8), cluster.substring(24), PROJECT);
  }

  static String ring(String cluster, String location) {
    return "projects/%s/locations/%s/keyRings/cmek-%s".formatted(PROJECT, location, cluster);
  }

  static String key(String cluster, String location) {
    return ring(cluster, location) + "/cryptoKeys/cmek";
  }

  /// A document of the state bucket.
  JsonNode state(String path) {
    return owner(
        "GET",
        "/storage/v1/b/%s/o/%s?alt=media"
            .formatted(deployed.stateBucket(), URLEncoder.encode(path, StandardCharsets.UTF_8)),
        "");
  }

  /// Waits for a message that comes behind what a test asks for, such as from the log sink.
  void awaitMessage(String topic, String text) {
    Instant limit = Instant.now().plus(PATIENCE);
    while (messages(topic).stream().noneMatch(m -> m.data().toStringUtf8().contains(text))) {
      assertThat(Instant.now()).as("no message in %s with %s", topic, text).isBefore(limit);
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  /// What was published to a topic.
  ///
  /// @param topic such as `alerts`
  List<Message> messages(String topic) {
    return google.pubSub().messages("projects/" + PROJECT + "/topics/cmek-" + topic);
  }

  /// Events that were announced about a cluster, the oldest first.
  List<JsonNode> announced(String cluster) {
    return messages("alerts").stream()
        .map(message -> Payloads.tree(message.data().toByteArray()))
        .filter(event -> event.path("subject").asText().equals(cluster))
        .toList();
  }

  URI url(String function) {
    return URI.create(deployed.functions().getOrDefault("cmek-" + function, ""));
  }

  /// The end of the log, for messages of failed tests.
  List<String> lastLines() {
    List<String> lines = instances.logLines();
    return lines.subList(Math.max(0, lines.size() - 12), lines.size());
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Time hasty() {
    Time real = Time.real();
    return new Time() {
      @Override
      public Instant instant() {
        return real.instant();
      }

      @Override
      public void sleep(Duration duration) throws InterruptedException {
        real.sleep(duration.dividedBy(HASTE));
      }
    };
  }

  @Override
  public void close() {
    deployment.close();
    google.close();
    instances.close();
    wire.close();
    cloudApi.close();
    http.shutdownNow();
  }
}
