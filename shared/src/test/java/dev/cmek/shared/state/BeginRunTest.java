package dev.cmek.shared.state;

import static dev.cmek.shared.request.RequestExample.CLUSTER;
import static dev.cmek.shared.request.RequestExample.onboarding;
import static dev.cmek.shared.step.RunExample.STARTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cmek.shared.cluster.CloudProvider;
import dev.cmek.shared.cluster.ManualClock;
import dev.cmek.shared.door.FakeWorkflows;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.request.Onboarding;
import dev.cmek.shared.request.RequestParser;
import dev.cmek.shared.state.BeginRun.Begun;
import dev.cmek.shared.state.Engine.Status;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Outcome.NotYet;
import dev.cmek.shared.step.Outcome.Refused;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Run;
import dev.cmek.shared.step.Stop;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BeginRunTest {

  private static final Duration LIMIT = Duration.ofHours(2);
  private static final Onboarding EVENT = onboarding("e-1", "");

  private final ManualClock clock = new ManualClock(STARTED);
  private final FakeDocuments state = new FakeDocuments();
  private final FakeWorkflows engine = new FakeWorkflows();
  private final Runs runs = new Runs(state);
  private final Leases leases = new Leases(state);
  private final BeginRun step =
      new BeginRun(new RequestParser(CloudProvider.AWS), runs, leases, engine, LIMIT, clock);

  @Test
  void beginsTheFirstAttempt() {
    Outcome<Begun> outcome = begin("one", EVENT);

    assertThat(outcome)
        .isEqualTo(
            new Done<>(
                new Begun(
                    new Run(
                        RunId.of(EVENT),
                        CLUSTER,
                        "//onboarding.example/clusters",
                        "e-1",
                        1,
                        "one",
                        STARTED,
                        STARTED.plus(LIMIT),
                        false,
                        false,
                        false),
                    EVENT.request())));
    assertThat(state.writes())
        .containsExactly(
            "runs/" + RunId.of(EVENT) + ".json", "clusters/" + CLUSTER + "/lease.json");
  }

  @Test
  void carriesTheChoicesOfADirectStart() {
    Onboarding asked =
        new Onboarding("execution", "one", onboarding("e", "\"dryRun\":true").request(), true);

    Run run = begun(begin("one", asked)).run();

    assertThat(run.dryRun()).isTrue();
    assertThat(run.repair()).isTrue();
  }

  @Test
  void beginsTheSameAgainForTheSameExecution() {
    Outcome<Begun> first = begin("one", EVENT);
    clock.pass(Duration.ofMinutes(1));

    assertThat(begin("one", EVENT)).isEqualTo(first);
    assertThat(state.writes()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void goesOnBehindEachWriteWhoseAnswerWasLost(int write) {
    state.loseAnswerOfWrite(write);

    assertThatThrownBy(() -> begin("one", EVENT)).isInstanceOf(Stop.class);
    Run run = begun(begin("one", EVENT)).run();

    assertThat(run.attempt()).isEqualTo(1);
    assertThat(run.duplicate()).isFalse();
    assertThat(state.writes()).hasSize(2);
  }

  @Test
  void endsQuietlyWhileTheSameEventIsBeingWorkedOn() {
    Run first = begun(begin("one", EVENT)).run();

    Run second = begun(begin("two", EVENT)).run();

    assertThat(second.duplicate()).isTrue();
    assertThat(second.execution()).isEqualTo("one");
    assertThat(second.attempt()).isEqualTo(1);
    assertThat(second.id()).isEqualTo(first.id());
    assertThat(state.writes()).hasSize(2);
  }

  @Test
  void endsQuietlyAfterTheSameEventSucceeded() {
    finish("one", RunResult.ENABLED);

    assertThat(begun(begin("two", EVENT)).run().duplicate()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"REFUSED", "FAILED"})
  void beginsTheNextAttemptAfterAFailure(RunResult result) {
    finish("one", result);

    Run run = begun(begin("two", EVENT)).run();

    assertThat(run.duplicate()).isFalse();
    assertThat(run.attempt()).isEqualTo(2);
    assertThat(run.execution()).isEqualTo("two");
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.class,
      names = {"FAILED", "TIMED_OUT", "ABORTED"})
  void beginsTheNextAttemptAfterOneThatCouldNotSayHowItEnded(Status status) {
    var _ = begin("one", EVENT);
    engine.set("one", status);

    assertThat(begun(begin("two", EVENT)).run().attempt()).isEqualTo(2);
  }

  @Test
  void countsTheTimeOfEachAttemptAnew() {
    finish("one", RunResult.FAILED);
    clock.pass(Duration.ofDays(1));

    Run run = begun(begin("two", EVENT)).run();

    assertThat(run.startedAt()).isEqualTo(STARTED.plus(Duration.ofDays(1)));
    assertThat(run.deadline()).isEqualTo(run.startedAt().plus(LIMIT));
  }

  @Test
  void refusesTheSameEventWithOtherData() {
    finish("one", RunResult.FAILED);

    assertThat(begin("two", onboarding("e-1", "\"enable\":false")))
        .isEqualTo(
            new Refused<>(
                Reason.KEY_REUSED,
                "event e-1 of //onboarding.example/clusters came with other data",
                "Give every request an id of its own"));
  }

  @Test
  void refusesAStartThatItCanNotRead() {
    Outcome<Begun> outcome =
        step.run(
            new BeginRun.Input(Payloads.tree(Payloads.write(new Run[0])), "one"),
            Changes.of(false));

    assertThat(outcome)
        .isEqualTo(
            new Refused<>(
                Reason.BAD_REQUEST,
                "body: must be a JSON object",
                "Correct the field and start again"));
    assertThat(state.contents()).isEmpty();
  }

  @Test
  void waitsWhileAnotherEventsRunIsAtTheCluster() {
    var _ = begin("one", EVENT);

    assertThat(begin("two", onboarding("e-2", "")))
        .isEqualTo(
            new NotYet<>(Reason.CLUSTER_BUSY, "cluster " + CLUSTER + " is being worked on by one"));
  }

  @Test
  void goesOnWhenTheOtherRunIsDone() {
    var _ = begin("one", EVENT);
    var _ = begin("two", onboarding("e-2", ""));
    leases.release(CLUSTER, "one");

    Run run = begun(begin("two", onboarding("e-2", ""))).run();

    assertThat(run.attempt()).isEqualTo(1);
    assertThat(run.duplicate()).isFalse();
  }

  @Test
  void countsTheTimeThatItWaited() {
    var _ = begin("one", EVENT);
    var _ = begin("two", onboarding("e-2", ""));
    clock.pass(Duration.ofHours(1));
    leases.release(CLUSTER, "one");

    assertThat(begun(begin("two", onboarding("e-2", ""))).run().deadline())
        .isEqualTo(STARTED.plus(LIMIT));
  }

  @ParameterizedTest
  @EnumSource(value = Status.class, mode = EnumSource.Mode.EXCLUDE, names = "RUNNING")
  void takesTheClusterOverFromAHolderThatIsOver(Status over) {
    var _ = begin("one", EVENT);
    Outcome<Begun> before = begin("two", onboarding("e-2", ""));
    engine.set("one", over);

    assertThat(before).isInstanceOf(NotYet.class);
    assertThat(begin("two", onboarding("e-2", ""))).isInstanceOf(Done.class);
  }

  @Test
  void givesUpWaitingAtTheDeadline() {
    var _ = begin("one", EVENT);
    var _ = begin("two", onboarding("e-2", ""));
    clock.pass(LIMIT);
    Outcome<Begun> atTheDeadline = begin("two", onboarding("e-2", ""));
    clock.pass(Duration.ofMillis(1));
    Outcome<Begun> behindIt = begin("two", onboarding("e-2", ""));

    assertThat(atTheDeadline).isInstanceOf(NotYet.class);
    assertThat(behindIt)
        .isEqualTo(
            new Refused<>(
                Reason.DEADLINE_PASSED,
                "cluster " + CLUSTER + " is being worked on by one",
                "Wait for that run to end, then send the same event again"));
  }

  @Test
  void onlyOneOfTwoExecutionsOfAnEventGoesOnWhenTheyBeginAtOnce() {
    state.beforeNextWrite(() -> assertThat(begun(begin("two", EVENT)).run().duplicate()).isFalse());

    Run run = begun(begin("one", EVENT)).run();

    assertThat(run.duplicate()).isTrue();
    assertThat(run.execution()).isEqualTo("two");
  }

  private void finish(String execution, RunResult result) {
    var _ = begin(execution, EVENT);
    runs.end(RunId.of(EVENT), execution, result);
    leases.release(CLUSTER, execution);
  }

  private Outcome<Begun> begin(String execution, Onboarding onboarding) {
    if (engine.find(execution).isEmpty()) {
      engine.set(execution, Status.RUNNING);
    }
    return step.run(
        new BeginRun.Input(Payloads.tree(Payloads.write(onboarding)), execution),
        Changes.of(false));
  }

  private static Begun begun(Outcome<Begun> outcome) {
    if (outcome instanceof Done<Begun>(Begun begun)) {
      return begun;
    }
    throw new AssertionError(outcome);
  }
}
