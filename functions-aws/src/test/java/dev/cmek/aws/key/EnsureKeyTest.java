package dev.cmek.aws.key;

import static dev.cmek.shared.step.OutcomeAssert.assertOutcome;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.aws.Example;
import dev.cmek.aws.Steps;
import dev.cmek.aws.account.FakeAws;
import dev.cmek.aws.wiring.FakeWiring;
import dev.cmek.shared.cluster.ManualClock;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.iam.Principals;
import dev.cmek.shared.iam.Statement;
import dev.cmek.shared.plan.Principal;
import dev.cmek.shared.plan.ProvisionedKey;
import dev.cmek.shared.request.AccessGrant;
import dev.cmek.shared.request.KeyStrategy;
import dev.cmek.shared.step.Change;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.CrashingChanges;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import dev.cmek.shared.step.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnsureKeyTest {

  private static final Example EXAMPLE =
      Example.of(KeyStrategy.KEY_PER_REGION, AccessGrant.ROLE_POLICY);
  private static final Example MULTI_REGION =
      Example.of(KeyStrategy.MULTI_REGION_KEY, AccessGrant.ROLE_POLICY);
  private static final List<String> CREATION =
      List.of("kms:CreateKey", "kms:CreateAlias", "kms:EnableKeyRotation");
  private final ManualClock clock = new ManualClock(Example.NOW);
  private final FakeWiring wiring = new FakeWiring(clock);
  private final FakeAws aws = wiring.aws();
  private final Steps steps = new Steps(wiring, clock);

  @Test
  void createsAKeyThatRotatesUnderOurAlias() {
    ProvisionedKey key = assertOutcome(steps.ensureKey(EXAMPLE)).isDone();

    FakeKeys.Stored stored = onlyKey();
    Arn arn = stored.key().arn();
    assertThat(key)
        .isEqualTo(
            new ProvisionedKey(
                Example.ALIAS, "eu-west-1", arn.toString(), List.of("eu-west-1"), Example.NOW));
    assertThat(arn.toString()).startsWith("arn:aws:kms:eu-west-1:111122223333:key/1234abcd-");
    assertThat(stored.key().spec()).isEqualTo("SYMMETRIC_DEFAULT");
    assertThat(stored.key().usage()).isEqualTo("ENCRYPT_DECRYPT");
    assertThat(stored.key().multiRegion()).isFalse();
    assertThat(stored.key().tags())
        .isEqualTo(
            Map.of(
                "cmek:managed-by", "cmek-functions",
                "cmek:cluster", Example.CLUSTER.value(),
                "team", "payments"));
    assertThat(stored.rotation()).contains(Duration.ofDays(365));
    assertThat(stored.policy()).isEqualTo(FakeKeys.defaultPolicy());
    assertThat(aws.keys().alias("eu-west-1", Example.ALIAS)).contains(arn);
    assertThat(aws.writes()).isEqualTo(CREATION);
  }

  @Test
  void aKeyThatGrantsByItsPolicyIsCreatedWithIt() {
    Example example = EXAMPLE.granted(AccessGrant.KEY_POLICY);
    Principal _ = assertOutcome(steps.ensureRole(example)).isDone();

    ProvisionedKey _ = assertOutcome(steps.ensureKey(example)).isDone();

    assertThat(onlyKey().policy().json())
        .isEqualTo(
            """
            {"Version":"2012-10-17","Statement":[\
            {"Sid":"Enable IAM User Permissions","Effect":"Allow",\
            "Principal":{"AWS":"arn:aws:iam::111122223333:root"},\
            "Action":"kms:*","Resource":"*"},\
            {"Sid":"CockroachDBCloudCmek","Effect":"Allow",\
            "Principal":{"AWS":"%s"},\
            "Action":["kms:Encrypt","kms:Decrypt","kms:GenerateDataKey*","kms:DescribeKey",\
            "kms:ReEncrypt*"],"Resource":"*"}]}\
            """
                .formatted(Example.ROLE_ARN));
  }

  @Test
  void theMultiRegionPrimaryIsCreatedAsOne() {
    ProvisionedKey key =
        assertOutcome(steps.ensureKey(MULTI_REGION.in("eu-west-1", "us-east-1"))).isDone();

    assertThat(onlyKey().key().multiRegion()).isTrue();
    assertThat(onlyKey().rotation()).contains(Duration.ofDays(365));
    assertThat(key.uri()).contains(":key/mrk-");
    assertThat(key.regions()).containsExactly("eu-west-1");
  }

  @Test
  void theSingleKeyServesAllRegions() {
    Example example =
        Example.of(KeyStrategy.SINGLE_KEY, AccessGrant.ROLE_POLICY).in("eu-west-1", "us-east-1");

    ProvisionedKey key = assertOutcome(steps.ensureKey(example)).isDone();

    assertThat(key.place()).isEqualTo("eu-west-1");
    assertThat(key.regions()).containsExactly("eu-west-1", "us-east-1");
  }

  @Test
  void secondRunWritesNothing() {
    ProvisionedKey first = assertOutcome(steps.ensureKey(EXAMPLE)).isDone();
    clock.pass(Duration.ofHours(1));

    ProvisionedKey second = assertOutcome(steps.ensureKey(EXAMPLE)).isDone();

    assertThat(second).isEqualTo(first);
    assertThat(aws.writes()).isEqualTo(CREATION);
    assertThat(steps.changes()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void resumesAfterACrashBehindEachWrite(int write) {
    wiring.changesFrom(CrashingChanges.behindWrite(write));

    ProvisionedKey key = steps.done(() -> steps.ensureKey(EXAMPLE));

    assertThat(key.uri()).isEqualTo(onlyKey().key().arn().toString());
    assertThat(onlyKey().rotation()).contains(Duration.ofDays(365));
    assertThat(aws.writes()).isEqualTo(CREATION);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void resumesAfterACrashBehindEachWriteThatIsSeenLate(int write) {
    wiring.changesFrom(CrashingChanges.behindWrite(write));
    aws.keys().hideChangesFor(Duration.ofSeconds(20));

    ProvisionedKey key = steps.done(() -> steps.ensureKey(EXAMPLE));

    assertThat(key.uri()).isEqualTo(onlyKey().key().arn().toString());
    assertThat(aws.count("kms:CreateKey")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"kms:CreateKey", "kms:CreateAlias", "kms:EnableKeyRotation"})
  void resumesAfterALostAnswer(String action) {
    aws.loseAnswer(action);

    ProvisionedKey _ = steps.done(() -> steps.ensureKey(EXAMPLE));

    assertThat(onlyKey().key().isEnabled()).isTrue();
    assertThat(aws.writes()).isEqualTo(CREATION);
  }

  @Test
  void aKeyWhoseAnswerWasLostAndWhichIsNotListedYetIsWaitedFor() {
    aws.loseAnswer("kms:CreateKey");
    aws.keys().hideChangesFor(Duration.ofSeconds(30));
    Instant start = clock.instant();

    ProvisionedKey _ = steps.done(() -> steps.ensureKey(EXAMPLE));

    assertThat(aws.keys().keys()).hasSize(1);
    assertThat(Duration.between(start, clock.instant())).isLessThan(Duration.ofSeconds(65));
  }

  @Test
  void aKeyThatKmsNeverMadeIsAskedForAgain() {
    aws.stopNext("kms:CreateKey", 1, lost());

    ProvisionedKey _ = steps.done(() -> steps.ensureKey(EXAMPLE));

    assertThat(aws.writes()).isEqualTo(CREATION);
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"THROTTLED", "PRINCIPAL_SPREADING", "MISSING_RIGHT"})
  void aKeyThatKmsRefusedToMakeIsNotSearchedFor(Reason reason) {
    aws.stopNext(
        "kms:CreateKey",
        1,
        reason == Reason.MISSING_RIGHT
            ? Stop.refused(reason, "may not kms:CreateKey", "Allow it")
            : Stop.notYet(reason, "kms:CreateKey"));

    Outcome<ProvisionedKey> _ = steps.ensureKey(EXAMPLE);
    ProvisionedKey _ = assertOutcome(steps.ensureKey(EXAMPLE)).isDone();

    assertThat(aws.count("kms:ListKeys")).isZero();
    assertThat(aws.writes()).isEqualTo(CREATION);
  }

  @Test
  void aKeyWhoseArnCouldNotBeNotedIsFoundAgain() {
    Stop throttled = Stop.notYet(Reason.THROTTLED, "s3:PutObject: SlowDown");
    wiring.changesFrom(_ -> new FailingMemory(() -> wiring.state().stopNext(1, throttled)));
    assertOutcome(steps.ensureKey(EXAMPLE)).isNotYet(Reason.THROTTLED);
    wiring.changesFrom(Changes::of);

    ProvisionedKey _ = assertOutcome(steps.ensureKey(EXAMPLE)).isDone();

    assertThat(aws.writes()).isEqualTo(CREATION);
  }

  @Test
  void aKeyThatLostItsAliasGetsItBack() {
    ProvisionedKey first = assertOutcome(steps.ensureKey(EXAMPLE)).isDone();
    aws.keys().deleteAlias("eu-west-1", Example.ALIAS);

    ProvisionedKey second = assertOutcome(steps.ensureKey(EXAMPLE.protectedAlready())).isDone();

    assertThat(second).isEqualTo(first);
    assertThat(aws.keys().alias("eu-west-1", Example.ALIAS)).contains(Arn.parse(first.uri()));
    assertThat(aws.count("kms:CreateKey")).isEqualTo(1);
  }

  @Test
  void aKeyIsAdoptedByItsAliasAloneIfItIsOurs() {
    Key ours = key("adopted", "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", false, Example.TAGS);
    aws.keys().put(ours);
    aws.keys().putAlias("eu-west-1", Example.ALIAS, ours.arn());

    ProvisionedKey key = assertOutcome(steps.ensureKey(EXAMPLE)).isDone();

    assertThat(key.uri()).isEqualTo(ours.arn().toString());
    assertThat(aws.writes()).containsExactly("kms:EnableKeyRotation", "kms:TagResource");
  }

  @Test
  void aClusterThatIsProtectedGetsNoOtherKey() {
    ProvisionedKey first = assertOutcome(steps.ensureKey(EXAMPLE)).isDone();
    aws.keys().vanish(Arn.parse(first.uri()));
    clock.pass(Duration.ofDays(8));

    assertOutcome(steps.ensureKey(EXAMPLE.protectedAlready().repairing()))
        .isRefused(Reason.KEY_NOT_USABLE, "has no key of ours in eu-west-1", "support");

    assertThat(aws.writes()).isEqualTo(CREATION);
  }

  @Test
  void aKeyDeletedBeforeAnythingWasProtectedIsMadeAnew() {
    ProvisionedKey first = assertOutcome(steps.ensureKey(EXAMPLE)).isDone();
    aws.keys().vanish(Arn.parse(first.uri()));
    clock.pass(Duration.ofDays(8));

    ProvisionedKey second = assertOutcome(steps.ensureKey(EXAMPLE)).isDone();

    assertThat(second.uri()).isNotEqualTo(first.uri());
    assertThat(aws.count("kms:CreateKey")).isEqualTo(2);
  }

  @Test
  void refusesAnAliasOfAStrangersKey() {
    Key stranger =
        key("strange", "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", false, Map.of("team", "payments"));
    aws.keys().put(stranger);
    aws.keys().putAlias("eu-west-1", Example.ALIAS, stranger.arn());

    assertOutcome(steps.ensureKey(EXAMPLE))
        .isRefused(
            Reason.KEY_OWNED_BY_OTHERS,
            Example.ALIAS + " in eu-west-1 is " + stranger.arn(),
            "Rename or delete the alias");

    assertThat(aws.writes()).isEmpty();
  }

  @Test
  void refusesAnAliasOfAnotherClustersKey() {
    Key other =
        key(
            "other",
            "SYMMETRIC_DEFAULT",
            "ENCRYPT_DECRYPT",
            false,
            Map.of(
                "cmek:managed-by", "cmek-functions",
                "cmek:cluster", "00000000-0000-0000-0000-000000000000"));
    aws.keys().put(other);
    aws.keys().putAlias("eu-west-1", Example.ALIAS, other.arn());

    assertOutcome(steps.ensureKey(EXAMPLE)).isRefused(Reason.KEY_OWNED_BY_OTHERS);
  }

  @ParameterizedTest
  @CsvSource({
    "Disabled, aws kms enable-key --key-id %s --region eu-west-1",
    "PendingDeletion, aws kms cancel-key-deletion --key-id %s --region eu-west-1 && aws kms"
        + " enable-key --key-id %1$s --region eu-west-1",
    "PendingReplicaDeletion, aws kms cancel-key-deletion --key-id %s --region eu-west-1",
    "Unavailable, aws kms enable-key --key-id %s --region eu-west-1",
  })
  void refusesAKeyBehindOurAliasThatCannotBeUsed(String state, String remedy) {
    ProvisionedKey key = assertOutcome(steps.ensureKey(EXAMPLE)).isDone();
    aws.keys().putState(Arn.parse(key.uri()), state);

    assertOutcome(steps.ensureKey(EXAMPLE.protectedAlready()))
        .isRefused(Reason.KEY_NOT_USABLE, "which is " + state, remedy.formatted(key.uri()));

    assertThat(aws.writes()).isEqualTo(CREATION);
  }

  @ParameterizedTest
  @CsvSource({
    "RSA_4096, ENCRYPT_DECRYPT, false, SYMMETRIC_DEFAULT",
    "HMAC_256, GENERATE_VERIFY_MAC, false, SYMMETRIC_DEFAULT",
    "SYMMETRIC_DEFAULT, ENCRYPT_DECRYPT, true, single-Region",
  })
  void refusesAKeyBehindOurAliasOfAnotherKind(
      String spec, String usage, boolean multiRegion, String needed) {
    Key unfit = key("unfit", spec, usage, multiRegion, Example.TAGS);
    aws.keys().put(unfit);
    aws.keys().putAlias("eu-west-1", Example.ALIAS, unfit.arn());

    assertOutcome(steps.ensureKey(EXAMPLE))
        .isRefused(
            Reason.KEY_UNSUITABLE,
            "key of kind " + spec + " for " + usage,
            "needs a single-Region SYMMETRIC_DEFAULT key",
            needed);

    assertThat(aws.writes()).isEmpty();
  }

  @Test
  void makesAKeyOfTheOtherKindOnceOurNameIsTakenAway() {
    ProvisionedKey single = assertOutcome(steps.ensureKey(EXAMPLE)).isDone();
    aws.keys().deleteAlias("eu-west-1", Example.ALIAS);
    aws.loseAnswer("kms:CreateKey");
    assertOutcome(steps.ensureKey(MULTI_REGION)).isNotYet(Reason.SERVICE_UNAVAILABLE);

    ProvisionedKey multi = assertOutcome(steps.ensureKey(MULTI_REGION)).isDone();

    assertThat(multi.uri()).contains("key/mrk-").isNotEqualTo(single.uri());
    assertThat(aws.keys().keys()).hasSize(2);
  }

  @Test
  void refusesASingleRegionKeyWhereTheOthersNeedReplicas() {
    ProvisionedKey _ = assertOutcome(steps.ensureKey(EXAMPLE)).isDone();

    assertOutcome(steps.ensureKey(MULTI_REGION))
        .isRefused(Reason.KEY_UNSUITABLE, "a single-Region key", "needs a multi-Region");

    assertThat(aws.writes()).isEqualTo(CREATION);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Creating", "Updating"})
  void waitsForAKeyThatIsBecoming(String state) {
    ProvisionedKey key = assertOutcome(steps.ensureKey(EXAMPLE)).isDone();
    aws.keys().putState(Arn.parse(key.uri()), state);

    assertOutcome(steps.ensureKey(EXAMPLE)).isNotYet(Reason.KEY_NOT_READY, state, key.uri());
  }

  @Test
  void waitsWhenAnotherRunWasFasterAndLeavesItsAlias() {
    Key faster = key("faster", "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", false, Example.TAGS);
    aws.keys().hideChangesFor(1);
    aws.keys().put(faster);
    aws.keys().putAlias("eu-west-1", Example.ALIAS, faster.arn());
    aws.keys().hideChangesFor(0);

    assertOutcome(steps.ensureKey(EXAMPLE))
        .isNotYet(Reason.KEY_NOT_READY, "was taken by another run");
    ProvisionedKey key = steps.done(() -> steps.ensureKey(EXAMPLE));

    assertThat(key.uri()).isEqualTo(faster.arn().toString());
    assertThat(aws.count("kms:CreateKey")).isEqualTo(1);
  }

  @Test
  void rotationSwitchedOffIsSwitchedOnAgain() {
    ProvisionedKey key = assertOutcome(steps.ensureKey(EXAMPLE)).isDone();
    aws.keys().putRotation(Arn.parse(key.uri()), Optional.empty());

    ProvisionedKey _ = assertOutcome(steps.ensureKey(EXAMPLE.protectedAlready())).isDone();

    assertThat(onlyKey().rotation()).contains(Duration.ofDays(365));
  }

  @Test
  void labelsBecomeTagsAndOthersTagsStay() {
    ProvisionedKey key = assertOutcome(steps.ensureKey(EXAMPLE)).isDone();
    Map<String, String> tags = new HashMap<>(Example.TAGS);
    tags.put("team", "fraud");
    tags.put("cost-center", "4711");
    aws.keys().putTags(Arn.parse(key.uri()), tags);

    ProvisionedKey _ =
        assertOutcome(
                steps.ensureKey(EXAMPLE.labelled(Map.of("team", "payments", "stage", "prod"))))
            .isDone();

    assertThat(onlyKey().key().tags())
        .hasSize(5)
        .containsAllEntriesOf(Example.TAGS)
        .containsEntry("team", "payments")
        .containsEntry("stage", "prod")
        .containsEntry("cost-center", "4711");
  }

  @Test
  void othersStatementsInTheKeyPolicyAreNoneOfItsBusiness() {
    ProvisionedKey key = assertOutcome(steps.ensureKey(EXAMPLE)).isDone();
    PolicyDocument policy =
        FakeKeys.defaultPolicy()
            .with(
                Statement.allow("Admins")
                    .to(Principals.aws("arn:aws:iam::111122223333:role/admins"))
                    .actions("kms:Put*")
                    .on("*")
                    .build());
    aws.keys().putPolicy(Arn.parse(key.uri()), policy);

    ProvisionedKey _ = assertOutcome(steps.ensureKey(EXAMPLE.protectedAlready())).isDone();

    assertThat(onlyKey().policy()).isEqualTo(policy);
    assertThat(aws.writes()).isEqualTo(CREATION);
  }

  @ParameterizedTest
  @EnumSource(KeyStrategy.class)
  void dryRunForetellsWhatTheRunThenDoes(KeyStrategy strategy) {
    Example example = Example.of(strategy, AccessGrant.ROLE_POLICY);
    ProvisionedKey foretold = assertOutcome(steps.ensureKey(example.foretelling())).isDone();
    List<Change> plan = steps.changes();
    assertThat(aws.writes()).isEmpty();
    assertThat(aws.keys().keys()).isEmpty();
    assertThat(wiring.state().writes()).isEmpty();

    ProvisionedKey made = assertOutcome(steps.ensureKey(example)).isDone();

    String id = Arn.parse(made.uri()).id();
    List<Change> done = steps.changes().subList(plan.size(), steps.changes().size());
    assertThat(plan).extracting(Change::action).isEqualTo(CREATION);
    assertThat(done.stream().map(change -> renamed(change, id, "(new)"))).isEqualTo(plan);
    assertThat(foretold.uri()).isEqualTo(made.uri().replace(id, "(new)"));
  }

  @Test
  void waitsUntilKmsKnowsTheRole() {
    Example example = EXAMPLE.granted(AccessGrant.KEY_POLICY);
    aws.principalsSpreadIn(Duration.ofSeconds(12));
    Principal _ = assertOutcome(steps.ensureRole(example)).isDone();

    assertOutcome(steps.ensureKey(example)).isNotYet(Reason.PRINCIPAL_SPREADING);
    ProvisionedKey _ = steps.done(() -> steps.ensureKey(example));

    assertThat(clock.instant()).isEqualTo(Example.NOW.plusSeconds(12));
    assertThat(onlyKey().policy().json()).contains(Example.ROLE_ARN);
  }

  @Test
  void waitsUntilTheNewKeysTagsCount() {
    aws.keys().tagsSpreadIn(Duration.ofMinutes(4));

    assertOutcome(steps.ensureKey(EXAMPLE)).isNotYet(Reason.TAGS_SPREADING);
    ProvisionedKey _ = steps.done(() -> steps.ensureKey(EXAMPLE));

    assertThat(aws.writes()).isEqualTo(CREATION);
  }

  @Test
  void aDenialOnAnOldKeyIsNamedAtOnce() {
    ProvisionedKey key = assertOutcome(steps.ensureKey(EXAMPLE)).isDone();
    clock.pass(Duration.ofMinutes(6));
    aws.keys().putRotation(Arn.parse(key.uri()), Optional.empty());
    aws.stopNext(
        "kms:EnableKeyRotation",
        1,
        Stop.refused(
            Reason.MISSING_RIGHT,
            "function EnsureKey may not kms:EnableKeyRotation on " + key.uri(),
            "Allow it"));

    assertOutcome(steps.ensureKey(EXAMPLE))
        .isRefused(Reason.MISSING_RIGHT, "EnsureKey", "kms:EnableKeyRotation", key.uri());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"kms:DescribeKey", "kms:CreateKey", "kms:CreateAlias", "kms:EnableKeyRotation"})
  void waitsWhileKmsThrottles(String action) {
    aws.stopNext(action, 2, Stop.notYet(Reason.THROTTLED, action + ": ThrottlingException"));

    assertOutcome(steps.ensureKey(EXAMPLE)).isNotYet(Reason.THROTTLED, action);
    ProvisionedKey _ = steps.done(() -> steps.ensureKey(EXAMPLE));

    assertThat(aws.writes()).isEqualTo(CREATION);
  }

  @Test
  void namesFitTheLimits() {
    ProvisionedKey key = assertOutcome(steps.ensureKey(EXAMPLE)).isDone();

    assertThat(key.name()).hasSizeLessThanOrEqualTo(256).matches("alias/[\\w/-]+");
    assertThat(key.name()).doesNotStartWith("alias/aws/");
  }

  @Test
  void asManyLabelsAsARequestMayHaveFit() {
    Map<String, String> labels = new HashMap<>();
    for (int i = 0; i < 40; i++) {
      labels.put("k".repeat(125) + "%03d".formatted(i), "v".repeat(256));
    }

    ProvisionedKey _ = assertOutcome(steps.ensureKey(EXAMPLE.labelled(labels))).isDone();

    assertThat(onlyKey().key().tags()).hasSize(42);
  }

  /// Behind each write something happens.
  private record FailingMemory(Runnable behindWrite) implements Changes {

    @Override
    public <T> T make(Write<T> write) {
      T made = Changes.of(false).make(write);
      behindWrite.run();
      return made;
    }

    @Override
    public List<Change> list() {
      return List.of();
    }
  }

  private FakeKeys.Stored onlyKey() {
    assertThat(aws.keys().keys()).hasSize(1);
    return aws.keys().keys().getFirst();
  }

  private static Key key(
      String id, String spec, String usage, boolean multiRegion, Map<String, String> tags) {
    return new Key(
        FakeAws.NAMING.key("eu-west-1", id),
        "Enabled",
        spec,
        usage,
        multiRegion,
        tags,
        Example.NOW.minus(Duration.ofDays(30)));
  }

  private static Change renamed(Change change, String from, String to) {
    return new Change(
        change.action(), change.object().replace(from, to), change.detail().replace(from, to));
  }

  private static Stop lost() {
    return Stop.notYet(
        Reason.SERVICE_UNAVAILABLE, "Unable to execute HTTP request: Connection reset");
  }
}
