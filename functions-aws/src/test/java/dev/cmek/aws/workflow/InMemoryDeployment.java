package dev.cmek.aws.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.aws.account.FakeAws;
import dev.cmek.aws.wiring.FakeWiring;
import dev.cmek.aws.wiring.Wiring;
import dev.cmek.shared.cluster.Cluster;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.cluster.Cmek;
import dev.cmek.shared.cluster.FakeClusterApi;
import dev.cmek.shared.cluster.Organization;
import dev.cmek.shared.cluster.Region;
import dev.cmek.shared.door.FakeDeadLetters;
import dev.cmek.shared.door.Workflows.Start;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.notify.FakeAnnouncements;
import dev.cmek.shared.state.FakeDocuments;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The whole deployment in memory, on one virtual clock: the onboarding queue with its dead
/// letters, all functions as Lambda builds and calls them, the real workflow, the rule on stopped
/// runs, an AWS account and the Cloud API.
///
/// ```java
/// InMemoryDeployment deployment = new InMemoryDeployment(42);
/// deployment.add(Order.CLUSTER, "eu-west-1", "us-east-1");
/// Execution execution = deployment.onboard(Order.of("event-1"));
/// assertThat(execution.status()).as(execution::toString).isEqualTo(SUCCEEDED);
/// ```
final class InMemoryDeployment {

  static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
  static final String VENDOR_ACCOUNT = "444455556666";
  static final String ORGANIZATION = "9c8f4a10-5b7d-4e0a-8f5e-2f6f0c1d3e4b";

  private static final String LAMBDA = "arn:aws:lambda:eu-west-1:111122223333:function:cmek-";
  private static final String PROVISION =
      "arn:aws:states:eu-west-1:111122223333:stateMachine:cmek-provision";
  private static final String REVERIFY =
      "arn:aws:states:eu-west-1:111122223333:stateMachine:cmek-reverify";
  private static final DeploymentTemplate TEMPLATE = DeploymentTemplate.read();

  /// As in the template: how long a message stays hidden that was received, and how often it is.
  private static final Duration HIDDEN = Duration.ofMinutes(6);

  private static final int MOST_RECEIVES = 5;

  /// How often Lambda calls a function for an event of a rule.
  private static final int MOST_CALLS = 3;

  final VirtualClock clock;
  final Calls calls;
  final FakeAws aws;
  final FakeClusterApi api;
  final InMemoryVendor vendor;
  final FakeDocuments state;
  final FakeDocuments evidence;
  final FakeAnnouncements announcements;
  final FakeDeadLetters deadLetters;
  final StepFunctions service;
  final List<Message> redriven = new ArrayList<>();

  /// Executions that were stopped and that not even the rule's function could tell of: the alarm on
  /// failed runs is all that is left.
  final List<Execution> unheard = new ArrayList<>();

  private final FakeWiring fakes;
  private final Map<String, RequestStreamHandler> functions = new LinkedHashMap<>();
  private final InMemoryEngine engine;
  private final InMemoryEngine reverify;
  private final Wiring wiring;
  private int messages;
  private int sweeps;

  /// A message of the onboarding queue.
  record Message(String id, String body) {}

  InMemoryDeployment(long seed) {
    clock = new VirtualClock(START, seed);
    calls = new Calls(clock);
    fakes = new FakeWiring(clock);
    aws = fakes.aws();
    api = fakes.clusterApi();
    api.setOrganization(new Organization(ORGANIZATION, "Example Corp"));
    api.enablingTakes(Duration.ZERO);
    vendor = new InMemoryVendor(aws, ORGANIZATION, clock);
    api.looksAtKeys(vendor, true);
    state = fakes.state();
    evidence = fakes.evidence();
    announcements = fakes.announcements();
    deadLetters = fakes.deadLetters();
    service = new StepFunctions(clock);
    engine = new InMemoryEngine(service, provision(), this::tellWhenStopped);
    reverify = new InMemoryEngine(service, reverify(), _ -> {});
    wiring = new InMemoryWiring(fakes, engine, reverify, calls, clock::sleep, vendor::changed);
  }

  private StateMachine provision() {
    return machine("Provision", PROVISION, TEMPLATE.provision(), Map.of());
  }

  /// Its batches run as on AWS, where they may take five minutes only.
  private StateMachine reverify() {
    return machine(
        "Reverify", REVERIFY, TEMPLATE.reverify(), Map.of("ChildExecutionType", "EXPRESS"));
  }

  private StateMachine machine(
      String name, String arn, String definition, Map<String, String> parameters) {
    Map<String, TaskFunction> byArn = new LinkedHashMap<>();
    Map<String, String> values = new LinkedHashMap<>(parameters);
    TEMPLATE
        .substitutions(name)
        .forEach((placeholder, function) -> {
          values.put(placeholder, LAMBDA + function);
          byArn.put(LAMBDA + function, input -> call(function, input));
        });
    return StateMachine.load(arn, StateMachine.substitute(definition, values), byArn, this::object);
  }

  /// An object of the state bucket.
  private Optional<String> object(String bucket, String key) {
    return Optional.ofNullable(state.contents().get(key))
        .filter(_ -> bucket.equals(FakeWiring.STATE_BUCKET));
  }

  private RequestStreamHandler function(String name) {
    String type = Optional.ofNullable(TEMPLATE.handlers().get(name)).orElseThrow();
    try {
      return Class.forName(type)
          .asSubclass(RequestStreamHandler.class)
          .getConstructor(Wiring.class)
          .newInstance(wiring);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the template names " + type, e);
    }
  }

  /// A cluster that may be onboarded, the first region its primary one, two days old.
  void add(ClusterId id, String... regions) {
    api.put(cluster(id, regions));
  }

  static Cluster cluster(ClusterId id, String... regions) {
    return new Cluster(
        id,
        "orders-prod",
        "ADVANCED",
        "AWS",
        "CREATED",
        "UNSPECIFIED",
        VENDOR_ACCOUNT,
        Stream.of(regions).map(name -> new Region(name, name.equals(regions[0]))).toList(),
        START.minus(Duration.ofDays(2)));
  }

  /// Messages come into the queue, and are given to the door together as the clock runs.
  void send(String... bodies) {
    List<Message> batch =
        Stream.of(bodies).map(body -> new Message("message-" + ++messages, body)).toList();
    clock.start(batch.getFirst().id(), () -> deliver(batch));
  }

  /// Sends the order and lets everything come to its end.
  ///
  /// @return the execution that was started last
  Execution onboard(Order order) {
    send(order.message());
    clock.run();
    return executions().getLast();
  }

  /// Somebody starts the workflow directly.
  Execution start(String name, String input) {
    assertThat(engine.start(name, input)).isInstanceOf(Start.Running.class);
    return service.find(engine.executionId(name)).orElseThrow();
  }

  /// The executions of the workflow that onboards.
  List<Execution> executions() {
    return service.executions().stream()
        .filter(execution -> execution.arn().contains(":cmek-provision:"))
        .toList();
  }

  /// The schedule starts a sweep, and everything comes to its end.
  Execution sweep() {
    Execution sweep = startSweep();
    clock.run();
    return sweep;
  }

  /// The schedule starts a sweep.
  Execution startSweep() {
    return startReverify("sweep-" + ++sweeps, "{\"source\":\"aws.events\",\"detail\":{}}");
  }

  /// Somebody or something starts the workflow that looks again.
  Execution startReverify(String name, String input) {
    Start _ = reverify.start(name, input);
    return service.find(reverify.executionId(name)).orElseThrow();
  }

  /// What the Cloud API says of the cluster's keys.
  Cmek cmek(ClusterId id) {
    return api.cmek(id);
  }

  /// A document of the state bucket.
  JsonNode document(String path) {
    return tree(Optional.ofNullable(state.contents().get(path)).orElseThrow());
  }

  /// The record of the run that the execution belongs to.
  JsonNode run(Execution execution) {
    String mine = "\"" + execution.arn() + "\"";
    return state.contents().entrySet().stream()
        .filter(document -> document.getKey().startsWith("runs/"))
        .filter(document -> document.getValue().contains(mine))
        .map(document -> tree(document.getValue()))
        .collect(Collectors.collectingAndThen(Collectors.toList(), List::getFirst));
  }

  /// What the functions logged.
  List<String> logLines() {
    return fakes.logLines();
  }

  static JsonNode tree(String json) {
    return Payloads.tree(json.getBytes(StandardCharsets.UTF_8));
  }

  private byte[] call(String function, byte[] input) throws Exception {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    functions
        .computeIfAbsent(function, this::function)
        .handleRequest(new ByteArrayInputStream(input), output, null);
    return output.toByteArray();
  }

  private void deliver(List<Message> batch) {
    List<Message> left = batch;
    for (int receives = 0; receives < MOST_RECEIVES; receives++) {
      left = receive(left);
      if (left.isEmpty()) {
        return;
      }
      clock.sleep(HIDDEN);
    }
    redriven.addAll(left);
  }

  /// The messages that the queue has to deliver again.
  private List<Message> receive(List<Message> batch) {
    List<Map<String, String>> records =
        batch.stream()
            .map(message -> Map.of("messageId", message.id(), "body", message.body()))
            .toList();
    byte[] answer = answer("OnboardingFunction", Payloads.write(Map.of("Records", records)));
    if (answer == null) {
      return batch;
    }
    List<String> failed = Payloads.tree(answer).findValuesAsText("itemIdentifier");
    return batch.stream().filter(message -> failed.contains(message.id())).toList();
  }

  /// The rule on executions that fail, time out or are aborted.
  private void tellWhenStopped(Execution execution) {
    clock.start(
        execution.name() + " rule",
        () -> {
          clock.await(() -> !execution.isRunning());
          if (execution.status() == Execution.Status.SUCCEEDED) {
            return;
          }
          byte[] event = Payloads.write(Map.of("detail", statusChange(execution)));
          for (int i = 0; i < MOST_CALLS; i++) {
            if (answer("NotifyStoppedFunction", event) != null) {
              return;
            }
            clock.sleep(Duration.ofMinutes(1));
          }
          unheard.add(execution);
        });
  }

  private static Map<String, String> statusChange(Execution execution) {
    return Map.of(
        "executionArn", execution.arn(),
        "status", execution.status().name(),
        "error", execution.error(),
        "input", Payloads.writeString(execution.input()));
  }

  /// What the function answers; null if it fails.
  private byte @Nullable [] answer(String function, byte[] input) {
    try {
      return call(function, input);
    } catch (Killed _) {
      return null;
    } catch (Exception _) { // whatever a function throws is its failure
      return null;
    }
  }
}
