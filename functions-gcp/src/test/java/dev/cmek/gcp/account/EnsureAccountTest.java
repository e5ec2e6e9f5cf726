package dev.cmek.gcp.account;

import static dev.cmek.shared.step.OutcomeAssert.assertOutcome;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.gcp.Example;
import dev.cmek.gcp.Steps;
import dev.cmek.gcp.project.FakeGcp;
import dev.cmek.shared.cluster.ManualClock;
import dev.cmek.shared.gcp.IamPolicy;
import dev.cmek.shared.gcp.IamPolicy.Binding;
import dev.cmek.shared.gcp.IamPolicy.Condition;
import dev.cmek.shared.gcp.IamPolicy.Grant;
import dev.cmek.shared.gcp.Role;
import dev.cmek.shared.plan.Principal;
import dev.cmek.shared.request.KeyStrategy;
import dev.cmek.shared.state.FakeDocuments;
import dev.cmek.shared.step.Change;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.CrashingChanges;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnsureAccountTest {

  private static final Example EXAMPLE = Example.of(KeyStrategy.KEY_PER_REGION);
  private static final String CREATE = "iam.serviceAccounts.create";
  private static final String GRANT = "iam.serviceAccounts.setIamPolicy";
  private static final Binding ADMINS =
      new Binding(
          "roles/iam.serviceAccountUser",
          List.of("user:admin@example.com"),
          new Condition("office hours", "", "request.time.getHours() < 18"));

  private final ManualClock clock = new ManualClock(Example.NOW);
  private final FakeGcp gcp = new FakeGcp(clock);
  private final FakeDocuments state = new FakeDocuments();
  private Function<Boolean, Changes> changes = Changes::of;
  private final Steps steps = new Steps(gcp, state, dryRun -> changes.apply(dryRun), clock);

  @Test
  void createsTheAccountThatTheVendorMayActAs() {
    Principal principal = assertOutcome(steps.ensureAccount(EXAMPLE)).isDone();

    assertThat(principal)
        .isEqualTo(
            new Principal(
                "cmek-f78b7feb-494982d7d81e@keys-prod.iam.gserviceaccount.com",
                "cmek-f78b7feb-494982d7d81e",
                Example.NOW));
    assertThat(gcp.accounts().accounts())
        .singleElement()
        .satisfies(account -> {
          assertThat(account.email()).isEqualTo(Example.ACCOUNT);
          assertThat(account.description()).isEqualTo(Example.DESCRIPTION);
        });
    assertThat(policy().grants())
        .containsExactly(new Grant("roles/iam.serviceAccountTokenCreator", Example.VENDOR, null));
    assertThat(gcp.writes()).containsExactly(CREATE, GRANT);
  }

  @Test
  void secondRunWritesNothing() {
    Principal first = assertOutcome(steps.ensureAccount(EXAMPLE)).isDone();
    int documents = state.writes().size();
    clock.pass(Duration.ofHours(1));

    Principal second = assertOutcome(steps.ensureAccount(EXAMPLE.protectedAlready())).isDone();

    assertThat(second).isEqualTo(first);
    assertThat(gcp.writes()).containsExactly(CREATE, GRANT);
    assertThat(steps.changes()).hasSize(2);
    assertThat(state.writes()).hasSize(documents);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void resumesAfterACrashBehindEachWrite(int write) {
    changes = CrashingChanges.behindWrite(write);

    Principal principal = steps.done(() -> steps.ensureAccount(EXAMPLE));

    assertThat(gcp.writes()).containsExactly(CREATE, GRANT);
    assertThat(principal.createdAt()).isEqualTo(Example.NOW);
    assertThat(policy().has(Role.TOKEN_CREATOR, Example.VENDOR)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {CREATE, GRANT})
  void resumesAfterALostAnswer(String action) {
    gcp.loseAnswer(action);

    assertOutcome(steps.ensureAccount(EXAMPLE)).isNotYet(Reason.SERVICE_UNAVAILABLE);
    Principal _ = steps.done(() -> steps.ensureAccount(EXAMPLE));

    assertThat(gcp.writes()).containsExactly(CREATE, GRANT);
  }

  @Test
  void waitsForAnAccountThatIsNotKnownEverywhere() {
    gcp.hideChangesFor(Duration.ofSeconds(40));

    assertOutcome(steps.ensureAccount(EXAMPLE)).isNotYet(Reason.PRINCIPAL_SPREADING);
    Principal _ = steps.done(() -> steps.ensureAccount(EXAMPLE));

    assertThat(gcp.writes()).containsExactly(CREATE, GRANT);
  }

  @Test
  void aYoungAccountThatMayNotBeLookedAtIsWaitedFor() {
    changes = CrashingChanges.behindWrite(1);
    gcp.stopNext("iam.serviceAccounts.getIamPolicy", 1, denied());

    Principal _ = steps.done(() -> steps.ensureAccount(EXAMPLE));
    gcp.stopNext("iam.serviceAccounts.get", 1, denied());

    assertOutcome(steps.ensureAccount(EXAMPLE)).isNotYet(Reason.PRINCIPAL_SPREADING);
    clock.pass(Duration.ofMinutes(5));
    gcp.stopNext("iam.serviceAccounts.get", 1, denied());
    assertOutcome(steps.ensureAccount(EXAMPLE)).isRefused(Reason.MISSING_RIGHT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iam.serviceAccounts.get",
        "iam.serviceAccounts.create",
        "iam.serviceAccounts.setIamPolicy"
      })
  void aMissingRightIsNamedAtOnce(String permission) {
    gcp.stopNext(
        permission,
        1,
        Stop.refused(Reason.MISSING_RIGHT, "EnsureAccount may not " + permission, "Allow it"));

    assertOutcome(steps.ensureAccount(EXAMPLE)).isRefused(Reason.MISSING_RIGHT, permission);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iam.serviceAccounts.get",
        "iam.serviceAccounts.create",
        "iam.serviceAccounts.getIamPolicy",
        "iam.serviceAccounts.setIamPolicy"
      })
  void waitsWhileIamThrottles(String action) {
    gcp.stopNext(action, 2, Stop.notYet(Reason.THROTTLED, action + ": RESOURCE_EXHAUSTED"));

    assertOutcome(steps.ensureAccount(EXAMPLE)).isNotYet(Reason.THROTTLED, action);
    Principal _ = steps.done(() -> steps.ensureAccount(EXAMPLE));

    assertThat(gcp.writes()).containsExactly(CREATE, GRANT);
  }

  @Test
  void anOrganizationPolicyEndsTheRun() {
    gcp.stopNext(
        CREATE,
        1,
        Stop.refused(
            Reason.ORGANIZATION_POLICY, "constraints/iam.disableServiceAccountCreation", "Ask"));

    assertOutcome(steps.ensureAccount(EXAMPLE))
        .isRefused(Reason.ORGANIZATION_POLICY, "iam.disableServiceAccountCreation");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "payments", "cmek-functions cluster=0f7b7feb-b6cf-4396-9d7f-494982d7d81e"})
  void refusesAStrangersAccount(String description) {
    gcp.accounts().put(new Account(Example.ACCOUNT, "1", description, false));

    assertOutcome(steps.ensureAccount(EXAMPLE.repairing()))
        .isRefused(
            Reason.ACCOUNT_OWNED_BY_OTHERS,
            Example.ACCOUNT.toString(),
            "gcloud iam service-accounts update " + Example.ACCOUNT,
            "'" + Example.DESCRIPTION + "'");

    assertThat(gcp.writes()).isEmpty();
  }

  @Test
  void adoptsAnAccountThatIsOurs() {
    gcp.accounts().put(new Account(Example.ACCOUNT, "1", Example.DESCRIPTION, false));
    gcp.accounts().changePolicy(Example.ACCOUNT, _ -> policyOf(ADMINS));

    Principal principal = assertOutcome(steps.ensureAccount(EXAMPLE)).isDone();

    assertThat(gcp.writes()).containsExactly(GRANT);
    assertThat(policy().bindings())
        .containsExactly(ADMINS, new Binding(Role.TOKEN_CREATOR, List.of(Example.VENDOR)));
    assertThat(principal.createdAt()).isBefore(Example.NOW.minus(Duration.ofDays(365)));
  }

  @Test
  void refusesADisabledAccount() {
    gcp.accounts().put(new Account(Example.ACCOUNT, "1", Example.DESCRIPTION, true));

    assertOutcome(steps.ensureAccount(EXAMPLE.protectedAlready().repairing()))
        .isRefused(
            Reason.ACCOUNT_NOT_USABLE,
            "disabled",
            "gcloud iam service-accounts enable " + Example.ACCOUNT + " --project=keys-prod");

    assertThat(gcp.writes()).isEmpty();
  }

  @Test
  void anAccountWhoseNameIsNotFreeIsWaitedForAndThenRefused() {
    gcp.accounts().reserve(Example.ACCOUNT);

    assertOutcome(steps.ensureAccount(EXAMPLE)).isNotYet(Reason.PRINCIPAL_SPREADING, "taken");
    clock.pass(Duration.ofMinutes(5));

    assertOutcome(steps.ensureAccount(EXAMPLE))
        .isRefused(
            Reason.ACCOUNT_NOT_USABLE, "taken", "gcloud iam service-accounts undelete", "30 days");
    assertThat(gcp.writes()).isEmpty();
  }

  @Test
  void anAccountDeletedBeforeAnythingWasProtectedIsMadeAnew() {
    Principal _ = assertOutcome(steps.ensureAccount(EXAMPLE)).isDone();
    clock.pass(Duration.ofDays(1));
    gcp.accounts().delete(Example.ACCOUNT);

    Principal principal = assertOutcome(steps.ensureAccount(EXAMPLE)).isDone();

    assertThat(principal.createdAt()).isEqualTo(clock.instant());
    assertThat(policy().has(Role.TOKEN_CREATOR, Example.VENDOR)).isTrue();
  }

  @Test
  void aProtectedClustersAccountThatIsGoneIsToBeBroughtBackByItsOwnId() {
    Principal _ = assertOutcome(steps.ensureAccount(EXAMPLE)).isDone();
    String id = gcp.accounts().accounts().getFirst().uniqueId();
    gcp.accounts().delete(Example.ACCOUNT);
    int before = gcp.writes().size();

    assertOutcome(steps.ensureAccount(EXAMPLE.protectedAlready()))
        .isRefused(
            Reason.ACCESS_CHANGED_BY_OTHERS,
            "is gone",
            "gcloud iam service-accounts undelete " + id + " --project=keys-prod",
            "\"repair\":true");
    assertThat(gcp.writes()).hasSize(before);

    Principal _ =
        assertOutcome(steps.ensureAccount(EXAMPLE.protectedAlready().repairing())).isDone();
    assertThat(gcp.writes()).endsWith(CREATE, GRANT);
  }

  @Test
  void aProtectedClustersGrantThatIsGoneComesBackInRepairOnly() {
    Principal _ = assertOutcome(steps.ensureAccount(EXAMPLE)).isDone();
    gcp.accounts().changePolicy(Example.ACCOUNT, _ -> policyOf(ADMINS));

    assertOutcome(steps.ensureAccount(EXAMPLE.protectedAlready()))
        .isRefused(Reason.ACCESS_CHANGED_BY_OTHERS, Role.TOKEN_CREATOR, Example.VENDOR);
    assertThat(gcp.writes()).containsExactly(CREATE, GRANT);

    Principal _ =
        assertOutcome(steps.ensureAccount(EXAMPLE.protectedAlready().repairing())).isDone();
    assertThat(gcp.writes()).containsExactly(CREATE, GRANT, GRANT);
    assertThat(policy().bindings()).contains(ADMINS);
  }

  @Test
  void aGrantUnderAConditionIsNotTheVendors() {
    Principal _ = assertOutcome(steps.ensureAccount(EXAMPLE)).isDone();
    Binding conditional =
        new Binding(Role.TOKEN_CREATOR, List.of(Example.VENDOR), ADMINS.condition());
    gcp.accounts().changePolicy(Example.ACCOUNT, _ -> policyOf(conditional));

    assertOutcome(steps.ensureAccount(EXAMPLE.protectedAlready()))
        .isRefused(Reason.ACCESS_CHANGED_BY_OTHERS, Role.TOKEN_CREATOR);
  }

  @Test
  void aPolicyThatOthersWroteMeanwhileIsReadAgain() {
    List<String> once = new ArrayList<>(List.of(GRANT));
    gcp.beforeEachCall(action -> {
      if (once.remove(action)) {
        gcp.accounts().changePolicy(Example.ACCOUNT, _ -> policyOf(ADMINS));
      }
    });

    assertOutcome(steps.ensureAccount(EXAMPLE)).isNotYet(Reason.SERVICE_UNAVAILABLE, "ABORTED");
    Principal _ = assertOutcome(steps.ensureAccount(EXAMPLE)).isDone();

    assertThat(policy().bindings())
        .containsExactly(ADMINS, new Binding(Role.TOKEN_CREATOR, List.of(Example.VENDOR)));
    assertThat(gcp.writes()).containsExactly(CREATE, GRANT);
  }

  @Test
  void waitsUntilTheVendorsAccountIsThere() {
    gcp.othersKnownFrom(Example.NOW.plusSeconds(600));

    assertOutcome(steps.ensureAccount(EXAMPLE))
        .isNotYet(Reason.PRINCIPAL_SPREADING, Example.VENDOR, "does not exist");
    Principal _ = steps.done(() -> steps.ensureAccount(EXAMPLE));

    assertThat(clock.instant()).isEqualTo(Example.NOW.plusSeconds(600));
    assertThat(gcp.writes()).containsExactly(CREATE, GRANT);
  }

  @Test
  void dryRunForetellsWhatTheRunThenDoes() {
    Principal foretold = assertOutcome(steps.ensureAccount(EXAMPLE.foretelling())).isDone();
    List<Change> plan = steps.changes();
    assertThat(gcp.writes()).isEmpty();
    assertThat(state.writes()).isEmpty();

    Principal made = assertOutcome(steps.ensureAccount(EXAMPLE)).isDone();

    assertThat(plan).extracting(Change::action).containsExactly(CREATE, GRANT);
    assertThat(steps.changes().subList(2, 4)).isEqualTo(plan);
    assertThat(foretold.id()).isEqualTo(made.id());
  }

  @ParameterizedTest
  @CsvSource({"444455556666", "Orders", "crl", "''", "*"})
  void refusesAVendorAccountThatIsNoProject(String project) {
    assertOutcome(steps.ensureAccount(EXAMPLE.hostedIn(project)))
        .isRefused(Reason.WRONG_CLOUD, "names account " + project, "runs on Google Cloud");

    assertThat(gcp.writes()).isEmpty();
  }

  private IamPolicy policy() {
    return gcp.accounts().policy(Example.ACCOUNT);
  }

  private static IamPolicy policyOf(Binding binding) {
    return new IamPolicy(IamPolicy.VERSION, "", List.of(binding));
  }

  private static Stop denied() {
    return Stop.refused(
        Reason.MISSING_RIGHT,
        "Permission 'iam.serviceAccounts.get' denied on resource (or it may not exist).",
        "Allow it");
  }
}
