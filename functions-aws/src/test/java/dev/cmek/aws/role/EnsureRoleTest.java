package dev.cmek.aws.role;

import static dev.cmek.shared.step.OutcomeAssert.assertOutcome;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.aws.Example;
import dev.cmek.aws.Steps;
import dev.cmek.aws.account.FakeAws;
import dev.cmek.aws.wiring.FakeWiring;
import dev.cmek.shared.cluster.ManualClock;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.plan.Principal;
import dev.cmek.shared.plan.Target;
import dev.cmek.shared.request.AccessGrant;
import dev.cmek.shared.request.KeyStrategy;
import dev.cmek.shared.step.Change;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.CrashingChanges;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.StepResult;
import dev.cmek.shared.step.Stop;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnsureRoleTest {

  private static final Example EXAMPLE =
      Example.of(KeyStrategy.KEY_PER_REGION, AccessGrant.ROLE_POLICY);
  private static final String TRUST =
      """
      {"Version":"2012-10-17","Statement":[{"Sid":"CockroachDBCloud","Effect":"Allow",\
      "Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"sts:AssumeRole",\
      "Condition":{"StringEquals":{"sts:ExternalId":"9c8f4a10-5b7d-4e0a-8f5e-2f6f0c1d3e4b"}}}]}\
      """;
  private static final PolicyDocument TRUST_OF_ANYBODY =
      PolicyDocument.parse(
          """
          {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
          "Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}\
          """);

  private final ManualClock clock = new ManualClock(Example.NOW);
  private final FakeWiring wiring = new FakeWiring(clock);
  private final FakeAws aws = wiring.aws();
  private final Steps steps = new Steps(wiring, clock);

  @Test
  void createsTheRoleThatTheVendorAssumes() {
    Principal principal = assertOutcome(steps.ensureRole(EXAMPLE)).isDone();

    assertThat(principal).isEqualTo(new Principal(Example.ROLE_ARN, Example.ROLE, Example.NOW));
    Role role = role();
    assertThat(aws.roles().roles()).containsExactly(role);
    assertThat(role.arn()).hasToString(Example.ROLE_ARN);
    assertThat(role.trust().json()).isEqualTo(TRUST);
    assertThat(role.boundaryArn()).isEqualTo(FakeWiring.BOUNDARY);
    assertThat(role.tags())
        .isEqualTo(
            Map.of(
                "cmek:managed-by", "cmek-functions",
                "cmek:cluster", Example.CLUSTER.value(),
                "team", "payments"));
    assertThat(aws.policies().inline(Example.ROLE)).isEmpty();
  }

  @Test
  void secondRunWritesNothing() {
    Principal first = assertOutcome(steps.ensureRole(EXAMPLE)).isDone();
    clock.pass(Duration.ofHours(1));

    Principal second = assertOutcome(steps.ensureRole(EXAMPLE)).isDone();

    assertThat(second).isEqualTo(first);
    assertThat(aws.writes()).containsExactly("iam:CreateRole");
    assertThat(steps.changes()).hasSize(1);
  }

  @Test
  void aTrustWrittenInAnotherWayIsTheSame() {
    Principal _ = assertOutcome(steps.ensureRole(EXAMPLE)).isDone();
    aws.roles()
        .putTrust(
            Example.ROLE,
            PolicyDocument.parse(
                """
                {"Version":"2012-10-17","Statement":{"Effect":"Allow",
                "Principal":{"AWS":["444455556666"]},"Action":["STS:AssumeRole"],"Condition":
                {"stringequals":{"STS:externalid":["9c8f4a10-5b7d-4e0a-8f5e-2f6f0c1d3e4b"]}}}}\
                """));

    Principal _ = assertOutcome(steps.ensureRole(EXAMPLE.protectedAlready())).isDone();

    assertThat(aws.writes()).containsExactly("iam:CreateRole");
  }

  @ParameterizedTest
  @CsvSource({"1, iam:CreateRole", "2, iam:UpdateAssumeRolePolicy", "3, iam:TagRole"})
  void resumesAfterACrashBehindEachWrite(int write, String action) {
    wiring.changesFrom(CrashingChanges.behindWrite(write));

    Principal _ = steps.done(() -> steps.ensureRole(EXAMPLE));
    aws.roles().putTrust(Example.ROLE, TRUST_OF_ANYBODY);
    aws.roles().putTags(Example.ROLE, Example.TAGS);
    Principal _ = steps.done(() -> steps.ensureRole(EXAMPLE.repairing()));

    assertThat(aws.writes())
        .containsExactly("iam:CreateRole", "iam:UpdateAssumeRolePolicy", "iam:TagRole")
        .contains(action);
    assertThat(role().trust().json()).isEqualTo(TRUST);
  }

  @Test
  void resumesAfterALostAnswer() {
    aws.loseAnswer("iam:CreateRole");

    assertOutcome(steps.ensureRole(EXAMPLE)).isNotYet(Reason.SERVICE_UNAVAILABLE);
    Principal _ = assertOutcome(steps.ensureRole(EXAMPLE)).isDone();

    assertThat(aws.writes()).containsExactly("iam:CreateRole");
  }

  @Test
  void waitsForARoleThatIsTakenButNotSeenYet() {
    aws.hideChangesFor(2);
    wiring.changesFrom(CrashingChanges.behindWrite(1));

    Principal _ = steps.done(() -> steps.ensureRole(EXAMPLE));

    assertThat(aws.writes()).containsExactly("iam:CreateRole");
  }

  @Test
  void refusesARoleWithoutOurTags() {
    Principal _ = assertOutcome(steps.ensureRole(EXAMPLE)).isDone();
    aws.roles().putTags(Example.ROLE, Map.of("team", "payments"));

    assertOutcome(steps.ensureRole(EXAMPLE.repairing()))
        .isRefused(Reason.ROLE_OWNED_BY_OTHERS, Example.ROLE_ARN, "Rename or delete it");

    assertThat(aws.writes()).containsExactly("iam:CreateRole");
  }

  @Test
  void refusesARoleOfAnotherCluster() {
    Principal _ = assertOutcome(steps.ensureRole(EXAMPLE)).isDone();
    aws.roles()
        .putTags(
            Example.ROLE,
            Map.of(
                "cmek:managed-by", "cmek-functions",
                "cmek:cluster", "00000000-0000-0000-0000-000000000000"));

    assertOutcome(steps.ensureRole(EXAMPLE)).isRefused(Reason.ROLE_OWNED_BY_OTHERS);
  }

  @Test
  void refusesARoleOfThatNameOnAnotherPath() {
    Arn elsewhere = Arn.parse("arn:aws:iam::111122223333:role/teams/" + Example.ROLE);
    aws.roles()
        .put(
            new Role(
                elsewhere,
                PolicyDocument.parse(TRUST),
                FakeWiring.BOUNDARY,
                Example.TAGS,
                Example.NOW));

    assertOutcome(steps.ensureRole(EXAMPLE))
        .isRefused(Reason.ROLE_OWNED_BY_OTHERS, elsewhere.toString());

    assertThat(aws.writes()).isEmpty();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = "arn:aws:iam::111122223333:policy/Wider")
  void refusesAnotherBoundaryEvenInRepair(@Nullable String boundary) {
    Principal _ = assertOutcome(steps.ensureRole(EXAMPLE)).isDone();
    aws.roles().putBoundary(Example.ROLE, boundary);

    assertOutcome(steps.ensureRole(EXAMPLE.protectedAlready().repairing()))
        .isRefused(
            Reason.ACCESS_CHANGED_BY_OTHERS,
            String.valueOf(boundary),
            "aws iam put-role-permissions-boundary --role-name "
                + Example.ROLE
                + " --permissions-boundary "
                + FakeWiring.BOUNDARY);

    assertThat(aws.writes()).containsExactly("iam:CreateRole");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void refusesATrustThatOthersChanged(boolean guarded) {
    Principal _ = assertOutcome(steps.ensureRole(EXAMPLE)).isDone();
    aws.roles().putTrust(Example.ROLE, TRUST_OF_ANYBODY);

    assertOutcome(steps.ensureRole(guarded ? EXAMPLE.protectedAlready() : EXAMPLE))
        .isRefused(
            Reason.ACCESS_CHANGED_BY_OTHERS,
            TRUST_OF_ANYBODY.json(),
            "instead of " + TRUST,
            "\"repair\":true");

    assertThat(aws.writes()).containsExactly("iam:CreateRole");
  }

  @Test
  void repairPutsTheTrustBack() {
    Principal _ = assertOutcome(steps.ensureRole(EXAMPLE)).isDone();
    aws.roles().putTrust(Example.ROLE, TRUST_OF_ANYBODY);

    Principal _ = assertOutcome(steps.ensureRole(EXAMPLE.protectedAlready().repairing())).isDone();

    assertThat(role().trust().json()).isEqualTo(TRUST);
    assertThat(aws.writes()).containsExactly("iam:CreateRole", "iam:UpdateAssumeRolePolicy");
  }

  @Test
  void aProtectedClustersRoleThatIsGoneComesBackInRepairOnly() {
    assertOutcome(steps.ensureRole(EXAMPLE.protectedAlready()))
        .isRefused(Reason.ACCESS_CHANGED_BY_OTHERS, Example.ROLE_ARN, "is gone");
    assertThat(aws.writes()).isEmpty();

    Principal _ = assertOutcome(steps.ensureRole(EXAMPLE.protectedAlready().repairing())).isDone();

    assertThat(aws.writes()).containsExactly("iam:CreateRole");
  }

  @Test
  void labelsBecomeTagsAndOthersTagsStay() {
    Principal _ = assertOutcome(steps.ensureRole(EXAMPLE)).isDone();
    aws.roles()
        .putTags(
            Example.ROLE,
            Map.of(
                "cmek:managed-by", "cmek-functions",
                "cmek:cluster", Example.CLUSTER.value(),
                "team", "fraud",
                "cost-center", "4711"));
    Example relabelled = EXAMPLE.labelled(Map.of("team", "payments", "stage", "prod"));

    Principal _ = assertOutcome(steps.ensureRole(relabelled)).isDone();

    assertThat(role().tags())
        .containsOnly(
            Map.entry("cmek:managed-by", "cmek-functions"),
            Map.entry("cmek:cluster", Example.CLUSTER.value()),
            Map.entry("team", "payments"),
            Map.entry("stage", "prod"),
            Map.entry("cost-center", "4711"));
    assertThat(aws.writes()).containsExactly("iam:CreateRole", "iam:TagRole");
  }

  @Test
  void dryRunForetellsWhatTheRunThenDoes() {
    Principal foretold = assertOutcome(steps.ensureRole(EXAMPLE.foretelling())).isDone();
    assertThat(aws.writes()).isEmpty();
    List<Change> plan = steps.changes();

    Principal made = assertOutcome(steps.ensureRole(EXAMPLE)).isDone();

    assertThat(plan).hasSize(1);
    assertThat(steps.changes()).containsExactly(plan.getFirst(), plan.getFirst());
    assertThat(foretold).isEqualTo(made);
  }

  @Test
  void dryRunForetellsARepair() {
    Principal _ = assertOutcome(steps.ensureRole(EXAMPLE)).isDone();
    aws.roles().putTrust(Example.ROLE, TRUST_OF_ANYBODY);
    aws.roles().putTags(Example.ROLE, Example.TAGS);
    Example repair = EXAMPLE.protectedAlready().repairing();

    Principal _ = assertOutcome(steps.ensureRole(repair.foretelling())).isDone();
    Principal _ = assertOutcome(steps.ensureRole(repair)).isDone();

    List<Change> changes = steps.changes();
    assertThat(changes)
        .extracting(Change::action)
        .containsExactly(
            "iam:CreateRole",
            "iam:UpdateAssumeRolePolicy",
            "iam:TagRole",
            "iam:UpdateAssumeRolePolicy",
            "iam:TagRole");
    assertThat(changes.subList(1, 3)).isEqualTo(changes.subList(3, 5));
  }

  @ParameterizedTest
  @ValueSource(strings = {"my-gcp-project", "44445555666", "4444555566667", "*", "44445555666a"})
  void refusesAVendorAccountThatIsNone(String account) {
    Target t = EXAMPLE.target().value();
    Target target =
        new Target(
            t.id(),
            t.name(),
            account,
            t.externalId(),
            t.regions(),
            t.createdAt(),
            t.guarded(),
            t.enable(),
            t.held(),
            t.plan());

    assertOutcome(
            new EnsureRole(aws.roles(), FakeAws.NAMING, FakeWiring.BOUNDARY, clock)
                .run(
                    new EnsureRole.Input(
                        EXAMPLE.run(), EXAMPLE.request(), new StepResult<>(target, List.of())),
                    Changes.of(false)))
        .isRefused(Reason.WRONG_CLOUD, account);

    assertThat(aws.writes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"iam:GetRole", "iam:CreateRole"})
  void waitsWhileIamThrottles(String action) {
    aws.stopNext(action, 1, Stop.notYet(Reason.THROTTLED, action + ": Throttling, Rate exceeded"));

    assertOutcome(steps.ensureRole(EXAMPLE)).isNotYet(Reason.THROTTLED, action);
    Principal _ = assertOutcome(steps.ensureRole(EXAMPLE)).isDone();

    assertThat(aws.writes()).containsExactly("iam:CreateRole");
  }

  @Test
  void aMissingRightIsNamedAtOnce() {
    aws.stopNext(
        "iam:CreateRole",
        1,
        Stop.refused(
            Reason.MISSING_RIGHT, "function EnsureRole may not iam:CreateRole", "Allow it"));

    assertOutcome(steps.ensureRole(EXAMPLE))
        .isRefused(Reason.MISSING_RIGHT, "EnsureRole", "iam:CreateRole");
  }

  @Test
  void namesFitTheLimits() {
    Principal principal = assertOutcome(steps.ensureRole(EXAMPLE)).isDone();

    assertThat(principal.name()).hasSizeLessThanOrEqualTo(64).matches("[\\w+=,.@-]+");
    assertThat(principal.id()).hasSizeLessThanOrEqualTo(2048);
  }

  @Test
  void asManyLabelsAsARequestMayHaveFit() {
    Map<String, String> labels = new HashMap<>();
    for (int i = 0; i < 40; i++) {
      labels.put("k".repeat(125) + "%03d".formatted(i), "v".repeat(256));
    }

    Principal _ = assertOutcome(steps.ensureRole(EXAMPLE.labelled(labels))).isDone();

    assertThat(role().tags()).hasSize(42).containsAllEntriesOf(labels);
  }

  private Role role() {
    return aws.roles().role(Example.ROLE).orElseThrow();
  }
}
