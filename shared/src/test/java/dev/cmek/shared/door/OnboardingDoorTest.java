package dev.cmek.shared.door;

import static dev.cmek.shared.request.RequestExample.CLUSTER;
import static dev.cmek.shared.request.RequestExample.event;
import static dev.cmek.shared.step.RunExample.STARTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cmek.shared.cluster.CloudProvider;
import dev.cmek.shared.door.OnboardingDoor.Answer;
import dev.cmek.shared.door.OnboardingDoor.Answer.Known;
import dev.cmek.shared.door.OnboardingDoor.Answer.Rejected;
import dev.cmek.shared.door.OnboardingDoor.Answer.Started;
import dev.cmek.shared.door.Workflows.Start;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.request.Onboarding;
import dev.cmek.shared.request.RequestExample;
import dev.cmek.shared.request.RequestParser;
import dev.cmek.shared.state.Asked;
import dev.cmek.shared.state.Engine.Execution;
import dev.cmek.shared.state.Engine.Status;
import dev.cmek.shared.state.FakeDocuments;
import dev.cmek.shared.state.Operation;
import dev.cmek.shared.state.RunId;
import dev.cmek.shared.state.RunResult;
import dev.cmek.shared.state.Runs;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class OnboardingDoorTest {

  private static final Onboarding EVENT = RequestExample.onboarding("e-1", "");
  private static final String RUN = RunId.of(EVENT);
  private static final Rejected REUSED =
      new Rejected(
          Reason.KEY_REUSED,
          "id",
          "id: event e-1 of //onboarding.example/clusters came before with other data; give every"
              + " request an id of its own");

  private final FakeDocuments state = new FakeDocuments();
  private final FakeWorkflows workflows = new FakeWorkflows();
  private final Runs runs = new Runs(state);
  private final OnboardingDoor door =
      new OnboardingDoor(new RequestParser(CloudProvider.AWS), workflows, runs);

  @Test
  void startsARun() {
    Answer answer = receive("");

    assertThat(answer).isEqualTo(new Started(RUN, execution(1)));
    assertThat(workflows.find(execution(1)))
        .contains(new Execution(execution(1), Status.RUNNING, Payloads.writeString(EVENT)));
  }

  @Test
  void writesNothingItself() {
    var _ = receive("");

    assertThat(state.writes()).isEmpty();
  }

  @Test
  void startsOneExecutionForAHundredOfTheSameEvent() {
    for (int i = 0; i < 100; i++) {
      assertThat(receive("")).isEqualTo(new Started(RUN, execution(1)));
    }

    assertThat(workflows.started()).hasSize(1);
  }

  @Test
  void knowsAnEventThatIsBeingWorkedOn() {
    var _ = receive("");
    claim(1);

    assertThat(receive("")).isEqualTo(new Known(RUN, execution(1)));
  }

  @Test
  void knowsAnEventThatSucceeded() {
    var _ = receive("");
    claim(1);
    end(1, RunResult.ENABLED, Status.SUCCEEDED);

    assertThat(receive("")).isEqualTo(new Known(RUN, execution(1)));
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.class,
      names = {"FAILED", "TIMED_OUT", "ABORTED"})
  void startsTheNextAttemptAfterAFailure(Status status) {
    var _ = receive("");
    claim(1);
    workflows.set(execution(1), status);

    assertThat(receive("")).isEqualTo(new Started(RUN, execution(2)));
  }

  @Test
  void startsTheNextAttemptAfterARefusal() {
    var _ = receive("");
    claim(1);
    end(1, RunResult.REFUSED, Status.FAILED);

    assertThat(receive("")).isEqualTo(new Started(RUN, execution(2)));
  }

  @Test
  void startsUnderTheNextNameWhenAnExecutionDiedBeforeItClaimedTheRun() {
    var _ = receive("");
    workflows.set(execution(1), Status.ABORTED);
    Answer second = receive("");
    workflows.set(execution(2), Status.TIMED_OUT);
    Answer third = receive("");

    assertThat(second).isEqualTo(new Started(RUN, execution(2)));
    assertThat(third).isEqualTo(new Started(RUN, execution(3)));
  }

  @Test
  void startsUnderTheNextNameWhenOneWasUsedUpByADuplicate() {
    var _ = receive("");
    claim(1);
    Start _ = workflows.start(name(2), Payloads.writeString(EVENT));
    workflows.set(execution(2), Status.SUCCEEDED);
    end(1, RunResult.FAILED, Status.FAILED);

    assertThat(receive("")).isEqualTo(new Started(RUN, execution(3)));
  }

  @Test
  void knowsARunningExecutionWhoseInputIsWrittenDifferently() {
    Start _ = workflows.start(name(1), " " + Payloads.writeString(EVENT));

    assertThat(receive("")).isEqualTo(new Known(RUN, execution(1)));
  }

  @Test
  void rejectsOtherDataUnderAnIdThatIsOnRecord() {
    var _ = receive("");
    claim(1);
    end(1, RunResult.FAILED, Status.FAILED);

    assertThat(receive("\"dryRun\":true")).isEqualTo(REUSED);
  }

  @ParameterizedTest
  @EnumSource(Status.class)
  void rejectsOtherDataUnderAnIdWhoseRunIsNotOnRecordYet(Status status) {
    var _ = receive("");
    workflows.set(execution(1), status);

    assertThat(receive("\"dryRun\":true")).isEqualTo(REUSED);
    assertThat(workflows.started()).hasSize(1);
  }

  @Test
  void startsARunForEachEvent() {
    var _ = receive("");

    Answer answer = door.receive(event("e-2", ""));

    assertThat(answer).isInstanceOf(Started.class);
    assertThat(workflows.started()).hasSize(2);
  }

  @Test
  void rejectsWhatItCanNotReadAndStartsNothing() {
    assertThat(receive("\"keyStrategy\":\"NONE\""))
        .isEqualTo(
            new Rejected(
                Reason.BAD_REQUEST,
                "data.keyStrategy",
                "data.keyStrategy: must be one of KEY_PER_REGION, SINGLE_KEY, MULTI_REGION_KEY, not"
                    + " NONE"));
    assertThat(door.receive("onboard, please"))
        .isEqualTo(
            new Rejected(Reason.BAD_REQUEST, "body", "body: is not JSON (line 1, column 1)"));
    assertThat(workflows.started()).isEmpty();
  }

  @Test
  void letsTheMessageComeAgainWhenABucketOrTheEngineDoesNotAnswer() {
    Stop stop = Stop.notYet(Reason.THROTTLED, "slow down");

    state.stopNext(1, stop);
    assertThatThrownBy(() -> receive("")).isSameAs(stop);
    workflows.stopNext(1, stop);
    assertThatThrownBy(() -> receive("")).isSameAs(stop);
    assertThat(receive("")).isInstanceOf(Started.class);
  }

  @Test
  void givesUpOnARunThatFailsForEver() {
    for (int attempt = 1; attempt <= 100; attempt++) {
      Start _ = workflows.start(name(attempt), Payloads.writeString(EVENT));
      workflows.set(execution(attempt), Status.FAILED);
    }

    assertThatThrownBy(() -> receive(""))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("run " + RUN + " failed 100 times");
  }

  private Answer receive(String more) {
    return door.receive(event("e-1", more));
  }

  private void claim(int attempt) {
    var _ = runs.claim(Asked.of(EVENT), execution(attempt), STARTED, workflows);
  }

  private void end(int attempt, RunResult result, Status status) {
    runs.end(RUN, execution(attempt), result);
    workflows.set(execution(attempt), status);
  }

  private static String name(int attempt) {
    return RunId.executionName(Operation.PROVISION, CLUSTER, RUN, attempt);
  }

  private String execution(int attempt) {
    return workflows.executionId(name(attempt));
  }
}
