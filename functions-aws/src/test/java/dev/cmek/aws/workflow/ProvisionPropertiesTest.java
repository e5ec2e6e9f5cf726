package dev.cmek.aws.workflow;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.aws.account.FakeAws;
import dev.cmek.aws.key.FakeKeys;
import dev.cmek.aws.key.FakeKeys.Stored;
import dev.cmek.aws.key.Key;
import dev.cmek.aws.role.Role;
import dev.cmek.aws.workflow.Execution.Status;
import dev.cmek.aws.workflow.InMemoryDeployment.Message;
import dev.cmek.shared.cluster.CloudProvider;
import dev.cmek.shared.cluster.Cluster;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.cluster.CmekStatus;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.request.AccessGrant;
import dev.cmek.shared.request.BadRequest;
import dev.cmek.shared.request.KeyStrategy;
import dev.cmek.shared.request.Onboarding;
import dev.cmek.shared.request.RequestParser;
import dev.cmek.shared.state.Operation;
import dev.cmek.shared.state.RunId;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/// What holds whatever is sent and whatever happens: events again and again, in any order, for two
/// clusters, while processes die, answers get lost, rights are missing, people stop executions and
/// change what was made.
final class ProvisionPropertiesTest {

  private static final ClusterId ORDERS = Order.CLUSTER;
  private static final ClusterId LEDGER = new ClusterId("0c6a1c3e-2f0b-4a57-8f0e-6a7d3c1b9e52");
  private static final List<ClusterId> CLUSTERS = List.of(ORDERS, LEDGER);

  /// No function may ever write in another way.
  private static final Set<String> WRITES =
      Set.of(
          "iam:CreateRole",
          "iam:TagRole",
          "iam:PutRolePolicy",
          "iam:DeleteRolePolicy",
          "kms:CreateKey",
          "kms:ReplicateKey",
          "kms:CreateAlias",
          "kms:EnableKeyRotation",
          "kms:TagResource",
          "kms:PutKeyPolicy");

  /// How a cluster is to be onboarded, by every event for it.
  record Choices(KeyStrategy strategy, AccessGrant grant, int regions) {

    String[] names() {
      return List.of("eu-west-1", "us-east-1", "eu-central-1")
          .subList(0, regions)
          .toArray(String[]::new);
    }
  }

  /// How long everything takes.
  ///
  /// @param grants until the vendor sees what was granted: 0 s to 9 min
  /// @param atOnce the vendor refuses what it can't use at once, or finds out while enabling
  /// @param enabling short: who finds out only after a quarter of an hour is not asked again
  /// @param reads until IAM and KMS show us our own changes
  record Delays(
      Duration grants,
      boolean atOnce,
      Duration enabling,
      Duration reads,
      Duration principals,
      Duration tags,
      Duration calls) {}

  /// A message that comes into the queue.
  ///
  /// @param event number of its id
  /// @param other with other data than the id's usual ones
  record Sending(Duration after, int event, ClusterId cluster, boolean other) {

    String message() {
      return "event-" + event + (other ? " with other data" : "") + " for " + cluster;
    }
  }

  /// Something that happens once a number of calls were made.
  record Mishap(int atCall, What what, ClusterId cluster, Duration lasting) {}

  /// What happens.
  enum What {
    CALL_THROTTLED,
    SERVICE_UNREACHABLE,
    RIGHT_MISSING,
    ANSWER_LOST,
    PROCESS_KILLED,
    EXECUTIONS_ABORTED,
    ALL_LOST,
    CLUSTER_LOCKED,
    GRANT_TAKEN,
    TRUST_CHANGED,
    KEY_DISABLED;

    boolean isBehindWrites() {
      return switch (this) {
        case ANSWER_LOST, PROCESS_KILLED, EXECUTIONS_ABORTED, ALL_LOST -> true;
        default -> false;
      };
    }

    /// Only somebody who may start the workflow directly can put it back.
    boolean needsRepair() {
      return switch (this) {
        case GRANT_TAKEN, TRUST_CHANGED, KEY_DISABLED -> true;
        default -> false;
      };
    }
  }

  /// Everything that is chosen.
  record Story(
      long seed,
      Choices orders,
      Choices ledger,
      Delays delays,
      List<Sending> sendings,
      List<Mishap> mishaps) {

    Choices choices(ClusterId cluster) {
      return cluster.equals(ORDERS) ? orders : ledger;
    }
  }

  @Provide
  Arbitrary<Story> stories() {
    return Combinators.combine(
            Arbitraries.longs(),
            choices(),
            choices(),
            delays(),
            sendings().list().ofMinSize(1).ofMaxSize(8),
            mishaps().list().ofMaxSize(6))
        .as(Story::new);
  }

  private static Arbitrary<Choices> choices() {
    return Combinators.combine(
            Arbitraries.of(KeyStrategy.class),
            Arbitraries.of(AccessGrant.class),
            Arbitraries.integers().between(1, 3))
        .as(Choices::new);
  }

  private static Arbitrary<Delays> delays() {
    return Combinators.combine(
            seconds(540),
            Arbitraries.of(true, false),
            seconds(240),
            seconds(50),
            seconds(30),
            seconds(280),
            Arbitraries.integers().between(0, 500).map(Duration::ofMillis))
        .as(Delays::new);
  }

  private static Arbitrary<Sending> sendings() {
    return Combinators.combine(
            seconds(1800),
            Arbitraries.integers().between(1, 3),
            Arbitraries.of(CLUSTERS),
            Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.just(false)), Tuple.of(1, Arbitraries.just(true))))
        .as(Sending::new);
  }

  private static Arbitrary<Mishap> mishaps() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 250),
            Arbitraries.of(What.class),
            Arbitraries.of(CLUSTERS),
            seconds(1500))
        .as(Mishap::new);
  }

  private static Arbitrary<Duration> seconds(int most) {
    return Arbitraries.integers().between(0, most).map(Duration::ofSeconds);
  }

  @Property(tries = 150)
  void everyEventIsAnsweredAndSentAgainBringsItsClusterOn(@ForAll("stories") Story story) {
    World world = new World(story);

    world.play();
    world.checkThatAllIsAnswered();
    world.checkThatNothingIsTwiceOrForeign();

    world.playAgainWithoutMishaps();
    world.checkThatAllIsAnswered();
    world.checkThatNothingIsTwiceOrForeign();
    world.checkThatClustersAreOn();
  }

  /// A deployment in which the story happens, with an eye on what must never be.
  private static final class World {

    /// As many mishaps may meet all calls of the rule's function.
    private static final int NOTICE_CALLS = 3;

    private final Story story;
    private final InMemoryDeployment deployment;
    private final List<Mishap> todo;
    private final Map<String, Instant> missing = new HashMap<>();
    private final Set<ClusterId> on = new HashSet<>();
    private final List<String> sent = new ArrayList<>();
    private final Set<What> happened = EnumSet.noneOf(What.class);
    private int made;

    private World(Story story) {
      this.story = story;
      this.deployment = new InMemoryDeployment(story.seed());
      this.todo = new ArrayList<>(story.mishaps());
      todo.sort(Comparator.comparingInt(Mishap::atCall));
      Delays delays = story.delays();
      deployment.vendor.seesChangesAfter(delays.grants());
      deployment.api.looksAtKeys(deployment.vendor, delays.atOnce());
      deployment.api.enablingTakes(delays.enabling());
      deployment.aws.hideChangesFor(delays.reads());
      deployment.aws.principalsSpreadIn(delays.principals());
      deployment.aws.keys().tagsSpreadIn(delays.tags());
      deployment.calls.takeAtMost(delays.calls());
      for (ClusterId cluster : CLUSTERS) {
        deployment.add(cluster, story.choices(cluster).names());
      }
      deployment.aws.roles().put(strangersRole());
      deployment.aws.keys().put(strangersKey());
      deployment.calls.beforeEach(this::before);
      deployment.calls.behindEach(this::behind);
    }

    private void play() {
      story.sendings().stream()
          .sorted(Comparator.comparing(Sending::after))
          .forEach(sending -> {
            Instant at = InMemoryDeployment.START.plus(sending.after());
            deployment.clock.sleep(Duration.between(deployment.clock.instant(), at));
            send(sending);
          });
      deployment.clock.run();
    }

    private void playAgainWithoutMishaps() {
      todo.clear();
      missing.clear();
      deployment.aws.keys().keys().stream()
          .map(stored -> stored.key().arn())
          .forEach(key -> deployment.aws.keys().putState(key, "Enabled"));
      deployment.clock.sleep(Duration.ofHours(1));
      story.sendings().forEach(this::send);
      deployment.clock.run();
      if (needsRepair()) {
        for (ClusterId cluster : CLUSTERS) {
          Order order = order(cluster, 99);
          Execution execution = deployment.start("repair-" + cluster, order.repair());
          deployment.clock.run();
          assertThat(execution.status()).as(execution::toString).isEqualTo(Status.SUCCEEDED);
        }
      }
    }

    private boolean needsRepair() {
      return happened.stream().anyMatch(What::needsRepair);
    }

    private void send(Sending sending) {
      Order order = order(sending.cluster(), sending.event());
      String message = (sending.other() ? order.with("rotationPeriodDays", 90) : order).message();
      sent.add(message);
      deployment.send(message);
    }

    private Order order(ClusterId cluster, int event) {
      Choices choices = story.choices(cluster);
      return Order.of("event-" + event)
          .cluster(cluster)
          .keys(choices.strategy())
          .granted(choices.grant());
    }

    private void before(String call) {
      made++;
      checkThatWhatIsOnStaysOn();
      Instant until = missing.get(call);
      if (until != null && deployment.clock.instant().isBefore(until)) {
        throw denied(call);
      }
      for (Mishap mishap : due(false)) {
        happen(mishap, call);
      }
    }

    private void behind(String write) {
      if (write.startsWith("kms:") || write.startsWith("iam:")) {
        checkThatOneWorks();
      }
      for (Mishap mishap : due(true)) {
        happen(mishap, write);
      }
    }

    private List<Mishap> due(boolean behind) {
      List<Mishap> due =
          todo.stream()
              .filter(m -> m.what().isBehindWrites() == behind && m.atCall() <= made)
              .limit(1)
              .toList();
      todo.removeAll(due);
      return due;
    }

    private void happen(Mishap mishap, String call) {
      String role = "cmek-" + mishap.cluster();
      happened.add(mishap.what());
      switch (mishap.what()) {
        case CALL_THROTTLED -> throw Stop.notYet(Reason.THROTTLED, call + ": Rate exceeded");
        case SERVICE_UNREACHABLE -> throw Stop.notYet(Reason.SERVICE_UNAVAILABLE, call);
        case RIGHT_MISSING -> {
          missing.put(call, deployment.clock.instant().plus(mishap.lasting()));
          throw denied(call);
        }
        case ANSWER_LOST -> throw Stop.notYet(Reason.SERVICE_UNAVAILABLE, "the answer was lost");
        case PROCESS_KILLED -> throw new Killed(call);
        case EXECUTIONS_ABORTED -> deployment.executions().forEach(Execution::abort);
        case ALL_LOST -> {
          deployment.executions().forEach(Execution::abort);
          throw new Killed(call);
        }
        case CLUSTER_LOCKED -> lock(mishap.cluster(), mishap.lasting());
        case GRANT_TAKEN -> {
          deployment.aws.policies().deleteInline(role);
          keys(mishap.cluster())
              .forEach(key -> deployment.aws.keys().putPolicy(key.key().arn(), defaultPolicy()));
        }
        case TRUST_CHANGED -> {
          if (deployment.aws.roles().role(role).isPresent()) {
            deployment.aws.roles().putTrust(role, PolicyDocument.of());
          }
        }
        case KEY_DISABLED ->
            keys(mishap.cluster()).stream()
                .limit(1)
                .forEach(key -> deployment.aws.keys().putState(key.key().arn(), "Disabled"));
      }
    }

    private void lock(ClusterId id, Duration lasting) {
      Cluster cluster = InMemoryDeployment.cluster(id, story.choices(id).names());
      deployment.api.put(
          new Cluster(
              id,
              cluster.name(),
              cluster.plan(),
              cluster.cloud(),
              "LOCKED",
              "CRDB_PATCH_RUNNING",
              cluster.accountId(),
              cluster.regions(),
              cluster.createdAt()));
      deployment.clock.start(
          "the vendor",
          () -> {
            deployment.clock.sleep(lasting);
            deployment.api.put(cluster);
          });
    }

    private List<Stored> keys(ClusterId cluster) {
      return deployment.aws.keys().keys().stream()
          .filter(stored -> cluster.value().equals(stored.key().tags().get("cmek:cluster")))
          .toList();
    }

    /// At every call: what is on stays on.
    private void checkThatWhatIsOnStaysOn() {
      for (ClusterId cluster : CLUSTERS) {
        boolean isOn = deployment.cmek(cluster).status().equals(CmekStatus.ENABLED);
        if (on.contains(cluster)) {
          assertThat(isOn).as("%s stays on", cluster).isTrue();
        }
        if (isOn) {
          on.add(cluster);
        }
      }
    }

    /// Behind each write: one execution at most works for a cluster.
    private void checkThatOneWorks() {
      assertThat(
              deployment.executions().stream()
                  .filter(World::works)
                  .collect(groupingBy(World::cluster, counting()))
                  .values())
          .allMatch(count -> count == 1);
    }

    private static boolean works(Execution execution) {
      List<String> path = execution.path();
      return execution.isRunning() && path.contains("FetchCluster") && !path.contains("Record");
    }

    private static String cluster(Execution execution) {
      return execution.input().at("/request/clusterId").asText();
    }

    /// Each message is a dead letter, or its last execution succeeded or was told of.
    private void checkThatAllIsAnswered() {
      List<String> dead = new ArrayList<>();
      deployment.deadLetters.letters().forEach(letter -> dead.add(letter.message()));
      deployment.redriven.stream().map(Message::body).forEach(dead::add);
      for (String message : new TreeSet<>(sent)) {
        List<Execution> executions = executionsOf(message);
        boolean answered =
            !executions.isEmpty()
                && (executions.stream().anyMatch(e -> e.status() == Status.SUCCEEDED)
                    || executions.stream().allMatch(this::isTold));
        assertThat(answered || dead.contains(message))
            .as(() -> message + executions + deployment.logLines())
            .isTrue();
      }
      assertThat(deployment.executions()).noneMatch(Execution::isRunning);
      deployment
          .state
          .contents()
          .forEach((path, json) -> {
            if (path.endsWith("/lease.json")) {
              assertThat(isFree(InMemoryDeployment.tree(json))).as(json).isTrue();
            }
          });
    }

    /// Given back, or its holder was stopped before it could.
    private boolean isFree(JsonNode lease) {
      Execution holder = deployment.service.find(lease.get("execution").asText()).orElseThrow();
      return lease.get("released").booleanValue() || holder.status() != Status.SUCCEEDED;
    }

    private boolean isTold(Execution execution) {
      if (deployment.unheard.contains(execution)) {
        return happened.contains(What.RIGHT_MISSING) || story.mishaps().size() >= NOTICE_CALLS;
      }
      String event = execution.input().path("eventId").asText();
      return deployment.announcements.all().stream()
          .anyMatch(a -> a.text().contains(execution.arn()) || a.text().contains(event + " of"));
    }

    private List<Execution> executionsOf(String message) {
      try {
        Onboarding onboarding = new RequestParser(CloudProvider.AWS).event(message);
        String first =
            RunId.executionName(
                Operation.PROVISION, onboarding.request().clusterId(), RunId.of(onboarding), 1);
        String prefix = first.substring(0, first.length() - 1);
        return deployment.executions().stream()
            .filter(execution -> execution.name().startsWith(prefix))
            .toList();
      } catch (BadRequest e) {
        throw new AssertionError(e);
      }
    }

    private void checkThatNothingIsTwiceOrForeign() {
      for (ClusterId cluster : CLUSTERS) {
        assertThat(keys(cluster).stream().map(stored -> stored.key().region()))
            .as("one key of %s in each region", cluster)
            .doesNotHaveDuplicates();
      }
      assertThat(WRITES).containsAll(writesWithoutRepair());
      assertThat(deployment.aws.roles().role("cmek-of-a-stranger")).contains(strangersRole());
      assertThat(deployment.aws.keys().require(strangersKey().arn()))
          .isEqualTo(new Stored(strangersKey(), defaultPolicy(), Optional.empty()));
      deployment
          .state
          .contents()
          .forEach((path, json) -> {
            if (path.endsWith("/intent.json")) {
              assertThat(json)
                  .contains(InMemoryDeployment.VENDOR_ACCOUNT, InMemoryDeployment.ORGANIZATION);
            }
          });
    }

    private Set<String> writesWithoutRepair() {
      Set<String> writes = new TreeSet<>(deployment.aws.writes());
      if (needsRepair()) {
        writes.remove("iam:UpdateAssumeRolePolicy");
      }
      return writes;
    }

    private void checkThatClustersAreOn() {
      for (ClusterId cluster : CLUSTERS) {
        if (needsRepair() || story.sendings().stream().anyMatch(s -> s.cluster().equals(cluster))) {
          assertThat(deployment.cmek(cluster).status())
              .as(() -> cluster + " " + deployment.executions())
              .isEqualTo(CmekStatus.ENABLED);
          assertThat(keys(cluster)).hasSize(expectedKeys(story.choices(cluster)));
        }
      }
    }

    private static int expectedKeys(Choices choices) {
      return choices.strategy() == KeyStrategy.SINGLE_KEY ? 1 : choices.regions();
    }

    private static Stop denied(String call) {
      return Stop.refused(Reason.MISSING_RIGHT, "function F may not " + call, "Allow " + call);
    }

    private static PolicyDocument defaultPolicy() {
      return FakeKeys.defaultPolicy();
    }

    private static Role strangersRole() {
      return new Role(
          FakeAws.NAMING.role("cmek-of-a-stranger"),
          PolicyDocument.of(),
          null,
          Map.of("owner", "others"),
          Instant.EPOCH);
    }

    private static Key strangersKey() {
      return new Key(
          FakeAws.NAMING.key("eu-west-1", "of-a-stranger"),
          "Enabled",
          "SYMMETRIC_DEFAULT",
          "ENCRYPT_DECRYPT",
          false,
          Map.of("owner", "others"),
          Instant.EPOCH);
    }
  }
}
