package dev.cmek.aws.key;

import static dev.cmek.shared.step.OutcomeAssert.assertOutcome;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.aws.Example;
import dev.cmek.aws.Steps;
import dev.cmek.aws.account.FakeAws;
import dev.cmek.aws.plan.AwsNaming;
import dev.cmek.aws.wiring.FakeWiring;
import dev.cmek.shared.cluster.ManualClock;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.plan.ProvisionedKey;
import dev.cmek.shared.request.AccessGrant;
import dev.cmek.shared.request.KeyStrategy;
import dev.cmek.shared.step.Change;
import dev.cmek.shared.step.CrashingChanges;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnsureReplicaTest {

  private static final Example PRIMARY_ALONE =
      Example.of(KeyStrategy.MULTI_REGION_KEY, AccessGrant.ROLE_POLICY);
  private static final Example EXAMPLE = PRIMARY_ALONE.in("eu-west-1", "us-east-1");
  private static final List<String> OF_THE_REPLICA = List.of("kms:ReplicateKey", "kms:CreateAlias");

  private final ManualClock clock = new ManualClock(Example.NOW);
  private final FakeWiring wiring = new FakeWiring(clock);
  private final FakeAws aws = wiring.aws();
  private final Steps steps = new Steps(wiring, clock);

  @Test
  void copiesTheKeyAndNamesItAlike() {
    Arn primary = primary();

    ProvisionedKey replica = assertOutcome(steps.ensureReplica(EXAMPLE)).isDone();

    Arn arn = AwsNaming.replica(primary, "us-east-1");
    assertThat(replica)
        .isEqualTo(
            new ProvisionedKey(
                Example.ALIAS, "us-east-1", arn.toString(), List.of("us-east-1"), Example.NOW));
    FakeKeys.Stored stored = aws.keys().require(arn);
    assertThat(stored.key().multiRegion()).isTrue();
    assertThat(stored.key().tags())
        .containsAllEntriesOf(Example.TAGS)
        .containsEntry("team", "payments");
    assertThat(stored.policy()).isEqualTo(FakeKeys.defaultPolicy());
    assertThat(aws.keys().alias("us-east-1", Example.ALIAS)).contains(arn);
    assertThat(aws.keys().alias("eu-west-1", Example.ALIAS)).contains(primary);
    assertThat(writesOfTheReplica()).isEqualTo(OF_THE_REPLICA);
  }

  @Test
  void aReplicaThatGrantsByItsPolicyIsCreatedWithIt() {
    Example example = EXAMPLE.granted(AccessGrant.KEY_POLICY);
    steps.provisionKeys(PRIMARY_ALONE.granted(AccessGrant.KEY_POLICY));

    ProvisionedKey replica = assertOutcome(steps.ensureReplica(example)).isDone();

    assertThat(aws.keys().require(Arn.parse(replica.uri())).policy().json())
        .contains("\"Sid\":\"CockroachDBCloudCmek\"", Example.ROLE_ARN, "\"Action\":\"kms:*\"");
  }

  @Test
  void secondRunWritesNothing() {
    Arn _ = primary();
    ProvisionedKey first = assertOutcome(steps.ensureReplica(EXAMPLE)).isDone();
    clock.pass(Duration.ofHours(1));

    ProvisionedKey second = assertOutcome(steps.ensureReplica(EXAMPLE)).isDone();

    assertThat(second).isEqualTo(first);
    assertThat(writesOfTheReplica()).isEqualTo(OF_THE_REPLICA);
  }

  @Test
  void waitsUntilTheReplicaIsThere() {
    Arn _ = primary();
    aws.keys().replicasReadyAfter(2);

    assertOutcome(steps.ensureReplica(EXAMPLE)).isNotYet(Reason.KEY_NOT_READY, "Creating");
    assertOutcome(steps.ensureReplica(EXAMPLE)).isNotYet(Reason.KEY_NOT_READY, "Creating");
    ProvisionedKey _ = steps.done(() -> steps.ensureReplica(EXAMPLE));

    assertThat(writesOfTheReplica()).isEqualTo(OF_THE_REPLICA);
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 0", "1, 2", "2, 2"})
  void resumesAfterACrashBehindEachWrite(int write, int reads) {
    Arn _ = primary();
    aws.hideChangesFor(reads);
    aws.keys().replicasReadyAfter(reads);
    wiring.changesFrom(CrashingChanges.behindWrite(write));

    ProvisionedKey _ = steps.done(() -> steps.ensureReplica(EXAMPLE));

    assertThat(aws.keys().keys()).hasSize(2);
    assertThat(writesOfTheReplica()).isEqualTo(OF_THE_REPLICA);
  }

  @ParameterizedTest
  @ValueSource(strings = {"kms:ReplicateKey", "kms:CreateAlias"})
  void resumesAfterALostAnswer(String action) {
    Arn _ = primary();
    aws.loseAnswer(action);

    assertOutcome(steps.ensureReplica(EXAMPLE)).isNotYet(Reason.SERVICE_UNAVAILABLE);
    ProvisionedKey _ = steps.done(() -> steps.ensureReplica(EXAMPLE));

    assertThat(aws.keys().keys()).hasSize(2);
    assertThat(writesOfTheReplica()).isEqualTo(OF_THE_REPLICA);
  }

  @Test
  void refusesAnAliasOfAnotherKeyInTheReplicasRegion() {
    Arn primary = primary();
    Key other = key("other", Example.TAGS);
    aws.keys().put(other);
    aws.keys().putAlias("us-east-1", Example.ALIAS, other.arn());

    assertOutcome(steps.ensureReplica(EXAMPLE))
        .isRefused(
            Reason.KEY_OWNED_BY_OTHERS,
            Example.ALIAS
                + " in us-east-1 is "
                + other.arn()
                + ", not "
                + AwsNaming.replica(primary, "us-east-1"));

    assertThat(writesOfTheReplica()).isEmpty();
  }

  @Test
  void refusesAReplicaThatOthersMade() {
    Arn primary = primary();
    aws.keys().put(key(primary.id(), Map.of("team", "payments")));

    assertOutcome(steps.ensureReplica(EXAMPLE)).isRefused(Reason.KEY_OWNED_BY_OTHERS);

    assertThat(writesOfTheReplica()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Disabled", "PendingDeletion", "PendingReplicaDeletion"})
  void refusesAReplicaThatCannotBeUsed(String state) {
    Arn _ = primary();
    ProvisionedKey replica = assertOutcome(steps.ensureReplica(EXAMPLE)).isDone();
    aws.keys().putState(Arn.parse(replica.uri()), state);

    assertOutcome(steps.ensureReplica(EXAMPLE.protectedAlready()))
        .isRefused(Reason.KEY_NOT_USABLE, state, "--region us-east-1");
  }

  @Test
  void aProtectedClustersReplicaThatIsGoneComesBackInRepairOnly() {
    Arn _ = primary();
    ProvisionedKey replica = assertOutcome(steps.ensureReplica(EXAMPLE)).isDone();
    aws.keys().vanish(Arn.parse(replica.uri()));

    assertOutcome(steps.ensureReplica(EXAMPLE.protectedAlready()))
        .isRefused(Reason.ACCESS_CHANGED_BY_OTHERS, replica.uri() + " is gone", "\"repair\":true");
    assertThat(writesOfTheReplica()).isEqualTo(OF_THE_REPLICA);

    ProvisionedKey again =
        assertOutcome(steps.ensureReplica(EXAMPLE.protectedAlready().repairing())).isDone();

    assertThat(again.uri()).isEqualTo(replica.uri());
    assertThat(aws.count("kms:ReplicateKey")).isEqualTo(2);
  }

  @Test
  void labelsBecomeTagsAndOthersTagsStay() {
    Arn _ = primary();
    ProvisionedKey replica = assertOutcome(steps.ensureReplica(EXAMPLE)).isDone();
    Arn arn = Arn.parse(replica.uri());
    Map<String, String> tags = new HashMap<>(Example.TAGS);
    tags.put("cost-center", "4711");
    aws.keys().putTags(arn, tags);

    ProvisionedKey _ = assertOutcome(steps.ensureReplica(EXAMPLE)).isDone();

    assertThat(aws.keys().require(arn).key().tags())
        .hasSize(4)
        .containsEntry("team", "payments")
        .containsEntry("cost-center", "4711");
  }

  @ParameterizedTest
  @EnumSource(AccessGrant.class)
  void dryRunForetellsWhatTheRunThenDoes(AccessGrant grant) {
    Example example = EXAMPLE.granted(grant);
    steps.provisionKeys(PRIMARY_ALONE.granted(grant));
    int before = steps.changes().size();

    ProvisionedKey foretold = assertOutcome(steps.ensureReplica(example.foretelling())).isDone();
    List<Change> plan = steps.changes().subList(before, steps.changes().size());
    assertThat(writesOfTheReplica()).isEmpty();
    ProvisionedKey made = assertOutcome(steps.ensureReplica(example)).isDone();

    assertThat(plan).extracting(Change::action).isEqualTo(OF_THE_REPLICA);
    assertThat(steps.changes().subList(before + 2, before + 4)).isEqualTo(plan);
    assertThat(foretold.uri()).isEqualTo(made.uri());
  }

  @Test
  void waitsUntilKmsKnowsTheRole() {
    Example example = EXAMPLE.granted(AccessGrant.KEY_POLICY);
    steps.provisionKeys(PRIMARY_ALONE.granted(AccessGrant.KEY_POLICY));
    aws.principalsSpreadIn(Duration.ofSeconds(12));

    assertOutcome(steps.ensureReplica(example)).isNotYet(Reason.PRINCIPAL_SPREADING);
    ProvisionedKey _ = steps.done(() -> steps.ensureReplica(example));

    assertThat(writesOfTheReplica()).isEqualTo(OF_THE_REPLICA);
  }

  @Test
  void waitsUntilThePrimarysTagsCount() {
    Arn _ = primary();
    aws.keys().tagsSpreadIn(Duration.ofMinutes(4));

    assertOutcome(steps.ensureReplica(EXAMPLE)).isNotYet(Reason.TAGS_SPREADING);
    ProvisionedKey _ = steps.done(() -> steps.ensureReplica(EXAMPLE));

    assertThat(writesOfTheReplica()).isEqualTo(OF_THE_REPLICA);
  }

  @Test
  void aMissingRightIsNamedOnceTagsMustCount() {
    Arn primary = primary();
    clock.pass(Duration.ofMinutes(6));
    aws.stopNext(
        "kms:ReplicateKey",
        1,
        Stop.refused(
            Reason.MISSING_RIGHT,
            "function EnsureReplica may not kms:ReplicateKey on " + primary,
            "Allow it"));

    assertOutcome(steps.ensureReplica(EXAMPLE))
        .isRefused(Reason.MISSING_RIGHT, "EnsureReplica", "kms:ReplicateKey");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kms:DescribeKey", "kms:ReplicateKey", "kms:CreateAlias"})
  void waitsWhileKmsThrottles(String action) {
    Arn _ = primary();
    aws.stopNext(action, 2, Stop.notYet(Reason.THROTTLED, action + ": ThrottlingException"));

    assertOutcome(steps.ensureReplica(EXAMPLE)).isNotYet(Reason.THROTTLED, action);
    ProvisionedKey _ = steps.done(() -> steps.ensureReplica(EXAMPLE));

    assertThat(writesOfTheReplica()).isEqualTo(OF_THE_REPLICA);
  }

  private Arn primary() {
    steps.provisionKeys(PRIMARY_ALONE);
    return Arn.parse(steps.keys().getFirst().uri());
  }

  /// What was written after role and primary.
  private List<String> writesOfTheReplica() {
    return aws.writes().subList(4, aws.writes().size());
  }

  private static Key key(String id, Map<String, String> tags) {
    return new Key(
        FakeAws.NAMING.key("us-east-1", id),
        "Enabled",
        "SYMMETRIC_DEFAULT",
        "ENCRYPT_DECRYPT",
        true,
        tags,
        Example.NOW.minus(Duration.ofDays(30)));
  }
}
