package dev.cmek.gcp.binding;

import static dev.cmek.shared.step.OutcomeAssert.assertOutcome;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.gcp.Example;
import dev.cmek.gcp.Steps;
import dev.cmek.gcp.project.FakeGcp;
import dev.cmek.shared.cluster.ManualClock;
import dev.cmek.shared.gcp.CryptoKeyName;
import dev.cmek.shared.gcp.IamPolicy;
import dev.cmek.shared.gcp.IamPolicy.Binding;
import dev.cmek.shared.gcp.IamPolicy.Condition;
import dev.cmek.shared.gcp.Role;
import dev.cmek.shared.plan.Access;
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
import org.junit.jupiter.params.provider.ValueSource;

class AttachBindingTest {

  private static final Example EXAMPLE =
      Example.of(KeyStrategy.KEY_PER_REGION).in("europe-west1", "us-east1");
  private static final String GRANT = "cloudkms.cryptoKeys.setIamPolicy";
  private static final Binding OURS =
      new Binding("roles/cloudkms.cryptoKeyEncrypterDecrypter", List.of(Example.MEMBER));
  private static final Binding ADMINS =
      new Binding(
          "roles/cloudkms.admin",
          List.of("group:kms@example.com"),
          new Condition("office hours", "", "request.time.getHours() < 18"));

  private final ManualClock clock = new ManualClock(Example.NOW);
  private final FakeGcp gcp = new FakeGcp(clock);
  private Function<Boolean, Changes> changes = Changes::of;
  private final Steps steps =
      new Steps(gcp, new FakeDocuments(), dryRun -> changes.apply(dryRun), clock);

  @Test
  void grantsOnExactlyTheseKeys() {
    steps.provisionKeys(EXAMPLE);
    int before = gcp.writes().size();

    Access _ = assertOutcome(steps.attachBinding(EXAMPLE)).isDone();

    assertThat(policy(0).bindings()).containsExactly(OURS);
    assertThat(policy(1).bindings()).containsExactly(OURS);
    assertThat(since(before)).containsExactly(GRANT, GRANT);
  }

  @Test
  void grantsBesideWhatOthersWrote() {
    steps.provisionKeys(EXAMPLE);
    gcp.bindings().change(key(0), _ -> policyOf(ADMINS));

    Access _ = assertOutcome(steps.attachBinding(EXAMPLE)).isDone();

    assertThat(policy(0).bindings()).containsExactly(ADMINS, OURS);
    assertThat(policy(0).version()).isEqualTo(3);
  }

  @Test
  void secondRunWritesNothing() {
    Access first = steps.provision(EXAMPLE);
    int before = gcp.writes().size();
    clock.pass(Duration.ofHours(1));

    Access second = steps.provision(EXAMPLE.protectedAlready());

    assertThat(since(before)).isEmpty();
    assertThat(second.grantedAt()).isEqualTo(first.grantedAt());
    assertThat(second.checkedAt()).isEqualTo(clock.instant());
  }

  @Test
  void whatWasGrantedLastIsRemembered() {
    steps.provisionKeys(EXAMPLE);
    clock.pass(Duration.ofMinutes(3));

    Access access = assertOutcome(steps.attachBinding(EXAMPLE)).isDone();

    assertThat(access.grantedAt()).isEqualTo(Example.NOW.plus(Duration.ofMinutes(3)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void resumesAfterACrashBehindEachWrite(int write) {
    steps.provisionKeys(EXAMPLE);
    int before = gcp.writes().size();
    changes = CrashingChanges.behindWrite(write);

    Access _ = steps.done(() -> steps.attachBinding(EXAMPLE));

    assertThat(since(before)).containsExactly(GRANT, GRANT);
  }

  @Test
  void resumesAfterALostAnswer() {
    steps.provisionKeys(EXAMPLE);
    int before = gcp.writes().size();
    gcp.loseAnswer(GRANT);

    assertOutcome(steps.attachBinding(EXAMPLE)).isNotYet(Reason.SERVICE_UNAVAILABLE);
    Access _ = steps.done(() -> steps.attachBinding(EXAMPLE));

    assertThat(since(before)).containsExactly(GRANT, GRANT);
  }

  @Test
  void aPolicyThatOthersWroteMeanwhileIsReadAgain() {
    steps.provisionKeys(EXAMPLE);
    List<String> once = new ArrayList<>(List.of(GRANT));
    gcp.beforeEachCall(action -> {
      if (once.remove(action)) {
        gcp.bindings().change(key(0), _ -> policyOf(ADMINS));
      }
    });

    assertOutcome(steps.attachBinding(EXAMPLE)).isNotYet(Reason.SERVICE_UNAVAILABLE, "ABORTED");
    Access _ = assertOutcome(steps.attachBinding(EXAMPLE)).isDone();

    assertThat(policy(0).bindings()).containsExactly(ADMINS, OURS);
  }

  @Test
  void refusesWhatOthersTookFromAProtectedKey() {
    Access _ = steps.provision(EXAMPLE);
    gcp.bindings().change(key(1), _ -> policyOf(ADMINS));
    int before = gcp.writes().size();

    assertOutcome(steps.attachBinding(EXAMPLE.protectedAlready()))
        .isRefused(
            Reason.ACCESS_CHANGED_BY_OTHERS,
            key(1).toString(),
            Role.ENCRYPTER_DECRYPTER,
            "\"repair\":true");
    assertOutcome(steps.attachBinding(EXAMPLE.protectedAlready().foretelling()))
        .isRefused(Reason.ACCESS_CHANGED_BY_OTHERS);
    assertThat(since(before)).isEmpty();

    Access _ = assertOutcome(steps.attachBinding(EXAMPLE.protectedAlready().repairing())).isDone();
    assertThat(since(before)).containsExactly(GRANT);
    assertThat(policy(1).bindings()).containsExactly(ADMINS, OURS);
  }

  @Test
  void anAccountMadeAnewIsGrantedBesideTheDeadOne() {
    Access _ = steps.provision(EXAMPLE);
    gcp.accounts().delete(Example.ACCOUNT);

    Access _ = steps.provision(EXAMPLE);

    assertThat(policy(0).bindings().getFirst().members())
        .hasSize(2)
        .contains(Example.MEMBER)
        .anySatisfy(member -> assertThat(member).startsWith("deleted:" + Example.MEMBER + "?uid="));
  }

  @Test
  void waitsForAnAccountThatCloudKmsDoesNotKnowYet() {
    gcp.accountsSpreadIn(Duration.ofSeconds(90));
    steps.provisionKeys(EXAMPLE);

    assertOutcome(steps.attachBinding(EXAMPLE))
        .isNotYet(Reason.PRINCIPAL_SPREADING, "does not exist");
    Access _ = steps.done(() -> steps.attachBinding(EXAMPLE));

    assertThat(clock.instant()).isEqualTo(Example.NOW.plusSeconds(90));
  }

  @Test
  void anOldAccountThatIsUnknownIsNotWaitedFor() {
    steps.provisionKeys(EXAMPLE);
    clock.pass(Duration.ofMinutes(5));
    gcp.accounts().delete(Example.ACCOUNT);

    assertOutcome(steps.attachBinding(EXAMPLE))
        .isRefused(Reason.ACCOUNT_NOT_USABLE, "does not exist");
  }

  @Test
  void waitsUntilTheGrantCanBeReadBack() {
    steps.provisionKeys(EXAMPLE);
    gcp.bindings().hideChangesFor(Duration.ofSeconds(3));

    assertOutcome(steps.attachBinding(EXAMPLE))
        .isNotYet(Reason.ACCESS_SPREADING, key(0).toString());
    clock.pass(Duration.ofSeconds(3));

    assertThat(assertOutcome(steps.attachBinding(EXAMPLE)).isDone().grantedAt())
        .isEqualTo(Example.NOW);
  }

  @Test
  void waitsForAKeyThatIsNotSeenYet() {
    gcp.bindings().hideChangesFor(Duration.ofSeconds(5));
    steps.provisionKeys(EXAMPLE);

    assertOutcome(steps.attachBinding(EXAMPLE)).isNotYet(Reason.KEY_NOT_READY, key(0).toString());
  }

  @Test
  void dryRunForetellsTheGrantOfKeysThatAreNotThereYet() {
    Access _ = steps.provision(EXAMPLE.foretelling());
    List<Change> plan = steps.changes();
    assertThat(gcp.writes()).isEmpty();

    Access _ = steps.provision(EXAMPLE);

    assertThat(plan).extracting(Change::action).endsWith(GRANT, GRANT).hasSize(8);
    assertThat(steps.changes().subList(8, 16)).isEqualTo(plan);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cloudkms.cryptoKeys.getIamPolicy", GRANT})
  void waitsWhileKmsThrottlesAndNamesAMissingRight(String action) {
    steps.provisionKeys(EXAMPLE);
    gcp.stopNext(action, 1, Stop.notYet(Reason.THROTTLED, action));
    assertOutcome(steps.attachBinding(EXAMPLE)).isNotYet(Reason.THROTTLED, action);

    gcp.stopNext(action, 1, Stop.refused(Reason.MISSING_RIGHT, "may not " + action, "Allow it"));

    assertOutcome(steps.attachBinding(EXAMPLE)).isRefused(Reason.MISSING_RIGHT, action);
  }

  private CryptoKeyName key(int index) {
    return CryptoKeyName.parse(steps.keys().get(index).uri());
  }

  private IamPolicy policy(int index) {
    return gcp.bindings().policy(key(index));
  }

  private List<String> since(int before) {
    return gcp.writes().subList(before, gcp.writes().size());
  }

  private static IamPolicy policyOf(Binding binding) {
    return new IamPolicy(IamPolicy.VERSION, "", List.of(binding));
  }
}
