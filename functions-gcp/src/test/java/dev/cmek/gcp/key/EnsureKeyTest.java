package dev.cmek.gcp.key;

import static dev.cmek.shared.step.OutcomeAssert.assertOutcome;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.gcp.Example;
import dev.cmek.gcp.Steps;
import dev.cmek.gcp.key.CryptoKey.Version;
import dev.cmek.gcp.project.FakeGcp;
import dev.cmek.shared.cluster.ManualClock;
import dev.cmek.shared.gcp.CryptoKeyName;
import dev.cmek.shared.plan.ProvisionedKey;
import dev.cmek.shared.request.KeyStrategy;
import dev.cmek.shared.state.FakeDocuments;
import dev.cmek.shared.step.Change;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.CrashingChanges;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnsureKeyTest {

  private static final Example EXAMPLE = Example.of(KeyStrategy.KEY_PER_REGION);
  private static final List<String> CREATION =
      List.of("cloudkms.keyRings.create", "cloudkms.cryptoKeys.create");
  private static final String UPDATE = "cloudkms.cryptoKeys.update";
  private static final CryptoKeyName NAME = FakeGcp.NAMING.key("europe-west1", Example.KEY);
  private static final String PLACE =
      " --keyring=cmek-" + Example.CLUSTER + " --location=europe-west1 --project=keys-prod";

  private final ManualClock clock = new ManualClock(Example.NOW);
  private final FakeGcp gcp = new FakeGcp(clock);
  private Function<Boolean, Changes> changes = Changes::of;
  private final Steps steps =
      new Steps(gcp, new FakeDocuments(), dryRun -> changes.apply(dryRun), clock);

  @Test
  void createsAKeyThatRotatesInARingOfItsOwn() {
    ProvisionedKey key = assertOutcome(steps.ensureKey(EXAMPLE)).isDone();

    assertThat(key)
        .isEqualTo(
            new ProvisionedKey(
                Example.KEY,
                "europe-west1",
                "projects/keys-prod/locations/europe-west1/" + Example.KEY,
                List.of("europe-west1"),
                Example.NOW));
    CryptoKey made = gcp.keys().require(NAME);
    assertThat(made.isSymmetric()).isTrue();
    assertThat(made.labels())
        .containsAllEntriesOf(Example.LABELS)
        .containsEntry("team", "payments");
    assertThat(gcp.keys().rotation(NAME))
        .contains(new Rotation(Example.NOW.plus(Duration.ofDays(365)), Duration.ofDays(365)));
    assertThat(gcp.writes()).isEqualTo(CREATION);
  }

  @ParameterizedTest
  @CsvSource({
    "SINGLE_KEY, europe-west1",
    "MULTI_REGION_KEY, global",
  })
  void oneKeyServesAllRegions(KeyStrategy strategy, String place) {
    ProvisionedKey key =
        assertOutcome(steps.ensureKey(Example.of(strategy).in("europe-west1", "us-east1")))
            .isDone();

    assertThat(key.place()).isEqualTo(place);
    assertThat(key.regions()).containsExactly("europe-west1", "us-east1");
    assertThat(gcp.keys().keys()).hasSize(1);
  }

  @Test
  void aRingInAnotherLocationIsAnother() {
    gcp.keys().put(ours(FakeGcp.NAMING.key("us-east1", Example.KEY)));

    ProvisionedKey _ = assertOutcome(steps.ensureKey(EXAMPLE)).isDone();

    assertThat(gcp.keys().rings()).hasSize(2);
    assertThat(gcp.writes()).isEqualTo(CREATION);
  }

  @Test
  void secondRunWritesNothing() {
    ProvisionedKey first = assertOutcome(steps.ensureKey(EXAMPLE)).isDone();
    clock.pass(Duration.ofHours(1));

    ProvisionedKey second = assertOutcome(steps.ensureKey(EXAMPLE.protectedAlready())).isDone();

    assertThat(second).isEqualTo(first);
    assertThat(gcp.writes()).isEqualTo(CREATION);
    assertThat(steps.changes()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void resumesAfterACrashBehindEachWrite(int write) {
    changes = CrashingChanges.behindWrite(write);

    ProvisionedKey _ = steps.done(() -> steps.ensureKey(EXAMPLE));

    assertThat(gcp.writes()).isEqualTo(CREATION);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cloudkms.keyRings.create", "cloudkms.cryptoKeys.create"})
  void resumesAfterALostAnswer(String action) {
    gcp.loseAnswer(action);

    assertOutcome(steps.ensureKey(EXAMPLE)).isNotYet(Reason.SERVICE_UNAVAILABLE);
    ProvisionedKey _ = steps.done(() -> steps.ensureKey(EXAMPLE));

    assertThat(gcp.writes()).isEqualTo(CREATION);
  }

  @Test
  void aKeyThatIsTakenButNotSeenYetIsWaitedFor() {
    gcp.hideChangesFor(Duration.ofSeconds(20));
    changes = CrashingChanges.behindWrite(2);

    ProvisionedKey _ = steps.done(() -> steps.ensureKey(EXAMPLE));

    assertThat(clock.instant()).isEqualTo(Example.NOW.plusSeconds(20));
    assertThat(gcp.writes()).isEqualTo(CREATION);
  }

  @Test
  void aKeyThatAnotherRunMadeMeanwhileIsLookedAt() {
    gcp.beforeEachCall(action -> {
      if (action.equals("cloudkms.keyRings.get")) {
        gcp.keys().put(ours(NAME).withLabels(Map.of("team", "fraud")));
      }
    });

    assertOutcome(steps.ensureKey(EXAMPLE)).isRefused(Reason.KEY_OWNED_BY_OTHERS);
  }

  @Test
  void adoptsAKeyThatIsOursAndMakesItRotate() {
    gcp.keys().put(ours(NAME));

    ProvisionedKey _ = assertOutcome(steps.ensureKey(EXAMPLE)).isDone();

    assertThat(gcp.writes()).containsExactly(UPDATE, UPDATE);
    assertThat(gcp.keys().require(NAME).rotationPeriod()).contains(Duration.ofDays(365));
    assertThat(gcp.keys().rotation(NAME).orElseThrow().next())
        .isEqualTo(Example.NOW.plus(Duration.ofDays(365)));
  }

  @Test
  void rotationSwitchedOffIsSwitchedOnAgain() {
    ProvisionedKey _ = assertOutcome(steps.ensureKey(EXAMPLE)).isDone();
    gcp.keys().stopRotation(NAME);

    ProvisionedKey _ = assertOutcome(steps.ensureKey(EXAMPLE.protectedAlready())).isDone();

    assertThat(gcp.keys().require(NAME).rotationPeriod()).contains(Duration.ofDays(365));
  }

  @Test
  void labelsAreAddedAndOthersStay() {
    ProvisionedKey _ = assertOutcome(steps.ensureKey(EXAMPLE)).isDone();
    Map<String, String> labels = new HashMap<>(Example.LABELS);
    labels.put("team", "fraud");
    labels.put("cost-center", "4711");
    gcp.keys().put(gcp.keys().require(NAME).withLabels(labels));

    ProvisionedKey _ =
        assertOutcome(
                steps.ensureKey(EXAMPLE.labelled(Map.of("team", "payments", "stage", "prod"))))
            .isDone();

    labels.putAll(Map.of("team", "payments", "stage", "prod"));
    assertThat(gcp.keys().require(NAME).labels()).isEqualTo(labels);
  }

  @Test
  void aClusterThatIsProtectedGetsNoOtherKey() {
    assertOutcome(steps.ensureKey(EXAMPLE.protectedAlready().repairing()))
        .isRefused(Reason.KEY_NOT_USABLE, "has no key of ours in europe-west1", "support");

    assertThat(gcp.writes()).isEmpty();
  }

  @Test
  void refusesAStrangersKey() {
    gcp.keys().put(ours(NAME).withLabels(Map.of("team", "payments")));

    assertOutcome(steps.ensureKey(EXAMPLE))
        .isRefused(
            Reason.KEY_OWNED_BY_OTHERS,
            NAME.toString(),
            "gcloud kms keys update cmek"
                + PLACE
                + " --update-labels=cmek-cluster="
                + Example.CLUSTER
                + ",cmek-managed-by=cmek-functions");

    assertThat(gcp.writes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "ASYMMETRIC_DECRYPT, RSA_DECRYPT_OAEP_3072_SHA256",
    "MAC, HMAC_SHA256",
    "ENCRYPT_DECRYPT, EXTERNAL_SYMMETRIC_ENCRYPTION",
    "RAW_ENCRYPT_DECRYPT, AES_256_GCM",
  })
  void refusesAKeyOfAnotherKind(String purpose, String algorithm) {
    CryptoKey ours = ours(NAME);
    gcp.keys()
        .put(
            new CryptoKey(
                NAME,
                purpose,
                algorithm,
                Optional.empty(),
                ours.labels(),
                Optional.empty(),
                Example.NOW));

    assertOutcome(steps.ensureKey(EXAMPLE))
        .isRefused(
            Reason.KEY_UNSUITABLE, algorithm + " for " + purpose, "GOOGLE_SYMMETRIC_ENCRYPTION");

    assertThat(gcp.writes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "DISABLED, gcloud kms keys versions enable 3 --key=cmek%s",
    "DESTROY_SCHEDULED, gcloud kms keys versions restore 3 --key=cmek%s && gcloud kms keys versions"
        + " enable 3 --key=cmek%1$s",
    "DESTROYED, support",
    "DESTROYED, gcloud kms keys versions create --primary --key=cmek%s",
    "GENERATION_FAILED, gcloud kms keys versions create --primary --key=cmek%s",
  })
  void refusesAKeyWhosePrimaryVersionCannotBeUsed(String versionState, String remedy) {
    ProvisionedKey _ = assertOutcome(steps.ensureKey(EXAMPLE)).isDone();
    gcp.keys().putPrimary(NAME, Optional.of(new Version("3", versionState)));

    assertOutcome(steps.ensureKey(EXAMPLE.protectedAlready()))
        .isRefused(
            Reason.KEY_NOT_USABLE,
            "primary version 3",
            "is " + versionState,
            remedy.formatted(PLACE));

    assertThat(gcp.writes()).isEqualTo(CREATION);
  }

  @Test
  void refusesAKeyWithoutPrimaryVersion() {
    ProvisionedKey _ = assertOutcome(steps.ensureKey(EXAMPLE)).isDone();
    gcp.keys().putPrimary(NAME, Optional.empty());

    assertOutcome(steps.ensureKey(EXAMPLE))
        .isRefused(Reason.KEY_NOT_USABLE, "no primary version", "gcloud kms keys versions create");
  }

  @Test
  void waitsForAVersionThatIsBeingMade() {
    ProvisionedKey _ = assertOutcome(steps.ensureKey(EXAMPLE)).isDone();
    gcp.keys().putPrimary(NAME, Optional.of(new Version("1", "PENDING_GENERATION")));

    assertOutcome(steps.ensureKey(EXAMPLE)).isNotYet(Reason.KEY_NOT_READY, "PENDING_GENERATION");
  }

  @ParameterizedTest
  @EnumSource(KeyStrategy.class)
  void dryRunForetellsWhatTheRunThenDoes(KeyStrategy strategy) {
    Example example = Example.of(strategy);
    ProvisionedKey foretold = assertOutcome(steps.ensureKey(example.foretelling())).isDone();
    List<Change> plan = steps.changes();
    assertThat(gcp.writes()).isEmpty();

    ProvisionedKey made = assertOutcome(steps.ensureKey(example)).isDone();

    assertThat(plan).extracting(Change::action).isEqualTo(CREATION);
    assertThat(steps.changes().subList(2, 4)).isEqualTo(plan);
    assertThat(foretold.uri()).isEqualTo(made.uri());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cloudkms.cryptoKeys.get",
        "cloudkms.keyRings.get",
        "cloudkms.keyRings.create",
        "cloudkms.cryptoKeys.create"
      })
  void waitsWhileKmsThrottles(String action) {
    gcp.stopNext(action, 2, Stop.notYet(Reason.THROTTLED, action + ": RESOURCE_EXHAUSTED"));

    assertOutcome(steps.ensureKey(EXAMPLE)).isNotYet(Reason.THROTTLED, action);
    ProvisionedKey _ = steps.done(() -> steps.ensureKey(EXAMPLE));

    assertThat(gcp.writes()).isEqualTo(CREATION);
  }

  @ParameterizedTest
  @CsvSource({
    "MISSING_RIGHT, cloudkms.cryptoKeys.create",
    "ORGANIZATION_POLICY, cloudkms.keyRings.create"
  })
  void aRefusalIsNamedAtOnce(Reason reason, String action) {
    gcp.stopNext(action, 1, Stop.refused(reason, "EnsureKey may not " + action, "Allow it"));

    assertOutcome(steps.ensureKey(EXAMPLE)).isRefused(reason, action);
  }

  private static CryptoKey ours(CryptoKeyName name) {
    return new CryptoKey(
        name,
        CryptoKey.PURPOSE,
        CryptoKey.ALGORITHM,
        Optional.of(Version.FIRST),
        Example.LABELS,
        Optional.empty(),
        Example.NOW.minus(Duration.ofDays(30)));
  }
}
