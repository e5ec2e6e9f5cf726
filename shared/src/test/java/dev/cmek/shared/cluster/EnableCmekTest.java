package dev.cmek.shared.cluster;

import static dev.cmek.shared.cluster.CmekSteps.GRANTED_LONG_AGO;
import static dev.cmek.shared.cluster.CmekSteps.JUST_GRANTED;
import static dev.cmek.shared.cluster.CmekSteps.input;
import static dev.cmek.shared.cluster.CmekSteps.notYet;
import static dev.cmek.shared.cluster.CmekSteps.refused;
import static dev.cmek.shared.cluster.Example.CENTRAL;
import static dev.cmek.shared.cluster.Example.ID;
import static dev.cmek.shared.cluster.Example.KEYS;
import static dev.cmek.shared.cluster.Example.NOW;
import static dev.cmek.shared.cluster.Example.ROLE;
import static dev.cmek.shared.cluster.Example.WEST;
import static dev.cmek.shared.cluster.Example.cluster;
import static dev.cmek.shared.cluster.Example.cmek;
import static dev.cmek.shared.cluster.Example.region;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.cmek.shared.cluster.Cmek.KeyStatus;
import dev.cmek.shared.cluster.Cmek.RegionStatus;
import dev.cmek.shared.cluster.FakeClusterApi.Sent;
import dev.cmek.shared.step.Change;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Outcome.NotYet;
import dev.cmek.shared.step.Outcome.Refused;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EnableCmekTest {

  private final CmekSteps steps = new CmekSteps();
  private final ManualClock clock = steps.clock;
  private final FakeClusterApi api = steps.api;
  private final EnableCmek step = steps.enable;

  @Test
  void remembersWhenTheVendorWasAsked() {
    api.refuseUntil(NOW.plus(Duration.ofMinutes(9)), 400, "insufficient permissions");

    int _ = steps.untilItEnds(step, Duration.ofSeconds(20));

    assertThat(asked())
        .containsOnly(
            entry(CENTRAL.region(), clock.instant()), entry(WEST.region(), clock.instant()));
    assertThat(steps.state.writes()).hasSize(2);
  }

  @Test
  void remembersARequestWhoseAnswerWasLost() {
    api.loseNextAnswer();
    assertThatThrownBy(() -> run(JUST_GRANTED)).isInstanceOf(Stop.class);
    clock.pass(Duration.ofSeconds(5));

    var _ = run(JUST_GRANTED);
    var _ = run(JUST_GRANTED);

    assertThat(asked()).containsOnlyKeys(CENTRAL.region(), WEST.region());
    assertThat(steps.state.writes()).hasSize(2);
  }

  @Test
  void remembersNothingInADryRun() {
    var _ = step.run(input(true, JUST_GRANTED), Changes.of(true));

    assertThat(asked()).isEmpty();
  }

  /// While access spreads: the state of CMEK and the request, not the cluster each time.
  @Test
  void callsTheApiTwiceForEachTryWhileAccessSpreads() {
    api.refuseUntil(NOW.plus(Duration.ofMinutes(9)), 400, "insufficient permissions");

    int tries = steps.untilItEnds(step, Duration.ofSeconds(20));

    assertThat(tries).isEqualTo(28);
    assertThat(api.calls()).isEqualTo(28 * 2 + 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"eu-west-1", "eu-central-1,eu-west-1,us-east-1"})
  void refusesRegionsThatChangeWhileAccessSpreads(String regions) {
    api.refuseUntil(NOW.plus(Duration.ofMinutes(9)), 400, "insufficient permissions");
    var _ = run(JUST_GRANTED);
    api.put(cluster("CREATED", "UNSPECIFIED", regions.split(",")));

    Outcome<Cmek> outcome = run(JUST_GRANTED);
    while (outcome instanceof NotYet<Cmek>) {
      clock.pass(Duration.ofSeconds(20));
      outcome = run(JUST_GRANTED);
    }

    assertThat(refused(outcome).reason()).isEqualTo(Reason.REGIONS_CHANGED);
    assertThat(clock.instant()).isBefore(NOW.plus(Duration.ofMinutes(6)));
    assertThat(api.cmek(ID).status()).isEqualTo(CmekStatus.DISABLED);
  }

  @Test
  void saysThatRegionsChangedWhereTheVendorRefusesTheKeysForThat() {
    api.refuseUntil(NOW.plusSeconds(1), 400, "insufficient permissions");
    var _ = run(JUST_GRANTED);
    clock.pass(Duration.ofSeconds(20));
    api.put(cluster("CREATED", "UNSPECIFIED", "eu-central-1", "eu-west-1", "us-east-1"));

    assertThat(refused(run(JUST_GRANTED)).reason()).isEqualTo(Reason.REGIONS_CHANGED);
  }

  @Test
  void asksForEveryRegionAtOnce() {
    Changes changes = Changes.of(false);

    Outcome<Cmek> outcome = step.run(input(false, JUST_GRANTED), changes);

    assertThat(outcome).isEqualTo(new Done<>(api.cmek(ID)));
    assertThat(api.cmek(ID).status()).isEqualTo(CmekStatus.ENABLING);
    assertThat(api.writes()).containsExactly(new Sent("POST", ID, KEYS));
    assertThat(changes.list()).extracting(Change::action).containsExactly("POST /cmek");
  }

  @Test
  void secondRunWritesNothingWhileTheVendorWorks() {
    var _ = run(JUST_GRANTED);

    Changes changes = Changes.of(false);
    Outcome<Cmek> outcome = step.run(input(false, JUST_GRANTED), changes);

    assertThat(outcome).isInstanceOf(Done.class);
    assertThat(changes.list()).isEmpty();
    assertThat(api.writes()).hasSize(1);
  }

  @Test
  void secondRunWritesNothingOnceItIsOn() {
    var _ = run(JUST_GRANTED);
    clock.pass(Duration.ofHours(1));

    Changes changes = Changes.of(false);
    Outcome<Cmek> outcome = step.run(input(false, JUST_GRANTED), changes);

    assertThat(outcome).isEqualTo(new Done<>(api.cmek(ID)));
    assertThat(changes.list()).isEmpty();
    assertThat(api.writes()).hasSize(1);
  }

  @Test
  void resumesAfterACrashBehindTheWrite() {
    api.loseNextAnswer();
    assertThatThrownBy(() -> run(JUST_GRANTED)).isInstanceOf(Stop.class);

    Outcome<Cmek> outcome = run(JUST_GRANTED);

    assertThat(outcome).isInstanceOf(Done.class);
    assertThat(api.writes()).hasSize(1);
  }

  @Test
  void dryRunForetellsWhatTheRunThenDoes() {
    Changes foretold = Changes.of(true);
    Changes made = Changes.of(false);

    Outcome<Cmek> dry = step.run(input(true, JUST_GRANTED), foretold);
    List<Sent> sentInDryRun = api.writes();
    Outcome<Cmek> real = step.run(input(false, JUST_GRANTED), made);

    assertThat(sentInDryRun).isEmpty();
    assertThat(dry).isEqualTo(real);
    assertThat(foretold.list()).isEqualTo(made.list());
  }

  @Test
  void triesAgainWhereEnablingFailed() {
    api.putCmek(
        ID,
        cmek(
            "ENABLE_FAILED",
            region(CENTRAL, "ENABLED"),
            region(WEST, "ENABLE_FAILED", "ENABLE_FAILED", "no access")));

    Outcome<Cmek> outcome = run(GRANTED_LONG_AGO);

    assertThat(outcome).isInstanceOf(Done.class);
    assertThat(api.writes()).containsExactly(new Sent("POST", ID, KEYS));
  }

  @Test
  void setsOnlyTheMissingKeysOfAClusterThatHasCmek() {
    api.putCmek(ID, cmek("ENABLED", region(CENTRAL, "ENABLED")));

    Outcome<Cmek> outcome = run(JUST_GRANTED);

    assertThat(outcome).isInstanceOf(Done.class);
    assertThat(api.writes()).containsExactly(new Sent("PUT", ID, List.of(WEST)));
  }

  @Test
  void paysNoHeedToPastKeys() {
    RegionKey past = Example.key("eu-west-1", "past");
    api.putCmek(
        ID,
        cmek(
            "ENABLED",
            region(CENTRAL, "ENABLED"),
            new RegionStatus(
                "eu-west-1",
                CmekStatus.ENABLED,
                List.of(
                    new KeyStatus(past, new CmekStatus("DISABLE_FAILED"), "could not"),
                    new KeyStatus(WEST, CmekStatus.ENABLED, "")))));

    assertThat(run(JUST_GRANTED)).isEqualTo(new Done<>(api.cmek(ID)));
    assertThat(api.writes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "arn:aws:kms:eu-west-1:111122223333:key/other, " + ROLE,
    "arn:aws:kms:eu-west-1:111122223333:key/west,  arn:aws:iam::111122223333:role/other",
  })
  void refusesAKeyOrPrincipalOfOthers(String uri, String principal) {
    RegionKey other = new RegionKey("eu-west-1", uri, principal);
    api.putCmek(ID, cmek("ENABLED", region(CENTRAL, "ENABLED"), region(other, "ENABLED")));

    Refused<Cmek> refused = refused(run(JUST_GRANTED));

    assertThat(refused.reason()).isEqualTo(Reason.CMEK_DIFFERS);
    assertThat(refused.message())
        .isEqualTo(
            "CMEK of cluster %s is on with other keys than planned: eu-west-1 uses %s as %s, not %s as %s",
            ID, uri, principal, WEST.uri(), ROLE);
    assertThat(api.writes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"eu-west-1", "eu-central-1,eu-west-1,us-east-1", "eu-central-1,us-east-1"})
  void refusesRegionsThatChanged(String regions) {
    api.put(cluster("CREATED", "UNSPECIFIED", regions.split(",")));

    Refused<Cmek> refused = refused(run(JUST_GRANTED));

    assertThat(refused.reason()).isEqualTo(Reason.REGIONS_CHANGED);
    assertThat(refused.message()).contains(regions.replace(",", ", "));
    assertThat(api.writes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "REVOKED, REVOKED",
    "REVOKING, REVOKING",
    "REVOKE_FAILED, ENABLED",
    "ENABLED, REVOKED",
  })
  void neverUndoesARevocation(String clusterStatus, String regionStatus) {
    api.putCmek(ID, cmek(clusterStatus, region(CENTRAL, "ENABLED"), region(WEST, regionStatus)));

    Refused<Cmek> refused = refused(run(JUST_GRANTED));

    assertThat(refused.reason()).isEqualTo(Reason.CLUSTER_SUSPENDED);
    assertThat(api.writes()).isEmpty();
  }

  @Test
  void refusesAFailedRotationInTheVendorsWords() {
    api.putCmek(
        ID,
        cmek(
            "ROTATE_FAILED",
            region(CENTRAL, "ENABLED"),
            region(WEST, "ROTATE_FAILED", "ENABLE_FAILED", "key <west> is \"gone\"")));

    Refused<Cmek> refused = refused(run(JUST_GRANTED));

    assertThat(refused.reason()).isEqualTo(Reason.CMEK_FAILED);
    assertThat(refused.message()).endsWith("eu-west-1 ROTATE_FAILED: key <west> is \"gone\"");
    assertThat(api.writes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ENABLING", "ROTATING", "DISABLING", "REWRAPPING_OF_THE_FUTURE"})
  void leavesItToTheCheckWhileSomethingHappens(String status) {
    api.putCmek(ID, cmek(status, region(CENTRAL, "ENABLED"), region(WEST, status)));

    assertThat(run(JUST_GRANTED)).isInstanceOf(Done.class);
    assertThat(api.writes()).isEmpty();
  }

  @Test
  void replacesNoKeyThatIsNotNamed() {
    RegionStatus silent = new RegionStatus("eu-west-1", CmekStatus.ENABLED, List.of());
    api.putCmek(ID, cmek("ENABLED", region(CENTRAL, "ENABLED"), silent));

    assertThat(run(JUST_GRANTED)).isInstanceOf(Done.class);
    assertThat(api.writes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"LOCKED, CRDB_SCALE_RUNNING", "CREATING, UNSPECIFIED", "PAUSED_OF_THE_FUTURE, X"})
  void waitsForAClusterThatIsBusy(String state, String operation) {
    api.put(cluster(state, operation, "eu-central-1", "eu-west-1"));

    NotYet<Cmek> notYet = notYet(run(JUST_GRANTED));

    assertThat(notYet)
        .isEqualTo(
            new NotYet<>(
                Reason.CLUSTER_NOT_READY,
                "cluster " + ID + " is " + state + ", operation " + operation));
    assertThat(api.writes()).isEmpty();
  }

  @Test
  void refusesAClusterThatIsGone() {
    api.put(cluster("DELETED", "UNSPECIFIED", "eu-central-1", "eu-west-1"));

    assertThat(refused(run(JUST_GRANTED)).reason()).isEqualTo(Reason.CLUSTER_GONE);
  }

  @Test
  void refusesAClusterThatNobodyKnows() {
    EnableCmek elsewhere = new EnableCmek(new FakeClusterApi(clock), steps.intents, clock);

    Outcome<Cmek> outcome = elsewhere.run(input(false, JUST_GRANTED), Changes.of(false));

    assertThat(refused(outcome).reason()).isEqualTo(Reason.CLUSTER_NOT_FOUND);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | invalid argument: insufficient permissions to use the KMS key",
        "400 | PERMISSION_DENIED",
        "400 | AccessDeniedException: x is not authorized to perform: kms:Encrypt",
        "400 | User: y is not authorized to perform: sts:AssumeRole",
        "400 | cannot assume role arn:aws:iam::111122223333:role/cockroachdb-cmek/orders",
        "400 | request denied by the provider",
        "400 | could not use Key arn:aws:kms:eu-west-1:111122223333:key/west",
        "401 | token not authenticated",
        "401 | ''",
        "403 | forbidden",
      })
  void waitsForAFreshGrantThatTheVendorCannotUseYet(int status, String message) {
    api.refuseUntil(Instant.MAX, status, message);

    NotYet<Cmek> notYet = notYet(run(NOW.minus(Duration.ofMinutes(14))));

    assertThat(notYet.reason()).isEqualTo(Reason.ACCESS_SPREADING);
    assertThat(notYet.message()).contains("HTTP " + status, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | invalid argument: region us-east-9 is unknown",
        "400 | invalid argument: region_specs[0].key_spec.uri: malformed",
        "400 | proto: (line 1:42): invalid value for enum type: \"AWS\"",
        "400 | invalid argument: only turkeys may, in a monkey's inaccessibility",
        "400 | ''",
      })
  void refusesAtOnceWhatIsNotAboutAccess(int status, String message) {
    api.refuseUntil(Instant.MAX, status, message);

    Refused<Cmek> refused = refused(run(JUST_GRANTED));

    assertThat(refused.reason()).isEqualTo(Reason.CMEK_REFUSED);
    assertThat(refused.message())
        .endsWith("HTTP " + status + ": " + (message.isEmpty() ? "no message" : message));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403})
  void refusesAtOnceWhenTheGrantIsOld(int status) {
    api.refuseUntil(Instant.MAX, status, "insufficient permissions to use the KMS key");

    Refused<Cmek> refused = refused(run(NOW.minus(Duration.ofMinutes(15))));

    assertThat(refused.reason()).isEqualTo(Reason.CMEK_REFUSED);
    assertThat(refused.message())
        .isEqualTo(
            "CockroachDB Cloud refuses to enable CMEK on cluster %s with HTTP %d:"
                + " insufficient permissions to use the KMS key",
            ID, status);
  }

  @Test
  void enablesAsSoonAsTheGrantHasSpread() {
    api.refuseUntil(NOW.plus(Duration.ofMinutes(9)), 400, "insufficient permissions");

    int _ = steps.untilItEnds(step, Duration.ofSeconds(20));

    assertThat(api.cmek(ID).status()).isEqualTo(CmekStatus.ENABLING);
    assertThat(clock.instant()).isEqualTo(NOW.plus(Duration.ofMinutes(9)));
  }

  private Map<String, Instant> asked() {
    return steps.intents.find(ID).orElseThrow().progress().asked();
  }

  private Outcome<Cmek> run(Instant grantedAt) {
    return steps.enable(grantedAt);
  }
}
