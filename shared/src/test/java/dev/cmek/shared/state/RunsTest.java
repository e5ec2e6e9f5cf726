package dev.cmek.shared.state;

import static dev.cmek.shared.request.RequestExample.CLUSTER;
import static dev.cmek.shared.step.RunExample.STARTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.door.FakeWorkflows;
import dev.cmek.shared.state.Engine.Status;
import dev.cmek.shared.state.RunRecord.Attempt;
import dev.cmek.shared.step.Change;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RunsTest {

  private static final String ID = "1".repeat(64);

  private final FakeDocuments state = new FakeDocuments();
  private final FakeWorkflows engine = new FakeWorkflows();
  private final Runs runs = new Runs(state);

  @Test
  void firstComerMayGoOn() {
    RunRecord record = claim("one");

    assertThat(record)
        .isEqualTo(
            new RunRecord(
                ID,
                Operation.PROVISION,
                "//test",
                CLUSTER,
                "digest",
                List.of(new Attempt("one", STARTED, null, RunAnswer.NONE, false))));
    assertThat(runs.find(ID)).contains(record);
    assertThat(state.writes()).containsExactly("runs/" + ID + ".json");
  }

  @Test
  void sameExecutionClaimsAgainWithoutAWrite() {
    RunRecord first = claim("one");

    assertThat(claim("one")).isEqualTo(first);
    assertThat(state.writes()).hasSize(1);
  }

  @Test
  void nobodyElseMayGoOnWhileOneIsAtIt() {
    RunRecord first = claim("one");

    assertThat(claim("two")).isEqualTo(first);
    assertThat(state.writes()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"ENABLED", "READY_TO_ENABLE", "PLANNED", "VERIFIED"})
  void nobodyMayGoOnAfterASuccess(RunResult result) {
    var _ = claim("one");
    runs.end(ID, "one", result);
    engine.set("one", Status.SUCCEEDED);

    assertThat(claim("two").attemptOf("two")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"REFUSED", "FAILED"})
  void nextAttemptFollowsAFailureThatTheRunNoted(RunResult result) {
    var _ = claim("one");
    runs.end(ID, "one", result);

    assertThat(claim("two").attemptOf("two")).contains(2);
  }

  @ParameterizedTest
  @EnumSource(names = {"FAILED", "TIMED_OUT", "ABORTED"})
  void nextAttemptFollowsAnExecutionThatCouldNotSay(Status status) {
    var _ = claim("one");
    engine.set("one", status);

    assertThat(claim("two").attemptOf("two")).contains(2);
  }

  @ParameterizedTest
  @EnumSource(names = {"FAILED", "TIMED_OUT", "ABORTED"})
  void nextAttemptFollowsASuccessThatCouldNotBeTold(Status status) {
    var _ = claim("one");
    runs.end(ID, "one", RunResult.ENABLED);
    engine.set("one", status);

    assertThat(claim("two").attemptOf("two")).contains(2);
  }

  @Test
  void nobodyMayGoOnAfterASuccessThatTheEngineForgot() {
    var _ = claim("one");
    runs.end(ID, "one", RunResult.ENABLED);

    assertThat(runs.claim(asked("digest"), "two", STARTED, new FakeWorkflows()))
        .satisfies(record -> assertThat(record.attemptOf("two")).isEmpty());
  }

  @Test
  void nobodyMayGoOnAfterAnExecutionThatSucceededUnnoted() {
    var _ = claim("one");
    engine.set("one", Status.SUCCEEDED);

    assertThat(claim("two").attemptOf("two")).isEmpty();
  }

  @Test
  void nextAttemptFollowsAnExecutionThatTheEngineForgot() {
    var _ = claim("one");
    engine.set("two", Status.RUNNING);

    assertThat(runs.claim(asked("digest"), "two", STARTED, new FakeWorkflows()))
        .satisfies(record -> assertThat(record.attemptOf("two")).contains(2));
  }

  @Test
  void otherDataIsNeverClaimed() {
    RunRecord first = claim("one");
    runs.end(ID, "one", RunResult.FAILED);

    RunRecord record = runs.claim(asked("other"), "two", STARTED, engine);

    assertThat(record.digest()).isEqualTo(first.digest());
    assertThat(record.attemptOf("two")).isEmpty();
  }

  @Test
  void onlyOneOfTwoWhoClaimAtOnceMayGoOn() {
    state.beforeNextWrite(() -> assertThat(claim("two").attemptOf("two")).contains(1));

    RunRecord record = claim("one");

    assertThat(record.attemptOf("one")).isEmpty();
    assertThat(record.attemptOf("two")).contains(1);
  }

  @Test
  void notesTheEndAndTheNoticeOfEachAttempt() {
    var _ = claim("one");
    runs.end(ID, "one", RunResult.FAILED);
    runs.told(ID, "one", RunResult.FAILED);
    var _ = claim("two");
    runs.end(ID, "two", RunResult.ENABLED);

    assertThat(runs.find(ID).orElseThrow().attempts())
        .containsExactly(
            new Attempt("one", STARTED, RunResult.FAILED, RunAnswer.NONE, true),
            new Attempt("two", STARTED, RunResult.ENABLED, RunAnswer.NONE, false));
  }

  @Test
  void noticeCountsForItsOwnEndAlone() {
    var _ = claim("one");
    runs.told(ID, "one", RunResult.FAILED);
    assertThat(last()).isEqualTo(new Attempt("one", STARTED, null, RunAnswer.NONE, true));

    runs.end(ID, "one", RunResult.ENABLED);
    assertThat(last())
        .isEqualTo(new Attempt("one", STARTED, RunResult.ENABLED, RunAnswer.NONE, false));

    runs.told(ID, "one", RunResult.FAILED);
    assertThat(last())
        .isEqualTo(new Attempt("one", STARTED, RunResult.ENABLED, RunAnswer.NONE, false));

    runs.told(ID, "one", RunResult.ENABLED);
    runs.end(ID, "one", RunResult.ENABLED);
    assertThat(last())
        .isEqualTo(new Attempt("one", STARTED, RunResult.ENABLED, RunAnswer.NONE, true));
  }

  private Attempt last() {
    return runs.find(ID).orElseThrow().last();
  }

  @Test
  void notesNothingForRunsAndExecutionsThatItDoesNotKnow() {
    assertThatThrownBy(() -> runs.end(ID, "one", RunResult.FAILED))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("run " + ID + " is lost");

    var _ = claim("one");
    assertThatThrownBy(() -> runs.told(ID, "two", RunResult.FAILED))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("two is no attempt at run " + ID);
  }

  @Test
  void keepsWhatARunHasToSay() {
    var _ = claim("one");
    RunAnswer answer =
        new RunAnswer(
            List.of(new RegionKey("eu-west-1", "arn:key", "arn:role")),
            List.of(new Change("iam:CreateRole", "arn:role", "trusts the vendor")),
            new RunAnswer.Failure("KEY_NOT_USABLE", "key is disabled", "Enable it"));

    runs.end(ID, "one", RunResult.REFUSED, answer);
    runs.told(ID, "one", RunResult.REFUSED);

    assertThat(last()).isEqualTo(new Attempt("one", STARTED, RunResult.REFUSED, answer, true));
  }

  @Test
  void readsRecordsOfBeforeThereWereSeveralOperations() {
    String old =
        """
        {"id":"%s","clusterId":"%s","digest":"digest","attempts":[
          {"execution":"one","startedAt":"2026-11-22T10:00:00Z","result":"ENABLED","told":true}]}\
        """
            .formatted(ID, CLUSTER);
    assertThat(state.create("runs/" + ID + ".json", old)).isTrue();

    RunRecord record = runs.find(ID).orElseThrow();

    assertThat(record.operation()).isEqualTo(Operation.PROVISION);
    assertThat(record.source()).isEmpty();
    assertThat(record.last())
        .isEqualTo(new Attempt("one", STARTED, RunResult.ENABLED, RunAnswer.NONE, true));
  }

  private static Asked asked(String digest) {
    return new Asked(ID, Operation.PROVISION, CLUSTER, "//test", digest);
  }

  private RunRecord claim(String execution) {
    engine.set(execution, Status.RUNNING);
    return runs.claim(asked("digest"), execution, STARTED, engine);
  }
}
