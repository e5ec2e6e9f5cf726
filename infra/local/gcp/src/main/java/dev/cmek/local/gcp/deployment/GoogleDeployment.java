package dev.cmek.local.gcp.deployment;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cmek.local.gcp.GoogleCloud;
import dev.cmek.local.gcp.function.Function;
import dev.cmek.local.gcp.function.Hosting;
import dev.cmek.local.gcp.iam.Caller;
import dev.cmek.local.gcp.iam.Iam;
import dev.cmek.local.gcp.workflow.Workflow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Sets a local Google Cloud up as `infra/gcp` sets up the real one: from the same functions.yaml
/// and the same workflows, and with the same rights.
///
/// What each function may do comes from functions.yaml alone; the rest, as who may call it, is what
/// the Terraform files say.
public final class GoogleDeployment implements AutoCloseable {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final long PROJECT_NUMBER = 123_456_789_012L;
  private static final long VENDOR_NUMBER = 210_987_654_321L;
  private static final Duration SCHEDULE = Duration.ofMinutes(10);
  private static final int ACK_MARGIN_SECONDS = 30;
  private static final String LOG_WRITER = "cmek-log-sink";
  private static final Pattern ASKED = Pattern.compile("sys\\.get_env\\(\"([A-Z_]+_URL)\"\\)");

  private final GoogleCloud cloud;
  private final Hosting host;
  private final LocalValues values;
  private final Path infra;
  private final Declaration declaration;
  private final String project;
  private final Rest rest;
  private final List<PushDoor> doors = new ArrayList<>();

  /// @param infra the folder `infra/gcp`
  public GoogleDeployment(GoogleCloud cloud, Hosting host, LocalValues values, Path infra) {
    this.cloud = cloud;
    this.host = host;
    this.values = values;
    this.infra = infra;
    this.declaration = Declaration.read(infra.resolve("functions.yaml"), values.placeholders());
    this.project = "projects/" + values.project();
    this.rest = new Rest(cloud.url());
  }

  /// Sets everything up.
  ///
  /// @param jars the functions' class path
  public Deployed deploy(List<Path> jars) {
    Iam iam = cloud.iam();
    iam.createProject(values.project(), PROJECT_NUMBER);
    iam.createProject(values.vendorProject(), VENDOR_NUMBER);
    declaration.roles().forEach((word, permissions) -> iam.defineRole(role(word), permissions));
    for (String account : List.of("cmek-workflows", "cmek-push", "cmek-scheduler", LOG_WRITER)) {
      var _ = iam.createServiceAccount(values.project(), account);
    }
    createBucket(values.stateBucket());
    createBucket(values.evidenceBucket());
    values.secrets().forEach(this::createSecret);
    topics().forEach(this::createTopic);
    Map<String, String> functions = new TreeMap<>();
    declaration
        .functions()
        .forEach((name, function) -> functions.put(name, deploy(name, function, jars)));
    declaration
        .functions()
        .forEach((name, function) -> subscribe(function, functions.getOrDefault(name, "")));
    Map<String, String> workflows =
        Map.of(
            "provision",
            workflow("provision", functions),
            "reverify",
            workflow("reverify", functions));
    connectStoppedRuns();
    cloud.iam().bind(project, role("workflows.start"), member("cmek-scheduler"));
    Map<String, String> urls = new TreeMap<>();
    functions.forEach((name, url) -> urls.put("cmek-" + name, url));
    return new Deployed(
        values.project(),
        values.location(),
        cloud.url().toString(),
        cloud.grpcAddress(),
        urls,
        workflows,
        values.stateBucket(),
        values.evidenceBucket(),
        door(functions.getOrDefault("onboarding", "")).url());
  }

  // ---- Functions ----

  private String deploy(String name, DeclaredFunction declared, List<Path> jars) {
    Iam iam = cloud.iam();
    String account = iam.createServiceAccount(values.project(), "cmek-" + name);
    grant(name, declared);
    String resource = project + "/locations/" + values.location() + "/functions/cmek-" + name;
    boolean everybody = declared.invoker().equals("public");
    String url =
        host.deploy(
                new Function(
                    resource,
                    declared.entryPoint(),
                    jars,
                    environment(declared),
                    account,
                    everybody,
                    Duration.ofSeconds(declared.timeout()),
                    0))
            .toString();
    switch (declared.invoker()) {
      case "workflow" -> iam.bind(resource, "roles/run.invoker", member("cmek-workflows"));
      case "push" -> iam.bind(resource, "roles/run.invoker", member("cmek-push"));
      case "public" -> {}
      default -> throw new IllegalArgumentException("no such invoker: " + declared.invoker());
    }
    return url;
  }

  private void grant(String name, DeclaredFunction declared) {
    Iam iam = cloud.iam();
    String member = member("cmek-" + name);
    if (!declared.keyProject().isEmpty()) {
      String own = project + "/roles/cmek" + joined(name, "-");
      iam.defineRole(own, declared.keyProject());
      iam.bind(project, own, member);
    }
    if (declared.state() != null) {
      iam.bind("buckets/" + values.stateBucket(), role("state." + declared.state()), member);
    }
    if (declared.evidence() != null) {
      iam.bind(
          "buckets/" + values.evidenceBucket(), role("evidence." + declared.evidence()), member);
    }
    for (String secret : declared.secrets()) {
      iam.bind(project + "/secrets/cmek-" + secret, role("secrets.read"), member);
    }
    for (String topic : declared.topics()) {
      iam.bind(topic(topic), role("topics.publish"), member);
    }
    // Workflows have no policy of their own: who may start one may start each of the project.
    declared.workflows().values().stream()
        .flatMap(List::stream)
        .distinct()
        .forEach(may -> iam.bind(project, role("workflows." + may), member));
  }

  /// What functions.yaml says, and where Google's services are on this machine.
  private Map<String, String> environment(DeclaredFunction declared) {
    Map<String, String> environment = new HashMap<>(declared.environment());
    for (String api :
        List.of(
            "KMS",
            "IAM",
            "STORAGE",
            "SECRETS",
            "PUBSUB",
            "WORKFLOWS",
            "RESOURCE_MANAGER",
            "TROUBLESHOOTER")) {
      environment.put(api + "_ENDPOINT", cloud.url().toString());
    }
    return environment;
  }

  // ---- Buckets, secrets, topics ----

  private void createBucket(String name) {
    ObjectNode bucket =
        MAPPER.createObjectNode().put("name", name).put("location", values.location());
    var _ = bucket.putObject("versioning").put("enabled", true);
    ObjectNode access =
        bucket.putObject("iamConfiguration").put("publicAccessPrevention", "enforced");
    var _ = access.putObject("uniformBucketLevelAccess").put("enabled", true);
    rest.send("POST", "/storage/v1/b?project=" + values.project(), bucket);
  }

  private void createSecret(String name, String value) {
    ObjectNode secret = MAPPER.createObjectNode();
    var _ = secret.putObject("replication").putObject("automatic");
    rest.send("POST", "/v1/" + project + "/secrets?secretId=cmek-" + name, secret);
    ObjectNode version = MAPPER.createObjectNode();
    var _ = version.putObject("payload").put("data", base64(value));
    rest.send("POST", "/v1/" + project + "/secrets/cmek-" + name + ":addVersion", version);
  }

  private Set<String> topics() {
    Set<String> topics = new TreeSet<>();
    declaration
        .functions()
        .values()
        .forEach(function -> {
          topics.addAll(function.topics());
          Stream.ofNullable(function.pushedFrom()).forEach(topics::add);
        });
    return topics;
  }

  private void createTopic(String name) {
    rest.send("PUT", "/v1/" + topic(name), MAPPER.createObjectNode());
  }

  private void subscribe(DeclaredFunction function, String url) {
    String from = function.pushedFrom();
    if (from == null) {
      return;
    }
    ObjectNode subscription =
        MAPPER
            .createObjectNode()
            .put("topic", topic(from))
            .put("ackDeadlineSeconds", function.timeout() + ACK_MARGIN_SECONDS);
    ObjectNode push = subscription.putObject("pushConfig").put("pushEndpoint", url);
    var _ =
        push.putObject("oidcToken")
            .put("serviceAccountEmail", email("cmek-push"))
            .put("audience", url);
    var _ =
        subscription
            .putObject("retryPolicy")
            .put("minimumBackoff", "10s")
            .put("maximumBackoff", "600s");
    if (topics().contains(from + "-dead-letters")) {
      var _ =
          subscription
              .putObject("deadLetterPolicy")
              .put("deadLetterTopic", topic(from + "-dead-letters"))
              .put("maxDeliveryAttempts", 20);
    }
    String name = project + "/subscriptions/cmek-" + from;
    rest.send("PUT", "/v1/" + name, subscription);
    if (subscription.has("deadLetterPolicy")) {
      String agent =
          "serviceAccount:service-%d@gcp-sa-pubsub.iam.gserviceaccount.com"
              .formatted(PROJECT_NUMBER);
      cloud.iam().bind(topic(from + "-dead-letters"), role("topics.publish"), agent);
      cloud.iam().bind(name, "roles/pubsub.subscriber", agent);
    }
  }

  // ---- Workflows ----

  /// @return the full name
  private String workflow(String name, Map<String, String> functions) {
    String source = read(infra.resolve("workflows/" + name + ".yaml"));
    Map<String, String> urls = new HashMap<>();
    functions.forEach((function, url) ->
        urls.put(function.toUpperCase(Locale.ROOT).replace('-', '_') + "_URL", url));
    Map<String, String> asked = new HashMap<>();
    ASKED
        .matcher(source)
        .results()
        .map(found -> found.group(1))
        .forEach(variable -> asked.put(variable, urls.getOrDefault(variable, "")));
    String full = project + "/locations/" + values.location() + "/workflows/cmek-" + name;
    cloud.workflows().deploy(new Workflow(full, source, email("cmek-workflows"), asked));
    return full;
  }

  /// As the log sink does, which sees only the workflow that onboards.
  private void connectStoppedRuns() {
    cloud.iam().bind(topic("stopped"), role("topics.publish"), member(LOG_WRITER));
    Rest asSink = rest.as(member(LOG_WRITER));
    cloud.onStopped(entry -> {
      if (entry.contains("\"workflow_id\":\"cmek-provision\"")) {
        ObjectNode body = MAPPER.createObjectNode();
        var _ = body.putArray("messages").addObject().put("data", base64(entry));
        asSink.send("POST", "/v1/" + topic("stopped") + ":publish", body);
      }
    });
  }

  /// Starts sweeps as the scheduler does, at full ten minutes.
  ///
  /// @param reverify the workflow's full name
  public void sweep(ScheduledExecutorService schedule, String reverify) {
    Rest asScheduler = rest.as(member("cmek-scheduler"));
    long period = SCHEDULE.toMillis();
    long first = period - System.currentTimeMillis() % period;
    var _ =
        schedule.scheduleAtFixedRate(
            () ->
                asScheduler.send(
                    "POST", "/v1/" + reverify + "/executions", MAPPER.createObjectNode()),
            first,
            period,
            TimeUnit.MILLISECONDS);
  }

  private PushDoor door(String onboarding) {
    PushDoor opened = PushDoor.open(onboarding, Caller.idToken(member("cmek-push"), onboarding));
    doors.add(opened);
    return opened;
  }

  @Override
  public void close() {
    doors.forEach(PushDoor::close);
  }

  // ---- Names ----

  private String topic(String name) {
    return project + "/topics/cmek-" + name;
  }

  /// `projects/p/roles/cmekStateWrite` of `state.write`.
  private String role(String word) {
    return project + "/roles/cmek" + joined(word, ".");
  }

  private static String joined(String name, String separator) {
    StringBuilder joined = new StringBuilder();
    for (String word : name.split(Pattern.quote(separator), -1)) {
      joined.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
    }
    return joined.toString();
  }

  private String email(String account) {
    return account + "@" + values.project() + ".iam.gserviceaccount.com";
  }

  private String member(String account) {
    return "serviceAccount:" + email(account);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
