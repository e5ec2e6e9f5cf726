package dev.cmek.local.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.cmek.local.run.Trail.Line;
import dev.cmek.local.run.Trail.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;

class StateMachineTrailTest {

  private List<HistoryEvent> history = List.of();
  private final Trail trail = new StateMachineTrail(() -> history);

  @Test
  void tellsAnOnboardingStateByState() {
    history = RecordedHistory.of("onboarded");

    List<Line> lines = trail.follow();

    assertThat(lines)
        .filteredOn(line -> line.outcome() == Outcome.DONE)
        .extracting(line -> "%s %s: %s".formatted(line.state(), line.place(), line.text()))
        .containsExactly(
            "BeginRun : attempt 1",
            "FetchCluster : 3 regions: 1 key, 2 replicas",
            "EnsureRole : CreateRole",
            "EnsureKey eu-central-1: CreateKey, CreateAlias, EnableKeyRotation",
            "EnsureReplica eu-west-1: ReplicateKey, CreateAlias",
            "EnsureReplica us-east-1: ReplicateKey, CreateAlias",
            "AttachPolicy : nothing to change",
            "VerifyAccess : no findings",
            "EnableCmek : POST /cmek",
            "CheckCmek : ENABLED in 3 regions",
            "Record : evidence kept: ENABLED",
            "Notify : told: ENABLED");
    assertThat(trail.end()).contains(new Trail.End(true, ""));
    assertThat(trail.steps()).isEqualTo(19);
  }

  @Test
  void tellsWhatAStateWaitsFor() {
    history = RecordedHistory.of("spreading");

    List<Line> lines = trail.follow();

    assertThat(lines)
        .filteredOn(line -> line.state().equals("EnableCmek"))
        .filteredOn(line -> line.outcome() == Outcome.NOT_YET)
        .hasSize(12)
        .allSatisfy(line -> {
          assertThat(line.text()).startsWith("ACCESS_SPREADING: CockroachDB Cloud refuses");
          assertThat(line.took()).isLessThan(Duration.ofSeconds(4));
        });
    assertThat(lines)
        .filteredOn(line -> line.state().equals("EnableCmek"))
        .last()
        .satisfies(line -> {
          assertThat(line.outcome()).isEqualTo(Outcome.DONE);
          assertThat(line.took()).isGreaterThan(Duration.ofSeconds(10));
        });
  }

  @Test
  void tellsWhyARunWasRefused() {
    history = RecordedHistory.of("refused");

    List<Line> lines = trail.follow();

    assertThat(lines)
        .filteredOn(line -> line.outcome() == Outcome.REFUSED)
        .singleElement()
        .satisfies(line -> {
          assertThat(line.state()).isEqualTo("AttachPolicy");
          assertThat(line.text()).startsWith("ACCESS_CHANGED_BY_OTHERS: inline policy cmek of");
        });
    assertThat(trail.end())
        .hasValueSatisfying(end -> {
          assertThat(end.succeeded()).isFalse();
          assertThat(end.cause()).startsWith("ACCESS_CHANGED_BY_OTHERS: inline policy cmek of");
        });
  }

  @Test
  void aHistoryThatGrowsIsToldOnce() {
    List<HistoryEvent> whole = RecordedHistory.of("onboarded");
    List<Line> lines = new ArrayList<>();

    for (int length = 1; length <= whole.size(); length++) {
      history = whole.subList(0, length);
      lines.addAll(trail.follow());
    }

    assertThat(lines).isEqualTo(new StateMachineTrail(() -> whole).follow());
  }

  @Test
  void anErrorThatNobodyIntendedIsToldAsItIs() {
    history =
        List.of(
            event(1, 0, HistoryEventType.TASK_STATE_ENTERED)
                .stateEnteredEventDetails(d -> d.name("EnsureRole").input("{}"))
                .build(),
            event(2, 1, HistoryEventType.LAMBDA_FUNCTION_SCHEDULED).build(),
            event(3, 2, HistoryEventType.LAMBDA_FUNCTION_FAILED)
                .lambdaFunctionFailedEventDetails(
                    d -> d.error("Sandbox.Timedout").cause("{\"errorMessage\":\"too late\"}"))
                .build(),
            event(4, 3, HistoryEventType.LAMBDA_FUNCTION_TIMED_OUT)
                .lambdaFunctionTimedOutEventDetails(d -> d.error("States.Timeout"))
                .build());

    List<Line> lines = trail.follow();

    assertThat(lines)
        .extracting(Line::outcome, Line::text)
        .containsExactly(
            tuple(Outcome.FAILED, "Sandbox.Timedout: too late"),
            tuple(Outcome.FAILED, "States.Timeout: "));
    assertThat(trail.running()).isEqualTo("EnsureRole");
  }

  private static HistoryEvent.Builder event(long id, long previous, HistoryEventType type) {
    return HistoryEvent.builder()
        .id(id)
        .previousEventId(previous)
        .type(type)
        .timestamp(Instant.ofEpochSecond(id));
  }
}
