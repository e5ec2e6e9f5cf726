package dev.cmek.local.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.local.aws.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The whole system on Google Cloud, deployed from the real functions.yaml and workflows, and what
/// people do around it with tools of their own: send events, look, and change things.
final class GoogleTestCloud implements AutoCloseable {

  private static final String NAME = "test-gcp";

  private final Checkout checkout = Checkout.current();
  private final LocalCloud local = new LocalCloud(checkout, _ -> {});
  private final Endpoints endpoints;
  private final Endpoints.Gcp at;
  private final CloudApi cloudApi;
  private final CloudApiAdmin admin;
  private final CustomerCloud customer;
  private final GoogleRest google;

  GoogleTestCloud() {
    endpoints =
        local.start(
            new LocalCloud.Options(
                NAME,
                Set.of(Half.GOOGLE_CLOUD),
                LocalCloud.Ports.FREE,
                Optional.empty(),
                Optional.empty()));
    at = endpoints.gcp();
    cloudApi = new CloudApi(endpoints.cloudApi());
    admin = new CloudApiAdmin(endpoints.cloudApi().adminUrl(), Half.GOOGLE_CLOUD);
    customer = Half.GOOGLE_CLOUD.open(endpoints);
    google = new GoogleRest(at.kmsEndpoint());
  }

  Checkout checkout() {
    return checkout;
  }

  Endpoints endpoints() {
    return endpoints;
  }

  /// The simulator's admin door.
  CloudApiAdmin admin() {
    return admin;
  }

  /// The simulator as its users see it.
  CloudApi cloudApi() {
    return cloudApi;
  }

  /// What a sample cluster has in both clouds, held against what was asked for.
  Proof holdings(SampleCluster cluster) {
    Proof proof = new Proof(cluster.name() + " has exactly what was asked for");
    customer.holdings(cluster, cloudApi.cmek(cluster.id())).expect(proof);
    return proof;
  }

  CustomerCloud.Loss loss(SampleCluster cluster) {
    return customer.loss(cluster);
  }

  /// A shell in which `gcloud` is the customer's project.
  Shell shell() {
    return Shell.of(checkout, checkout.local().resolve(NAME), at);
  }

  /// Publishes an event.
  ///
  /// @return the message's id
  String send(String event) {
    var body = Json.object();
    String data = Base64.getEncoder().encodeToString(event.getBytes(StandardCharsets.UTF_8));
    body.putArray("messages").addObject().put("data", data);
    return google
        .post("/v1/" + at.onboardingTopic() + ":publish", body)
        .at("/messageIds/0")
        .asText();
  }

  /// Waits until the door did something with the message.
  ///
  /// @param outcome such as `KNOWN`
  void awaitAtTheDoor(String messageId, String outcome) {
    Await.that(
        "message " + messageId + " is " + outcome,
        () ->
            log("cmek-onboarding")
                .lines()
                .filter(line -> line.contains("\"message\":\"" + messageId + "\""))
                .anyMatch(line -> line.contains("\"outcome\":\"" + outcome + "\"")));
  }

  /// The cluster's onboarding executions, oldest first.
  List<JsonNode> executions(String cluster) {
    return google
        .get("/v1/" + at.workflows().get("provision") + "/executions?view=FULL")
        .path("executions")
        .valueStream()
        .filter(execution -> execution.path("argument").asText().contains(cluster))
        .sorted(Comparator.comparing(execution -> execution.path("startTime").asText()))
        .toList();
  }

  /// Waits until the cluster's nth execution was started.
  ///
  /// @return its full name
  String awaitStart(String cluster, int number) {
    return Await.until(
            "execution " + number + " of cluster " + cluster,
            () -> executions(cluster).stream().skip(number - 1).findFirst())
        .path("name")
        .asText();
  }

  /// Waits until the cluster's nth execution is over.
  GoogleEnded awaitEnd(String cluster, int number) {
    return awaitEnd(awaitStart(cluster, number));
  }

  /// Sends an event, and waits for the end of the cluster's nth execution, which it starts.
  GoogleEnded run(String event, String cluster, int number) {
    var _ = send(event);
    return awaitEnd(cluster, number);
  }

  GoogleEnded awaitEnd(String execution) {
    return new GoogleEnded(
        Await.until(
            execution + " ends",
            () ->
                Optional.of(google.get("/v1/" + execution))
                    .filter(found -> !found.path("state").asText().equals("ACTIVE"))));
  }

  void cancel(String execution) {
    var _ = google.post("/v1/" + execution + ":cancel", Json.object());
  }

  /// Looks at all clusters again, and waits for the end; first for that of the schedule's sweep, if
  /// one is under way.
  GoogleEnded sweep() {
    return Await.until(
        "a sweep of our own",
        () -> Optional.of(awaitEnd(startSweep())).filter(ended -> !ended.wasInTheWay()));
  }

  /// Begins to look at all clusters again.
  String startSweep() {
    return customer.startSweep();
  }

  /// What was announced and fits.
  List<Letter> alerts(Predicate<Letter> fits) {
    return letters(at.alertsUrl(), fits);
  }

  /// Waits for an announcement about a cluster.
  Letter awaitAlert(String cluster, String type) {
    return Await.until(
        type + " of cluster " + cluster,
        () ->
            alerts(letter -> letter.text().contains(cluster)).stream()
                .filter(letter -> letter.eventType().filter(type::equals).isPresent())
                .findFirst());
  }

  /// Waits for a refused event among the dead letters.
  Letter awaitDeadLetter(String event) {
    return Await.until(
        "a dead letter",
        () -> letters(at.deadLettersUrl(), letter -> letter.isSame(event)).stream().findFirst());
  }

  /// Callbacks that nobody could be given, about a ticket.
  Letter awaitUndelivered(String ticket) {
    return Await.until(
        "an undelivered callback about " + ticket,
        () ->
            letters(callbackDeadLetters(), letter -> letter.body().contains(ticket)).stream()
                .findFirst());
  }

  private String callbackDeadLetters() {
    return at.deadLettersUrl().replace("onboarding", "callbacks");
  }

  private List<Letter> letters(String url, Predicate<Letter> fits) {
    return google
        .get(url.substring(at.kmsEndpoint().length()))
        .path("messages")
        .valueStream()
        .map(CustomerGoogleCloud::letter)
        .filter(fits)
        .toList();
  }

  /// All that anybody wanted to do, the oldest first.
  List<GoogleCall> calls() {
    return google.get("/local/calls").valueStream().map(GoogleCall::of).toList();
  }

  /// What a function printed.
  ///
  /// @param function such as `cmek-onboarding`
  String log(String function) {
    Path file = Path.of(endpoints.logs()).resolve(function + ".log");
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What all functions printed.
  String logs() {
    return at.functions().keySet().stream().map(this::log).collect(Collectors.joining());
  }

  /// All objects of a bucket, with their names.
  String documents(String bucket) {
    String objects = "/storage/v1/b/" + bucket + "/o";
    StringBuilder all = new StringBuilder();
    String page = "";
    do {
      JsonNode found = google.get(objects + "?pageToken=" + page);
      found
          .path("items")
          .valueStream()
          .map(item -> item.path("name").asText())
          .forEach(name ->
              all.append(name).append(google.get(objects + "/" + encoded(name) + "?alt=media")));
      page = encoded(found.path("nextPageToken").asText());
    } while (!page.isEmpty());
    return all.toString();
  }

  /// An object of the state bucket.
  JsonNode state(String name) {
    return google.get("/storage/v1/b/" + at.stateBucket() + "/o/" + encoded(name) + "?alt=media");
  }

  void putState(String name, JsonNode document) {
    String upload = "/upload/storage/v1/b/" + at.stateBucket() + "/o?uploadType=media&name=";
    var _ = google.post(upload + encoded(name), document);
  }

  /// The secret's value.
  ///
  /// @param name such as `callback`
  String secret(String name) {
    String path = "/v1/projects/" + at.project() + "/secrets/cmek-" + name;
    String data = google.get(path + "/versions/latest:access").at("/payload/data").asText();
    return new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    admin.close();
    customer.close();
    google.close();
    local.stop(NAME);
  }
}
