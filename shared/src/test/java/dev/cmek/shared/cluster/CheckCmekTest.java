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
import static dev.cmek.shared.cluster.Example.WEST;
import static dev.cmek.shared.cluster.Example.cmek;
import static dev.cmek.shared.cluster.Example.region;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.shared.cluster.Cmek.KeyStatus;
import dev.cmek.shared.cluster.Cmek.RegionStatus;
import dev.cmek.shared.cluster.FakeClusterApi.Sent;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Outcome.NotYet;
import dev.cmek.shared.step.Outcome.Refused;
import dev.cmek.shared.step.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CheckCmekTest {

  private final CmekSteps steps = new CmekSteps();
  private final ManualClock clock = steps.clock;
  private final FakeClusterApi api = steps.api;
  private final CheckCmek step = steps.check;

  @Test
  void isDoneWhenEveryRegionUsesItsKey() {
    Cmek on = cmek("ENABLED", region(CENTRAL, "ENABLED"), region(WEST, "ENABLED"));
    api.putCmek(ID, on);

    assertThat(run(JUST_GRANTED)).isEqualTo(new Done<>(on));
  }

  @Test
  void believesTheRegionsMoreThanTheCluster() {
    Cmek on = cmek("AGGREGATE_OF_THE_FUTURE", region(CENTRAL, "ENABLED"), region(WEST, "ENABLED"));
    api.putCmek(ID, on);

    assertThat(run(JUST_GRANTED)).isEqualTo(new Done<>(on));
  }

  @Test
  void findsTheKeyInUseWhereverItStands() {
    KeyStatus past =
        new KeyStatus(Example.key("eu-west-1", "past"), CmekStatus.DISABLED, "replaced");
    KeyStatus current = new KeyStatus(WEST, CmekStatus.ENABLED, "");
    RegionStatus west =
        new RegionStatus("eu-west-1", CmekStatus.ENABLED, List.of(past, current, past));
    api.putCmek(ID, cmek("ENABLED", region(CENTRAL, "ENABLED"), west));

    assertThat(run(JUST_GRANTED)).isInstanceOf(Done.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ENABLING", "ROTATING", "DISABLED", "REWRAPPING_OF_THE_FUTURE"})
  void waitsAndSaysWhereItStands(String status) {
    api.putCmek(ID, cmek(status, region(CENTRAL, "ENABLED"), region(WEST, status)));

    assertThat(run(GRANTED_LONG_AGO))
        .isEqualTo(
            new NotYet<>(
                Reason.CMEK_IN_PROGRESS,
                "CMEK of cluster " + ID + ": eu-central-1 ENABLED, eu-west-1 " + status));
    assertThat(api.writes()).isEmpty();
  }

  @Test
  void waitsForARegionThatIsNotListed() {
    api.putCmek(ID, cmek("ENABLED", region(CENTRAL, "ENABLED")));

    assertThat(notYet(run(GRANTED_LONG_AGO)).message()).endsWith("eu-west-1 not listed");
  }

  @Test
  void waitsForTheNameOfTheKeyThatIsOn() {
    RegionStatus silent = new RegionStatus("eu-west-1", CmekStatus.ENABLED, List.of());
    api.putCmek(ID, cmek("ENABLED", region(CENTRAL, "ENABLED"), silent));

    assertThat(notYet(run(GRANTED_LONG_AGO)).reason()).isEqualTo(Reason.CMEK_IN_PROGRESS);
  }

  @Test
  void waitsWhileAnotherKeyIsBeingReplaced() {
    RegionKey other = Example.key("eu-west-1", "other");
    RegionStatus west = region(other, "ROTATING", "ENABLED", "");
    api.putCmek(ID, cmek("ROTATING", region(CENTRAL, "ENABLED"), west));

    assertThat(notYet(run(GRANTED_LONG_AGO)).reason()).isEqualTo(Reason.CMEK_IN_PROGRESS);
  }

  @Test
  void refusesAKeyOfOthers() {
    RegionKey other = Example.key("eu-west-1", "other");
    api.putCmek(ID, cmek("ENABLED", region(CENTRAL, "ENABLED"), region(other, "ENABLED")));

    assertThat(refused(run(JUST_GRANTED)).reason()).isEqualTo(Reason.CMEK_DIFFERS);
  }

  @Test
  void refusesARevokedCluster() {
    api.putCmek(ID, cmek("REVOKED", region(CENTRAL, "REVOKED"), region(WEST, "REVOKED")));

    assertThat(refused(run(JUST_GRANTED)).reason()).isEqualTo(Reason.CLUSTER_SUSPENDED);
  }

  @Test
  void refusesAFailureInTheVendorsWordsWhenTheGrantIsOld() {
    api.putCmek(
        ID,
        cmek(
            "ENABLE_FAILED",
            region(CENTRAL, "ENABLED"),
            region(WEST, "ENABLE_FAILED", "ENABLE_FAILED", "key <west> can't be \"used\"")));

    Refused<Cmek> refused = refused(run(GRANTED_LONG_AGO));

    assertThat(refused.reason()).isEqualTo(Reason.CMEK_FAILED);
    assertThat(refused.message())
        .isEqualTo(
            "CockroachDB Cloud failed to set up CMEK of cluster %s: eu-west-1 ENABLE_FAILED:"
                + " key <west> can't be \"used\"",
            ID);
    assertThat(api.writes()).isEmpty();
  }

  @Test
  void refusesAFailureThatNoRegionExplains() {
    api.putCmek(ID, cmek("ENABLE_FAILED"));

    assertThat(refused(run(GRANTED_LONG_AGO)).message()).endsWith("the cluster ENABLE_FAILED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ROTATE_FAILED", "DISABLE_FAILED", "SOMETHING_FAILED"})
  void asksAgainAfterNoOtherFailureThanOfEnabling(String status) {
    api.putCmek(ID, cmek(status, region(CENTRAL, "ENABLED"), region(WEST, status)));

    assertThat(refused(run(JUST_GRANTED)).reason()).isEqualTo(Reason.CMEK_FAILED);
    assertThat(api.writes()).isEmpty();
  }

  @Test
  void asksAgainWhenAFreshGrantMayHaveBeenTooLate() {
    api.putCmek(
        ID,
        cmek(
            "ENABLE_FAILED",
            region(CENTRAL, "ENABLED"),
            region(WEST, "ENABLE_FAILED", "ENABLE_FAILED", "no access")));

    NotYet<Cmek> notYet = notYet(run(JUST_GRANTED));

    assertThat(notYet.reason()).isEqualTo(Reason.ACCESS_SPREADING);
    assertThat(notYet.message()).endsWith("eu-west-1 ENABLE_FAILED: no access");
    assertThat(api.writes()).containsExactly(new Sent("POST", ID, KEYS));
  }

  @Test
  void doesNotAskAgainBeforeEveryRegionHasEnded() {
    api.putCmek(
        ID,
        cmek(
            "ENABLE_FAILED",
            region(CENTRAL, "ENABLING"),
            region(WEST, "ENABLE_FAILED", "ENABLE_FAILED", "no access")));

    assertThat(notYet(run(JUST_GRANTED)).reason()).isEqualTo(Reason.ACCESS_SPREADING);
    assertThat(api.writes()).isEmpty();
  }

  @Test
  void getsThereWhenTheVendorFindsOutLateThatAGrantSpreads() {
    api.enablingTakes(Duration.ofMinutes(2));
    api.failUntil(NOW.plus(Duration.ofMinutes(9)), "no access");
    var _ = steps.enable(JUST_GRANTED);

    Outcome<Cmek> outcome = runUntilItEnds();

    assertThat(outcome).isInstanceOf(Done.class);
    assertThat(api.cmek(ID).status()).isEqualTo(CmekStatus.ENABLED);
    assertThat(clock.instant()).isBefore(NOW.plus(Duration.ofMinutes(14)));
  }

  @Test
  void givesUpInTheVendorsWordsWhenTheGrantHasHadItsTime() {
    api.enablingTakes(Duration.ofMinutes(2));
    api.failUntil(Instant.MAX, "the key is of the wrong kind");
    var _ = steps.enable(JUST_GRANTED);

    Refused<Cmek> refused = refused(runUntilItEnds());

    assertThat(refused.reason()).isEqualTo(Reason.CMEK_FAILED);
    assertThat(refused.message()).contains("the key is of the wrong kind");
    assertThat(clock.instant()).isBefore(NOW.plus(Duration.ofMinutes(20)));
  }

  @Test
  void judgesALateFailureByWhenTheVendorWasAsked() {
    api.enablingTakes(Duration.ofMinutes(40));
    api.failUntil(NOW.plusSeconds(1), "no access");
    var _ = steps.enable(JUST_GRANTED);
    clock.pass(Duration.ofMinutes(41));

    NotYet<Cmek> notYet = notYet(run(JUST_GRANTED));

    assertThat(notYet.reason()).isEqualTo(Reason.ACCESS_SPREADING);
    assertThat(api.writes()).hasSize(2);
    assertThat(runUntilItEnds()).isInstanceOf(Done.class);
  }

  @Test
  void asksOnlyOnceMoreAfterALateFailure() {
    api.enablingTakes(Duration.ofMinutes(40));
    api.failUntil(Instant.MAX, "no access");
    var _ = steps.enable(JUST_GRANTED);

    Refused<Cmek> refused = refused(runUntilItEnds());

    assertThat(refused.reason()).isEqualTo(Reason.CMEK_FAILED);
    assertThat(api.writes()).hasSize(2);
  }

  @Test
  void doesNotTakeAnEarlierRequestForOneSinceTheGrant() {
    api.failUntil(Instant.MAX, "no access");
    var _ = steps.enable(JUST_GRANTED);
    clock.pass(Duration.ofDays(1));
    Instant grantedAnew = clock.instant().minus(Duration.ofMinutes(16));

    assertThat(refused(run(grantedAnew)).reason()).isEqualTo(Reason.CMEK_FAILED);
  }

  @Test
  void passesOnHowTheSecondRequestIsRefused() {
    api.putCmek(ID, cmek("ENABLE_FAILED", region(CENTRAL, "ENABLE_FAILED")));
    api.refuseUntil(Instant.MAX, 400, "invalid argument: no such region");

    assertThat(refused(run(JUST_GRANTED)).reason()).isEqualTo(Reason.CMEK_REFUSED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"DISABLED", "ENABLE_FAILED", "ENABLED", "REVOKED"})
  void givesWhatItFindsInADryRun(String status) {
    Cmek found = cmek(status, region(CENTRAL, status), region(WEST, status));
    api.putCmek(ID, found);

    Outcome<Cmek> outcome = step.run(input(true, JUST_GRANTED), Changes.of(true));

    assertThat(outcome).isEqualTo(new Done<>(found));
    assertThat(api.writes()).isEmpty();
  }

  private Outcome<Cmek> runUntilItEnds() {
    int _ = steps.untilItEnds(step, Duration.ofSeconds(30));
    return run(JUST_GRANTED);
  }

  private Outcome<Cmek> run(Instant grantedAt) {
    return steps.check(grantedAt);
  }
}
