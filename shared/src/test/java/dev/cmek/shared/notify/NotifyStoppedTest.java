package dev.cmek.shared.notify;

import static dev.cmek.shared.request.RequestExample.CLUSTER;
import static dev.cmek.shared.step.RunExample.STARTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cmek.shared.callback.Callback;
import dev.cmek.shared.callback.FakeCallbacks;
import dev.cmek.shared.cluster.CloudProvider;
import dev.cmek.shared.cluster.ManualClock;
import dev.cmek.shared.door.FakeWorkflows;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.notify.NotifyStopped.Input;
import dev.cmek.shared.notify.NotifyStopped.Told;
import dev.cmek.shared.request.Onboarding;
import dev.cmek.shared.request.RequestExample;
import dev.cmek.shared.request.RequestParser;
import dev.cmek.shared.request.Ticket;
import dev.cmek.shared.state.Asked;
import dev.cmek.shared.state.FakeDocuments;
import dev.cmek.shared.state.RunAnswer;
import dev.cmek.shared.state.RunId;
import dev.cmek.shared.state.RunResult;
import dev.cmek.shared.state.Runs;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NotifyStoppedTest {

  private static final Onboarding EVENT =
      RequestExample.onboarding(
          "e-1",
          """
          "ticket":{"system":"jira","key":"SEC-123","callbackUrl":"https://t.example/?x=planted"}
          """);
  private static final String ID = RunId.of(EVENT);

  private final FakeAnnouncements announcements = new FakeAnnouncements();
  private final FakeCallbacks callbacks = new FakeCallbacks();
  private final Runs runs = new Runs(new FakeDocuments());
  private final NotifyStopped step =
      new NotifyStopped(
          new RequestParser(CloudProvider.AWS),
          announcements,
          callbacks,
          runs,
          new ManualClock(STARTED));

  @Test
  void tellsOfARunThatCouldNotTellItself() {
    claim();

    Outcome<Told> outcome = stopped("TIMED_OUT", null);

    assertThat(outcome).isEqualTo(new Done<>(new Told(true)));
    Announcement told = announcements.only();
    assertThat(told.id()).isEqualTo("one");
    assertThat(told.type()).isEqualTo("dev.cmek.onboarding.failed.v1");
    assertThat(told.subject()).isEqualTo(CLUSTER.value());
    assertThat(told.title()).isEqualTo("CMEK TIMED_OUT: " + CLUSTER);
    assertThat(told.text())
        .contains("Execution one", "Asked by event e-1 of //onboarding.example/clusters")
        .contains("What to do: send the same event again");
    assertThat(Payloads.writeString(told)).doesNotContain("planted");
    assertThat(runs.find(ID).orElseThrow().last().told()).isTrue();
  }

  @Test
  void answersTheTicketOfTheStoppedAttempt() {
    claim();

    var _ = stopped("TIMED_OUT", null);

    Callback sent = callbacks.only();
    assertThat(sent.id()).isEqualTo(ID + "-1");
    assertThat(sent.url()).isEqualTo(URI.create("https://t.example/?x=planted"));
    Callback.Answer answer = sent.answer();
    assertThat(answer.run()).isEqualTo(ID);
    assertThat(answer.attempt()).isEqualTo(1);
    assertThat(answer.result()).isEqualTo(RunResult.FAILED);
    assertThat(answer.ticket()).isEqualTo(new Ticket("jira", "SEC-123", null));
    assertThat(answer.failure())
        .extracting(RunAnswer.Failure::reason, RunAnswer.Failure::remedy)
        .containsExactly(
            "TIMED_OUT", "send the same event again; the run goes on from what is there");
    assertThat(answer.text())
        .startsWith("CMEK TIMED_OUT: " + CLUSTER + "\n\n")
        .endsWith(announcements.only().text());
  }

  @Test
  void answersTheTicketOfARunThatNeverBegan() {
    var _ = stopped("TIMED_OUT", null);

    assertThat(callbacks.only().id()).isEqualTo("one");
    assertThat(callbacks.only().answer().run()).isNull();
    assertThat(callbacks.only().answer().clusterId()).isEqualTo(CLUSTER.value());
  }

  @Test
  void tellsPeopleInsteadIfTheQueueOfCallbacksFails() {
    claim();
    callbacks.stopNext(1, Stop.notYet(Reason.THROTTLED, "slow down"));

    assertThat(stopped("TIMED_OUT", null)).isEqualTo(new Done<>(new Told(true)));

    assertThat(announcements.all())
        .extracting(Announcement::id)
        .containsExactly("one", ID + "-1-undelivered");
    assertThat(runs.find(ID).orElseThrow().last().told()).isTrue();
  }

  @Test
  void tellsOnce() {
    claim();

    var _ = stopped("TIMED_OUT", null);
    Outcome<Told> again = stopped("TIMED_OUT", null);

    assertThat(again).isEqualTo(new Done<>(new Told(false)));
    assertThat(announcements.all()).hasSize(1);
  }

  @Test
  void saysNothingMoreOfARunThatToldItself() {
    claim();
    runs.told(ID, "one", RunResult.REFUSED);

    Outcome<Told> outcome = stopped("FAILED", "States.Timeout");

    assertThat(outcome).isEqualTo(new Done<>(new Told(false)));
    assertThat(announcements.all()).isEmpty();
  }

  @Test
  void leavesItOpenThatASuccessIsToldByAnotherAttempt() {
    claim();
    runs.end(ID, "one", RunResult.ENABLED);

    assertThat(stopped("ABORTED", null)).isEqualTo(new Done<>(new Told(true)));

    assertThat(announcements.only().text()).contains("send the same event again");
    assertThat(runs.find(ID).orElseThrow().last().told()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"KEY_REUSED", "BAD_REQUEST", "DEADLINE_PASSED"})
  void saysNothingMoreOfAStartThatWasRefusedForAReason(String reason) {
    Outcome<Told> outcome = stopped("FAILED", reason);

    assertThat(outcome).isEqualTo(new Done<>(new Told(false)));
    assertThat(announcements.all()).isEmpty();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"NobodyTold", "States.Runtime", "java.lang.IllegalStateException"})
  void tellsOfAnyOtherFailure(@Nullable String error) {
    claim();

    assertThat(stopped("FAILED", error)).isEqualTo(new Done<>(new Told(true)));
  }

  @Test
  void tellsOfARunThatTimedOutBeforeItBegan() {
    Outcome<Told> outcome = stopped("TIMED_OUT", null);

    assertThat(outcome).isEqualTo(new Done<>(new Told(true)));
    assertThat(announcements.only().subject()).isEqualTo(CLUSTER.value());
    assertThat(runs.find(ID)).isEmpty();
  }

  @Test
  void tellsOfAnExecutionThatIsNoAttemptAtTheRun() {
    claim();

    Outcome<Told> outcome =
        step.run(
            new Input("other", "ABORTED", null, Payloads.writeString(EVENT)), Changes.of(false));

    assertThat(outcome).isEqualTo(new Done<>(new Told(true)));
    assertThat(callbacks.all()).isEmpty();
    assertThat(runs.find(ID).orElseThrow().last().told()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "{}", "[1]", "onboard, please", "{\"request\":{}}"})
  void tellsOfAnExecutionThatWasStartedWithGarbage(String input) {
    Outcome<Told> outcome = step.run(new Input("one", "ABORTED", null, input), Changes.of(false));

    assertThat(outcome).isEqualTo(new Done<>(new Told(true)));
    assertThat(announcements.only().title()).isEqualTo("CMEK ABORTED: unknown cluster");
    assertThat(announcements.only().subject()).isEmpty();
  }

  @Test
  void tellsAgainWhenTheAnswerWasLost() {
    claim();
    announcements.loseNextAnswer();

    assertThatThrownBy(() -> stopped("ABORTED", null)).isInstanceOf(Stop.class);
    var _ = stopped("ABORTED", null);

    assertThat(announcements.all()).extracting(Announcement::id).containsExactly("one", "one");
  }

  private void claim() {
    var _ = runs.claim(Asked.of(EVENT), "one", STARTED, new FakeWorkflows());
  }

  private Outcome<Told> stopped(String status, @Nullable String error) {
    return step.run(
        new Input("one", status, error, Payloads.writeString(EVENT)), Changes.of(false));
  }
}
