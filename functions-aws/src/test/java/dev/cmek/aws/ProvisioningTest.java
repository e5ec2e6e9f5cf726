package dev.cmek.aws;

import static dev.cmek.shared.step.OutcomeAssert.assertOutcome;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.aws.account.FakeAws;
import dev.cmek.aws.key.FakeKeys;
import dev.cmek.aws.wiring.FakeWiring;
import dev.cmek.shared.cluster.ManualClock;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.plan.Access;
import dev.cmek.shared.plan.ProvisionedKey;
import dev.cmek.shared.request.AccessGrant;
import dev.cmek.shared.request.KeyStrategy;
import dev.cmek.shared.step.Change;
import dev.cmek.shared.step.CrashingChanges;
import dev.cmek.shared.verify.Report;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// All steps on AWS in a row, for each strategy and each grant.
class ProvisioningTest {

  /// A deployment of its own for each way through.
  private static final class Bench {
    private final ManualClock clock = new ManualClock(Example.NOW);
    private final FakeWiring wiring = new FakeWiring(clock);
    private final FakeAws aws = wiring.aws();
    private final Steps steps = new Steps(wiring, clock);
  }

  private final Bench bench = new Bench();
  private final FakeAws aws = bench.aws;
  private final Steps steps = bench.steps;

  @ParameterizedTest
  @MethodSource("examples")
  void whatIsProvisionedPassesVerification(Example example) {
    Access access = steps.provision(example);

    Report report = assertOutcome(steps.verifyAccess(example, access)).isDone();

    assertThat(report.findings()).isEmpty();
    assertThat(steps.keys().stream().flatMap(key -> key.regions().stream()))
        .containsExactlyInAnyOrderElementsOf(example.regions());
    for (ProvisionedKey key : steps.keys()) {
      assertThat(aws.keys().alias(key.place(), Example.ALIAS)).contains(Arn.parse(key.uri()));
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void secondRunWritesNothing(Example example) {
    Access _ = steps.provision(example);
    List<String> writes = aws.writes();
    int changes = steps.changes().size();
    bench.clock.pass(Duration.ofDays(1));

    Access _ = steps.provision(example);
    Access _ = steps.provision(example.protectedAlready());
    Access _ = steps.provision(example.protectedAlready().repairing());

    assertThat(aws.writes()).isEqualTo(writes);
    assertThat(steps.changes()).hasSize(changes).hasSize(writes.size());
  }

  @ParameterizedTest
  @MethodSource("crashes")
  void resumesAfterACrashBehindEachWrite(Example example, int write) {
    Bench clean = provisioned(example);
    bench.wiring.changesFrom(CrashingChanges.behindWrite(write));

    Access _ = steps.provision(example);

    assertThat(aws.writes()).isEqualTo(clean.aws.writes());
    assertThat(objects(bench)).isEqualTo(objects(clean));
  }

  @ParameterizedTest
  @MethodSource("crashes")
  void makesNothingTwiceWhenReadsLag(Example example, int write) {
    Bench clean = provisioned(example);
    aws.hideChangesFor(Duration.ofSeconds(15));
    aws.principalsSpreadIn(Duration.ofSeconds(9));
    aws.keys().tagsSpreadIn(Duration.ofSeconds(40));
    aws.keys().replicasReadyAfter(3);
    bench.wiring.changesFrom(CrashingChanges.behindWrite(write));

    Access _ = steps.provision(example);

    assertThat(made(aws)).isEqualTo(made(clean.aws));
    assertThat(objects(bench)).isEqualTo(objects(clean));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void resumesAfterEachLostAnswer(Example example, String action) {
    Bench clean = provisioned(example);
    aws.loseAnswer(action);

    Access _ = steps.provision(example);

    assertThat(aws.writes()).isEqualTo(clean.aws.writes());
    assertThat(objects(bench)).isEqualTo(objects(clean));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void dryRunForetellsWhatTheRunThenDoes(Example example) {
    Access _ = steps.provision(example.foretelling());
    List<Change> plan = steps.changes();
    assertThat(aws.writes()).isEmpty();

    Access _ = steps.provision(example);

    List<Change> done = steps.changes().subList(plan.size(), steps.changes().size());
    assertThat(done.stream().map(this::withoutKeyIds)).isEqualTo(plan);
    assertThat(done).extracting(Change::action).isEqualTo(aws.writes());
  }

  static List<Example> examples() {
    return Arrays.stream(KeyStrategy.values())
        .flatMap(strategy ->
            Arrays.stream(AccessGrant.values())
                .map(grant ->
                    Example.of(strategy, grant).in("eu-west-1", "us-east-1", "ap-south-1")))
        .toList();
  }

  static Stream<Arguments> crashes() {
    return examples().stream()
        .flatMap(example ->
            IntStream.rangeClosed(1, provisioned(example).aws.writes().size())
                .mapToObj(write -> Arguments.of(example, write)));
  }

  static Stream<Arguments> losses() {
    return examples().stream()
        .flatMap(example ->
            provisioned(example).aws.writes().stream()
                .distinct()
                .map(action -> Arguments.of(example, action)));
  }

  private static Bench provisioned(Example example) {
    Bench bench = new Bench();
    Access _ = bench.steps.provision(example);
    return bench;
  }

  /// How often something was made that is there twice if it is made twice.
  private static Map<String, Long> made(FakeAws aws) {
    return Stream.of("iam:CreateRole", "kms:CreateKey", "kms:ReplicateKey", "kms:CreateAlias")
        .collect(Collectors.toMap(action -> action, aws::count));
  }

  /// All that there is, but for times.
  private static List<String> objects(Bench bench) {
    Stream<String> roles =
        bench.aws.roles().roles().stream()
            .map(role ->
                role.arn() + " " + role.trust() + " " + role.boundaryArn() + " " + role.tags());
    Stream<String> inline =
        bench.aws.policies().inline(Example.ROLE).stream().map(Object::toString);
    Stream<String> keys =
        bench.aws.keys().keys().stream()
            .map((FakeKeys.Stored s) ->
                s.key().arn()
                    + " "
                    + s.key().state()
                    + " "
                    + s.key().tags()
                    + " "
                    + s.policy()
                    + " "
                    + s.rotation()
                    + " "
                    + bench.aws.keys().alias(s.key().region(), Example.ALIAS));
    return Stream.of(roles, inline, keys).flatMap(s -> s).toList();
  }

  private Change withoutKeyIds(Change change) {
    String object = change.object();
    String detail = change.detail();
    for (ProvisionedKey key : steps.keys()) {
      String id = Arn.parse(key.uri()).id();
      object = object.replace(id, "(new)");
      detail = detail.replace(id, "(new)");
    }
    return new Change(change.action(), object, detail);
  }
}
