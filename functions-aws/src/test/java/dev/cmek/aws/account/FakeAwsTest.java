package dev.cmek.aws.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cmek.aws.key.FakeKeys;
import dev.cmek.aws.key.Key;
import dev.cmek.aws.key.NewKey;
import dev.cmek.aws.plan.AwsNaming;
import dev.cmek.aws.role.Role;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.cluster.ManualClock;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.iam.Principals;
import dev.cmek.shared.iam.Statement;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import dev.cmek.shared.step.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class FakeAwsTest {

  private static final ClusterId CLUSTER = new ClusterId("f78b7feb-b6cf-4396-9d7f-494982d7d81e");
  private static final Map<String, String> TAGS =
      Map.of("cmek:managed-by", "cmek-functions", "cmek:cluster", CLUSTER.value());
  private static final PolicyDocument TRUST =
      PolicyDocument.of(
          Statement.allow("Vendor")
              .to(Principals.aws("444455556666"))
              .actions("sts:AssumeRole")
              .build());

  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-22T10:00:00Z"));
  private final FakeAws aws = new FakeAws(clock);

  @Test
  void aRoleIsThereOnceItIsCreated() {
    Role role = make(aws.roles().create(role("orders")));

    assertThat(aws.roles().find("orders")).contains(role);
    assertThat(aws.writes()).containsExactly("iam:CreateRole");
  }

  @Test
  void aRolesNameIsTakenWhateverItsPath() {
    aws.roles()
        .put(
            new Role(
                Arn.parse("arn:aws:iam::111122223333:role/orders"),
                TRUST,
                null,
                Map.of(),
                clock.instant()));

    assertStops(Reason.PRINCIPAL_SPREADING, () -> make(aws.roles().create(role("orders"))));
    assertThat(aws.writes()).isEmpty();
  }

  @Test
  void changesAreMissedByTheNextReaders() {
    aws.hideChangesFor(2);
    Role _ = make(aws.roles().create(role("orders")));

    assertThat(aws.roles().find("orders")).isEmpty();
    assertThat(aws.roles().find("orders")).isEmpty();
    assertThat(aws.roles().find("orders")).isPresent();
  }

  @Test
  void changesAreMissedByReadersForAWhile() {
    Arn key = make(aws.keys().create(newKey(false))).arn();
    aws.hideChangesFor(Duration.ofSeconds(3));
    aws.keys().putTags(key, Map.of());

    assertThat(aws.keys().find(key).orElseThrow().tags()).isEqualTo(TAGS);
    clock.pass(Duration.ofSeconds(3));
    assertThat(aws.keys().find(key).orElseThrow().tags()).isEmpty();
  }

  @Test
  void anAliasIsUniqueInItsRegion() {
    Key ireland = make(aws.keys().create(newKey(false)));
    Key other = make(aws.keys().create(newKey(false)));

    assertThat(make(aws.keys().createAlias(ireland, "alias/orders"))).isTrue();
    assertThat(make(aws.keys().createAlias(other, "alias/orders"))).isFalse();
    assertThat(aws.keys().findByAlias("eu-west-1", "alias/orders")).contains(ireland);
    assertThat(aws.keys().findByAlias("us-east-1", "alias/orders")).isEmpty();
  }

  @Test
  void aReplicaIsThePrimaryInAnotherRegionAndNeedsAWhile() {
    aws.keys().replicasReadyAfter(2);
    Arn primary = make(aws.keys().create(newKey(true))).arn();
    Arn arn = AwsNaming.replica(primary, "us-east-1");

    Key replica =
        make(aws.keys().replicate(primary, new NewKey(arn, true, Optional.empty(), TAGS)));

    assertThat(replica.arn()).isEqualTo(arn);
    assertThat(IntStream.range(0, 3).mapToObj(_ -> aws.keys().find(arn).orElseThrow().state()))
        .containsExactly("Creating", "Creating", "Enabled");
  }

  @Test
  void aReplicaThatIsThereIsNotMadeAgain() {
    Arn primary = make(aws.keys().create(newKey(true))).arn();
    NewKey wanted =
        new NewKey(AwsNaming.replica(primary, "us-east-1"), true, Optional.empty(), TAGS);

    Key first = make(aws.keys().replicate(primary, wanted));
    Key second = make(aws.keys().replicate(primary, wanted));

    assertThat(second).isEqualTo(first);
    assertThat(aws.count("kms:ReplicateKey")).isEqualTo(1);
  }

  @Test
  void onlyAMultiRegionKeyIsReplicated() {
    Arn primary = make(aws.keys().create(newKey(false))).arn();
    NewKey wanted =
        new NewKey(AwsNaming.replica(primary, "us-east-1"), true, Optional.empty(), TAGS);

    assertThatThrownBy(() -> make(aws.keys().replicate(primary, wanted)))
        .hasMessageContaining("UnsupportedOperationException");
  }

  @Test
  void aKeyIsFoundByItsTagsInItsRegion() {
    Key key = make(aws.keys().create(newKey(false)));

    assertThat(aws.keys().findByTags("eu-west-1", CLUSTER, false)).contains(key);
    assertThat(aws.keys().findByTags("eu-west-1", CLUSTER, true)).isEmpty();
    assertThat(aws.keys().findByTags("us-east-1", CLUSTER, false)).isEmpty();
  }

  @Test
  void aKeyPolicyMayNotNameAYoungRole() {
    aws.principalsSpreadIn(Duration.ofSeconds(10));
    Role role = make(aws.roles().create(role("orders")));
    Arn key = make(aws.keys().create(newKey(false))).arn();
    PolicyDocument policy = policyFor(role.arn().toString());

    assertStops(Reason.PRINCIPAL_SPREADING, () -> putPolicy(key, policy));
    clock.pass(Duration.ofSeconds(10));
    putPolicy(key, policy);

    assertThat(aws.policies().findKeyPolicy(key)).contains(policy);
  }

  @Test
  void aKeyPolicyShowsADeletedRolesUniqueIdAndTakesItNoMore() {
    Role role = make(aws.roles().create(role("orders")));
    Arn key = make(aws.keys().create(newKey(false))).arn();
    putPolicy(key, policyFor(role.arn().toString()));

    aws.roles().delete("orders");
    Role _ = make(aws.roles().create(role("orders")));

    PolicyDocument policy = aws.policies().findKeyPolicy(key).orElseThrow();
    assertThat(policy.json()).contains("\"AROA").doesNotContain("role/cockroachdb-cmek/orders");
    assertStops(Reason.PRINCIPAL_SPREADING, () -> putPolicy(key, policy));
  }

  @Test
  void aKeyPolicyMayNotShutTheAccountOut() {
    Arn key = make(aws.keys().create(newKey(false))).arn();

    assertThatThrownBy(() -> putPolicy(key, PolicyDocument.of()))
        .hasMessageContaining("will not allow you to update the key policy");
  }

  @Test
  void anInlinePolicyNeedsItsRoleAndGoesWithIt() {
    Role role = make(aws.roles().create(role("orders")));
    PolicyDocument _ = make(aws.policies().putInline(role.arn(), TRUST));
    assertThat(aws.policies().findInline("orders")).contains(TRUST);

    aws.roles().delete("orders");

    assertThat(aws.policies().findInline("orders")).isEmpty();
    assertStops(
        Reason.PRINCIPAL_SPREADING, () -> make(aws.policies().putInline(role.arn(), TRUST)));
  }

  @Test
  void whatTagsAllowIsDeniedUntilTheyHaveSpread() {
    aws.keys().tagsSpreadIn(Duration.ofMinutes(5));
    Key key = make(aws.keys().create(newKey(false)));

    assertStops(Reason.MISSING_RIGHT, () -> make(aws.keys().createAlias(key, "alias/orders")));
    clock.pass(Duration.ofMinutes(5));

    assertThat(make(aws.keys().createAlias(key, "alias/orders"))).isTrue();
  }

  @Test
  void aDisabledKeyTakesNoChanges() {
    Key key = make(aws.keys().create(newKey(false)));
    aws.keys().putState(key.arn(), "Disabled");

    assertStops(
        Reason.KEY_NOT_READY, () -> make(aws.keys().enableRotation(key, Duration.ofDays(365))));
  }

  @Test
  void aCallStopsAsOftenAsAskedAndDoesNothing() {
    aws.stopNext("kms:CreateKey", 2, Stop.notYet(Reason.THROTTLED, "Rate exceeded"));

    assertStops(Reason.THROTTLED, () -> make(aws.keys().create(newKey(false))));
    assertStops(Reason.THROTTLED, () -> make(aws.keys().create(newKey(false))));
    Key _ = make(aws.keys().create(newKey(false)));

    assertThat(aws.keys().keys()).hasSize(1);
    assertThat(aws.count("kms:CreateKey")).isEqualTo(1);
  }

  @Test
  void eachCallPassesTheGateFirst() {
    List<String> passed = new ArrayList<>();
    aws.beforeEachCall(passed::add);

    Key key = make(aws.keys().create(newKey(false)));
    var _ = aws.roles().find("orders");
    aws.keys().putState(key.arn(), "Disabled");

    assertThat(passed).containsExactly("kms:CreateKey", "iam:GetRole");
  }

  @Test
  void aWriteWhoseAnswerIsLostWasMade() {
    aws.loseAnswer("kms:CreateKey");

    assertStops(Reason.SERVICE_UNAVAILABLE, () -> make(aws.keys().create(newKey(false))));

    assertThat(aws.keys().keys()).hasSize(1);
    assertThat(aws.writes()).containsExactly("kms:CreateKey");
  }

  @Test
  void aDryRunReachesNothing() {
    Key _ = Changes.of(true).make(aws.keys().create(newKey(false)));
    Role _ = Changes.of(true).make(aws.roles().create(role("orders")));

    assertThat(aws.keys().keys()).isEmpty();
    assertThat(aws.roles().roles()).isEmpty();
    assertThat(aws.writes()).isEmpty();
  }

  private Role role(String name) {
    return new Role(FakeAws.NAMING.role(name), TRUST, null, TAGS, clock.instant());
  }

  private static NewKey newKey(boolean multiRegion) {
    return new NewKey(
        FakeAws.NAMING.key("eu-west-1", "(new)"), multiRegion, Optional.empty(), TAGS);
  }

  private static PolicyDocument policyFor(String principal) {
    return FakeKeys.defaultPolicy()
        .with(
            Statement.allow("Use")
                .to(Principals.aws(principal))
                .actions("kms:Decrypt")
                .on("*")
                .build());
  }

  private void putPolicy(Arn key, PolicyDocument policy) {
    PolicyDocument _ =
        make(aws.policies().putKeyPolicy(key, aws.keys().require(key).policy(), policy));
  }

  private static <T> T make(Write<T> write) {
    return Changes.of(false).make(write);
  }

  private static void assertStops(Reason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(Stop.class, stop -> assertThat(stop.reason()).isEqualTo(reason));
  }
}
