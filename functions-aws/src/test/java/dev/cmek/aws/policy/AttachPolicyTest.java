package dev.cmek.aws.policy;

import static dev.cmek.shared.step.OutcomeAssert.assertOutcome;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.aws.Example;
import dev.cmek.aws.Steps;
import dev.cmek.aws.account.FakeAws;
import dev.cmek.aws.key.FakeKeys;
import dev.cmek.aws.wiring.FakeWiring;
import dev.cmek.shared.cluster.ManualClock;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.iam.Principals;
import dev.cmek.shared.iam.Statement;
import dev.cmek.shared.plan.Access;
import dev.cmek.shared.plan.ProvisionedKey;
import dev.cmek.shared.request.AccessGrant;
import dev.cmek.shared.request.KeyStrategy;
import dev.cmek.shared.step.Change;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.CrashingChanges;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import dev.cmek.shared.step.Write;
import dev.cmek.shared.verify.aws.AwsPolicyTexts;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class AttachPolicyTest {

  private static final Example BY_ROLE =
      Example.of(KeyStrategy.KEY_PER_REGION, AccessGrant.ROLE_POLICY).in("eu-west-1", "us-east-1");
  private static final Example BY_KEY = BY_ROLE.granted(AccessGrant.KEY_POLICY);
  private static final String ACTIONS =
      """
      ["kms:Encrypt","kms:Decrypt","kms:GenerateDataKey*","kms:DescribeKey","kms:ReEncrypt*"]\
      """;
  private static final Statement ADMINS =
      Statement.allow("Admins")
          .to(Principals.aws("arn:aws:iam::999988887777:role/admins"))
          .actions("kms:Put*")
          .on("*")
          .build();

  private final ManualClock clock = new ManualClock(Example.NOW);
  private final FakeWiring wiring = new FakeWiring(clock);
  private final FakeAws aws = wiring.aws();
  private final Steps steps = new Steps(wiring, clock);

  @Test
  void theRolesPolicyNamesExactlyItsKeys() {
    steps.provisionKeys(BY_ROLE);
    int before = aws.writes().size();

    Access _ = assertOutcome(steps.attachPolicy(BY_ROLE)).isDone();

    assertThat(inline())
        .isEqualTo(
            """
            {"Version":"2012-10-17","Statement":[{"Sid":"CockroachDBCloudCmek","Effect":"Allow",\
            "Action":%s,"Resource":["%s","%s"]}]}\
            """
                .formatted(ACTIONS, key(0), key(1)));
    assertThat(keyPolicies()).containsOnly(FakeKeys.defaultPolicy());
    assertThat(since(before)).containsExactly("iam:PutRolePolicy");
  }

  @Test
  void theRolesPolicyNamesReplicasToo() {
    Example example =
        Example.of(KeyStrategy.MULTI_REGION_KEY, AccessGrant.ROLE_POLICY)
            .in("eu-west-1", "us-east-1", "ap-south-1");

    Access _ = steps.provision(example);

    assertThat(inline()).contains(key(0).toString(), key(1).toString(), key(2).toString());
  }

  @Test
  void keysThatWereCreatedWithTheirGrantNeedNothing() {
    steps.provisionKeys(BY_KEY);
    int before = aws.writes().size();

    Access _ = assertOutcome(steps.attachPolicy(BY_KEY)).isDone();

    assertThat(since(before)).isEmpty();
    assertThat(aws.policies().inline(Example.ROLE)).isEmpty();
    assertThat(keyPolicies()).allSatisfy(policy -> assertThat(grants(policy)).isTrue());
  }

  @Test
  void adoptedKeysAreGrantedBesideWhatOthersWrote() {
    steps.provisionKeys(BY_ROLE);
    aws.keys().putPolicy(key(0), FakeKeys.defaultPolicy().with(ADMINS));
    int before = aws.writes().size();

    Access _ = assertOutcome(steps.attachPolicy(BY_KEY)).isDone();

    assertThat(aws.keys().require(key(0)).policy().statements())
        .extracting(Statement::sid)
        .containsExactly("Enable IAM User Permissions", "Admins", "CockroachDBCloudCmek");
    assertThat(aws.keys().require(key(0)).policy().statements()).contains(ADMINS);
    assertThat(since(before)).containsExactly("kms:PutKeyPolicy", "kms:PutKeyPolicy");
  }

  @ParameterizedTest
  @EnumSource(AccessGrant.class)
  void secondRunWritesNothing(AccessGrant grant) {
    Access first = steps.provision(BY_ROLE.granted(grant));
    int before = aws.writes().size();
    clock.pass(Duration.ofHours(1));

    Access second = steps.provision(BY_ROLE.granted(grant));

    assertThat(since(before)).isEmpty();
    assertThat(second.grantedAt()).isEqualTo(first.grantedAt());
    assertThat(second.checkedAt()).isEqualTo(clock.instant());
  }

  @Test
  void whatWasGrantedLastIsRemembered() {
    steps.provisionKeys(BY_ROLE);
    clock.pass(Duration.ofMinutes(3));

    Access access = assertOutcome(steps.attachPolicy(BY_ROLE)).isDone();

    assertThat(access.grantedAt()).isEqualTo(Example.NOW.plus(Duration.ofMinutes(3)));
  }

  @Test
  void aKeyThatCameWithItsGrantWasGrantedAtItsCreation() {
    clock.pass(Duration.ofMinutes(3));
    steps.provisionKeys(BY_KEY);
    clock.pass(Duration.ofMinutes(3));

    Access access = assertOutcome(steps.attachPolicy(BY_KEY)).isDone();

    assertThat(access.grantedAt()).isEqualTo(Example.NOW.plus(Duration.ofMinutes(3)));
  }

  @ParameterizedTest
  @MethodSource("switches")
  void switchesWhileNothingIsProtected(Example from, Example to) {
    Access _ = steps.provision(from);

    Access _ = steps.provision(to);

    boolean byRole = to.grant() == AccessGrant.ROLE_POLICY;
    assertThat(aws.policies().inline(Example.ROLE).isPresent()).isEqualTo(byRole);
    assertThat(keyPolicies()).allSatisfy(p -> assertThat(grants(p)).isEqualTo(!byRole));
    assertThat(aws.count("kms:CreateKey")).isEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource("switches")
  void neverTakesAccessAwayWhileItSwitches(Example from, Example to) {
    Access _ = steps.provision(from);
    wiring.changesFrom(_ -> new Watched(this::assertEachKeyIsGranted));

    Access _ = steps.provision(to);

    assertEachKeyIsGranted();
  }

  @ParameterizedTest
  @MethodSource("crashes")
  void resumesAfterACrashBehindEachWrite(Example from, Example to, int write) {
    Access _ = steps.provision(from);
    int before = aws.writes().size();
    wiring.changesFrom(CrashingChanges.behindWrite(write));

    Access _ = steps.provision(to);

    assertThat(since(before)).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({
    "ROLE_POLICY, iam:PutRolePolicy",
    "KEY_POLICY, kms:PutKeyPolicy",
    "KEY_POLICY, iam:DeleteRolePolicy"
  })
  void resumesAfterALostAnswer(AccessGrant grant, String action) {
    Example other = grant == AccessGrant.ROLE_POLICY ? BY_KEY : BY_ROLE;
    Access _ = steps.provision(other);
    int before = aws.writes().size();
    aws.loseAnswer(action);

    Access _ = steps.provision(BY_ROLE.granted(grant));

    assertThat(since(before)).hasSize(3).contains(action);
  }

  @Test
  void refusesWhatOthersTookFromAProtectedClustersRole() {
    Access _ = steps.provision(BY_ROLE);
    aws.policies().deleteInline(Example.ROLE);

    assertRefusedThenRepaired(BY_ROLE, "inline policy cmek of " + Example.ROLE_ARN);

    assertThat(inline()).contains(key(0).toString(), key(1).toString());
  }

  @Test
  void refusesWhatOthersAddedToAProtectedClustersRole() {
    Access _ = steps.provision(BY_ROLE);
    String wanted = inline();
    aws.policies()
        .putInline(Example.ROLE, PolicyDocument.parse(wanted.replace("kms:Encrypt", "kms:*")));

    assertRefusedThenRepaired(BY_ROLE, "says", "\"kms:*\"", "wanted is " + wanted);

    assertThat(inline()).isEqualTo(wanted);
  }

  @Test
  void refusesWhatOthersTookFromAProtectedKey() {
    Access _ = steps.provision(BY_KEY);
    aws.keys().putPolicy(key(1), FakeKeys.defaultPolicy().with(ADMINS));

    assertRefusedThenRepaired(BY_KEY, "policy of key " + key(1) + " says", "wanted is");

    PolicyDocument policy = aws.keys().require(key(1)).policy();
    assertThat(grants(policy)).isTrue();
    assertThat(policy.statements()).contains(ADMINS);
  }

  @Test
  void refusesASecondHomeThatOthersMadeOfAProtectedGrant() {
    Access _ = steps.provision(BY_KEY);
    aws.policies().putInline(Example.ROLE, FakeKeys.defaultPolicy());

    assertRefusedThenRepaired(BY_KEY, "is there, but the key policies grant");

    assertThat(aws.policies().inline(Example.ROLE)).isEmpty();
  }

  @Test
  void aProtectedClustersRoleThatWasMadeAnewIsGrantedAgainInRepair() {
    Access _ = steps.provision(BY_KEY);
    aws.roles().delete(Example.ROLE);
    assertThat(aws.keys().require(key(0)).policy().json()).contains("\"AROA");

    Example repair = BY_KEY.protectedAlready().repairing();
    Access _ = steps.provision(repair);

    assertThat(keyPolicies()).allSatisfy(policy -> assertThat(grants(policy)).isTrue());
    assertThat(aws.keys().require(key(0)).policy().json()).doesNotContain("AROA");
  }

  @Test
  void namesADeletedPrincipalThatKmsTakesNoMore() {
    steps.provisionKeys(BY_ROLE);
    aws.keys()
        .putPolicy(
            key(1),
            FakeKeys.defaultPolicy()
                .with(
                    Statement.allow("Backup")
                        .to(Principals.aws("AROAEXAMPLEEXAMPLEEXA"))
                        .actions("kms:Decrypt")
                        .on("*")
                        .build()));

    assertOutcome(steps.attachPolicy(BY_KEY))
        .isRefused(
            Reason.KEY_POLICY_NOT_WRITABLE,
            key(1).toString(),
            "statement Backup",
            "AROAEXAMPLEEXAMPLEEXA");
  }

  @ParameterizedTest
  @EnumSource(AccessGrant.class)
  void dryRunForetellsWhatTheRunThenDoes(AccessGrant grant) {
    Example example = BY_ROLE.granted(grant);
    Example other = grant == AccessGrant.ROLE_POLICY ? BY_KEY : BY_ROLE;
    Access _ = steps.provision(other);
    int before = steps.changes().size();
    int writes = aws.writes().size();

    Access _ = steps.provision(example.foretelling());
    List<Change> plan = steps.changes().subList(before, steps.changes().size());
    assertThat(since(writes)).isEmpty();
    Access _ = steps.provision(example);

    assertThat(plan).hasSize(3);
    assertThat(steps.changes().subList(before + 3, steps.changes().size())).isEqualTo(plan);
  }

  @Test
  void dryRunForetellsTheGrantOfKeysThatAreNotThereYet() {
    Access _ = steps.provision(BY_ROLE.foretelling());

    Change last = steps.changes().getLast();
    assertThat(last.action()).isEqualTo("iam:PutRolePolicy");
    assertThat(last.detail())
        .contains(
            "arn:aws:kms:eu-west-1:111122223333:key/(new)",
            "arn:aws:kms:us-east-1:111122223333:key/(new)");
    assertThat(aws.writes()).isEmpty();
  }

  @Test
  void waitsUntilKmsKnowsTheRole() {
    steps.provisionKeys(BY_ROLE);
    aws.principalsSpreadIn(Duration.ofSeconds(12));

    assertOutcome(steps.attachPolicy(BY_KEY)).isNotYet(Reason.PRINCIPAL_SPREADING);
    Access _ = steps.done(() -> steps.attachPolicy(BY_KEY));

    assertThat(clock.instant()).isEqualTo(Example.NOW.plusSeconds(12));
  }

  @Test
  void waitsUntilTheGrantCanBeReadBack() {
    steps.provisionKeys(BY_ROLE);
    aws.policies().hideChangesFor(Duration.ofSeconds(3));

    assertOutcome(steps.attachPolicy(BY_ROLE))
        .isNotYet(Reason.ACCESS_SPREADING, "inline policy cmek of " + Example.ROLE_ARN);
    Access _ = steps.done(() -> steps.attachPolicy(BY_ROLE));

    assertThat(aws.policies().findInline(Example.ROLE)).isPresent();
  }

  @Test
  void waitsForAKeyThatIsNotSeenYet() {
    aws.keys().hideChangesFor(Duration.ofSeconds(30));
    steps.provisionKeys(Example.of(KeyStrategy.KEY_PER_REGION, AccessGrant.ROLE_POLICY));

    assertOutcome(steps.attachPolicy(BY_ROLE)).isNotYet(Reason.KEY_NOT_READY, key(0).toString());
  }

  @Test
  void waitsUntilTheNewKeysTagsCount() {
    steps.provisionKeys(BY_ROLE);
    aws.keys().tagsSpreadIn(Duration.ofMinutes(4));

    assertOutcome(steps.attachPolicy(BY_KEY)).isNotYet(Reason.TAGS_SPREADING);
    Access _ = steps.done(() -> steps.attachPolicy(BY_KEY));

    assertThat(keyPolicies()).allSatisfy(policy -> assertThat(grants(policy)).isTrue());
  }

  @ParameterizedTest
  @CsvSource({
    "ROLE_POLICY, iam:PutRolePolicy, 0",
    "KEY_POLICY, iam:DeleteRolePolicy, 0",
    "KEY_POLICY, kms:PutKeyPolicy, 6",
    "ROLE_POLICY, kms:PutKeyPolicy, 6",
  })
  void aMissingRightIsNamedAsSoonAsItIsOne(AccessGrant grant, String action, int minutes) {
    Access _ = steps.provision(grant == AccessGrant.ROLE_POLICY ? BY_KEY : BY_ROLE);
    clock.pass(Duration.ofMinutes(minutes));
    aws.stopNext(
        action,
        1,
        Stop.refused(Reason.MISSING_RIGHT, "function AttachPolicy may not " + action, "Allow it"));

    assertOutcome(steps.attachPolicy(BY_ROLE.granted(grant)))
        .isRefused(Reason.MISSING_RIGHT, "AttachPolicy", action);
  }

  @ParameterizedTest
  @CsvSource({
    "ROLE_POLICY, iam:GetRolePolicy",
    "ROLE_POLICY, iam:PutRolePolicy",
    "KEY_POLICY, kms:GetKeyPolicy",
    "KEY_POLICY, kms:PutKeyPolicy",
    "KEY_POLICY, iam:DeleteRolePolicy",
  })
  void waitsWhileAwsThrottles(AccessGrant grant, String action) {
    Access _ = steps.provision(grant == AccessGrant.ROLE_POLICY ? BY_KEY : BY_ROLE);
    int before = aws.writes().size();
    aws.stopNext(action, 2, Stop.notYet(Reason.THROTTLED, action + ": Rate exceeded"));

    assertOutcome(steps.attachPolicy(BY_ROLE.granted(grant))).isNotYet(Reason.THROTTLED, action);
    Access _ = steps.done(() -> steps.attachPolicy(BY_ROLE.granted(grant)));

    assertThat(since(before)).hasSize(3);
  }

  @ParameterizedTest
  @EnumSource(AccessGrant.class)
  void thePolicyOfAClusterInManyRegionsFitsTheLimits(AccessGrant grant) {
    String[] regions =
        IntStream.range(0, 30).mapToObj("ap-southeast-%d"::formatted).toArray(String[]::new);

    Access _ = steps.provision(BY_ROLE.granted(grant).in(regions));

    assertThat(aws.keys().keys()).hasSize(30);
  }

  static List<Arguments> switches() {
    return List.of(Arguments.of(BY_ROLE, BY_KEY), Arguments.of(BY_KEY, BY_ROLE));
  }

  static Stream<Arguments> crashes() {
    return switches().stream()
        .flatMap(s ->
            IntStream.rangeClosed(1, 3)
                .mapToObj(write -> Arguments.of(s.get()[0], s.get()[1], write)));
  }

  /// After each write something is looked at.
  private record Watched(Runnable look) implements Changes {

    @Override
    public <T> T make(Write<T> write) {
      T made = Changes.of(false).make(write);
      look.run();
      return made;
    }

    @Override
    public List<Change> list() {
      return List.of();
    }
  }

  private void assertRefusedThenRepaired(Example example, String... words) {
    int before = aws.writes().size();

    assertOutcome(steps.attachPolicy(example.protectedAlready()))
        .isRefused(Reason.ACCESS_CHANGED_BY_OTHERS, words);
    assertOutcome(steps.attachPolicy(example.protectedAlready().foretelling()))
        .isRefused(Reason.ACCESS_CHANGED_BY_OTHERS, "\"repair\":true");
    assertThat(since(before)).isEmpty();

    Access _ = assertOutcome(steps.attachPolicy(example.protectedAlready().repairing())).isDone();
    assertThat(since(before)).hasSize(1);
  }

  private void assertEachKeyIsGranted() {
    String byRole = aws.policies().inline(Example.ROLE).map(PolicyDocument::json).orElse("");
    for (FakeKeys.Stored stored : aws.keys().keys()) {
      assertThat(grants(stored.policy()) || byRole.contains(stored.key().arn().toString()))
          .as("%s is granted", stored.key().arn())
          .isTrue();
    }
  }

  private static boolean grants(PolicyDocument policy) {
    return policy
        .statements()
        .contains(
            Statement.allow("CockroachDBCloudCmek")
                .to(Principals.aws(Example.ROLE_ARN))
                .actions(AwsPolicyTexts.ACTIONS)
                .on("*")
                .build());
  }

  private String inline() {
    return aws.policies().inline(Example.ROLE).orElseThrow().json();
  }

  private List<PolicyDocument> keyPolicies() {
    return aws.keys().keys().stream().map(FakeKeys.Stored::policy).toList();
  }

  private Arn key(int index) {
    ProvisionedKey key = steps.keys().get(index);
    return Arn.parse(key.uri());
  }

  private List<String> since(int before) {
    return aws.writes().subList(before, aws.writes().size());
  }
}
