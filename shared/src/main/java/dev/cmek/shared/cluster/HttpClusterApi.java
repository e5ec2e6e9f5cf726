package dev.cmek.shared.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cmek.shared.cluster.CloudApiConnection.Pause;
import dev.cmek.shared.cluster.CloudApiConnection.TimeLimits;
import dev.cmek.shared.cluster.Cmek.KeyStatus;
import dev.cmek.shared.cluster.Cmek.RegionStatus;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.secret.Secret;
import dev.cmek.shared.step.Change;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import dev.cmek.shared.step.Write;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// The CockroachDB Cloud API over HTTP, and the one place that says what its answers mean to a
/// step.
///
/// | answer | end |
/// |---|---|
/// | none, 5xx, 3xx, HTML, cut off | `NotYet(SERVICE_UNAVAILABLE)`; a read is repeated before |
/// | 429, any other with `Retry-After` or "rate limit exceeded" | `NotYet(THROTTLED)`; repeated before if told to wait two seconds at most; a write only after 429 or that message |
/// | speaks of a lock; 409; 503 to a write | `NotYet(CLUSTER_NOT_READY)` |
/// | 401, 403 to a read | `Refused(CREDENTIAL_REFUSED)`; the key is read anew once before |
/// | 400, 401, 403 to a write | [EnableRefused] |
/// | 404 | no such cluster; without CMEK it may also be the answer about CMEK |
/// | any other | a defect |
public final class HttpClusterApi implements ClusterApi {

  private static final TimeLimits LIMITS =
      new TimeLimits(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(4));
  private static final TimeLimits ONCE =
      new TimeLimits(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ZERO);

  // Roles as the operations' descriptions in the API's OpenAPI document name them.
  private static final String CLUSTER_READERS =
      "CLUSTER_MONITOR, CLUSTER_DEVELOPER, CLUSTER_OPERATOR_WRITER or CLUSTER_ADMIN";
  private static final String CMEK_OPERATORS = "CLUSTER_OPERATOR_WRITER or CLUSTER_ADMIN";
  private static final String MEMBERS = "ORG_MEMBER or ORG_ADMIN";

  private static final String CLUSTERS = "/api/v1/clusters";
  private static final int PAGE_SIZE = 100;

  private final CloudApiConnection connection;

  /// @param apiKey gives the current key; asked at the first call, and again after a 401
  public HttpClusterApi(CloudApiEndpoint endpoint, Supplier<Secret> apiKey, InstantSource clock) {
    this(endpoint, apiKey, clock, LIMITS, Thread::sleep);
  }

  /// One that sends each request once, whatever comes back: for callers that pace their requests
  /// and come back soon anyway.
  public static HttpClusterApi once(
      CloudApiEndpoint endpoint, Supplier<Secret> apiKey, InstantSource clock) {
    return new HttpClusterApi(endpoint, apiKey, clock, ONCE, Thread::sleep);
  }

  HttpClusterApi(
      CloudApiEndpoint endpoint,
      Supplier<Secret> apiKey,
      InstantSource clock,
      TimeLimits limits,
      Pause pause) {
    this.connection = new CloudApiConnection(endpoint, apiKey, clock, limits, pause);
  }

  @Override
  public Optional<Cluster> find(ClusterId id) {
    Call call = Call.get(CLUSTERS + "/" + id, "reading cluster " + id, CLUSTER_READERS);
    Answer answer = connection.send(call);
    if (answer.isNotFound()) {
      return Optional.empty();
    }
    Optional<Cluster> cluster =
        CloudApiJson.cluster(require(call, answer)).filter(c -> c.id().equals(id));
    if (cluster.isEmpty()) {
      throw unavailable(call, "the answer does not describe it");
    }
    return cluster;
  }

  @Override
  public ClusterPage list(String page) {
    Call call = Call.get(pagePath(page), "listing clusters", CLUSTER_READERS);
    ObjectNode body = require(call, connection.send(call));
    return new ClusterPage(CloudApiJson.clusters(body), CloudApiJson.nextPage(body));
  }

  @Override
  public Organization organization() {
    Call call = Call.get("/api/v1/organization", "reading the organization", MEMBERS);
    return CloudApiJson.organization(require(call, connection.send(call)))
        .orElseThrow(() -> unavailable(call, "the answer has no id"));
  }

  @Override
  public Cmek cmek(ClusterId id) {
    Call call = Call.get(cmekPath(id), "reading CMEK of cluster " + id, CMEK_OPERATORS);
    Answer answer = connection.send(call);
    if (!answer.isNotFound()) {
      return CloudApiJson.cmek(require(call, answer));
    }
    if (find(id).isEmpty()) {
      throw notFound(call, answer);
    }
    return Cmek.NEVER_ENABLED;
  }

  @Override
  public Write<Cmek> enable(ClusterId id, List<RegionKey> keys) {
    return write("POST", id, "enabling CMEK on cluster " + id, keys, CmekStatus.ENABLING);
  }

  @Override
  public Write<Cmek> update(ClusterId id, List<RegionKey> keys) {
    return write("PUT", id, "setting the keys of cluster " + id, keys, CmekStatus.ROTATING);
  }

  private Write<Cmek> write(
      String method, ClusterId id, String doing, List<RegionKey> keys, CmekStatus next) {
    Call call =
        new Call(
            method,
            cmekPath(id),
            doing,
            CMEK_OPERATORS,
            Optional.of(Payloads.write(Manifest.of(keys))));
    return new Write<>(
        new Change(method + " /cmek", "cluster " + id, described(keys)),
        foretold(keys, next),
        () -> CloudApiJson.cmek(require(call, connection.send(call))));
  }

  private static String described(List<RegionKey> keys) {
    return keys.stream()
        .map(k -> k.region() + ": " + k.uri() + " as " + k.principal())
        .collect(Collectors.joining("; "));
  }

  private static Cmek foretold(List<RegionKey> keys, CmekStatus next) {
    return new Cmek(
        next,
        keys.stream()
            .map(k ->
                new RegionStatus(
                    k.region(), next, List.of(new KeyStatus(k, CmekStatus.ENABLING, ""))))
            .toList());
  }

  private static String cmekPath(ClusterId id) {
    return CLUSTERS + "/" + id + "/cmek";
  }

  private static String pagePath(String page) {
    return CLUSTERS
        + "?pagination.limit="
        + PAGE_SIZE
        + (page.isEmpty()
            ? ""
            : "&pagination.page=" + URLEncoder.encode(page, StandardCharsets.UTF_8));
  }

  private static ObjectNode require(Call call, Answer answer) {
    if (!answer.isSuccess()) {
      throw trouble(call, answer);
    }
    return answer
        .body()
        .orElseThrow(
            () -> unavailable(call, "HTTP " + answer.status() + " whose body is no JSON object"));
  }

  private static RuntimeException trouble(Call call, Answer answer) {
    int status = answer.status();
    String text = call.doing() + ": " + answer.cause();
    if (answer.isThrottled()) {
      return Stop.notYet(Reason.THROTTLED, text);
    }
    boolean denied = status == 401 || status == 403;
    if ((answer.speaksOfLock() && !denied) || status == 409 || (status == 503 && !call.isRead())) {
      return Stop.notYet(Reason.CLUSTER_NOT_READY, text);
    }
    if (!call.isRead() && (status == 400 || denied)) {
      return new EnableRefused(status, answer.message());
    }
    if (denied) {
      return Stop.refused(Reason.CREDENTIAL_REFUSED, text, remedy(call, status));
    }
    if (answer.isNotFound()) {
      return notFound(call, answer);
    }
    if (status >= 500 || status < 400 || status == 404 || status == 408) {
      return Stop.notYet(Reason.SERVICE_UNAVAILABLE, text);
    }
    return new IllegalStateException(text);
  }

  private static String remedy(Call call, int status) {
    return status == 401
        ? "Put a valid API key of the service account into the secret that this function reads"
        : "Give the API key's service account one of the roles " + call.roles();
  }

  private static Stop notFound(Call call, Answer answer) {
    return Stop.refused(
        Reason.CLUSTER_NOT_FOUND,
        call.doing() + ": " + answer.cause(),
        "Check the cluster id, and that the API key's service account may see this cluster");
  }

  private static Stop unavailable(Call call, String why) {
    return Stop.notYet(Reason.SERVICE_UNAVAILABLE, call.doing() + ": " + why);
  }
}
