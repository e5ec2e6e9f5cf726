package dev.cmek.shared.step;

import static dev.cmek.shared.step.RunExample.STARTED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cmek.shared.cluster.ManualClock;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Outcome.NotYet;
import dev.cmek.shared.step.Outcome.Refused;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class StepRunnerTest {

  private static final Change CHANGE = new Change("iam:CreateRole", "role crl", "trusts 1234");
  private static final String START =
      "{\"time\":\"2026-11-22T10:00:00Z\",\"level\":\"%s\",\"step\":\"Test\",\"run\":\""
          + "1".repeat(64)
          + "\",\"cluster\":\"f78b7feb-b6cf-4396-9d7f-494982d7d81e\",\"attempt\":1,";

  private final ManualClock clock = new ManualClock(STARTED);
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  record Input(@Nullable Run run, @Nullable String role) implements StepInput {}

  /// The end of a run, which nothing may hold up.
  record Unbounded(@Nullable Run run) implements StepInput {
    @Override
    public @Nullable Instant deadline() {
      return null;
    }
  }

  @Test
  void givesTheValueWithItsChanges() {
    var outcome = run(RunExample.run(), this::writeAndFinish);

    assertThat(outcome).isEqualTo(new Done<>(new StepResult<>("crl", List.of(CHANGE))));
  }

  @Test
  void onlyForetellsInADryRun() {
    var outcome =
        run(
            RunExample.dryRun(),
            (_, changes) ->
                new Done<>(
                    changes.make(
                        new Write<>(
                            CHANGE,
                            "foretold",
                            () -> {
                              throw new AssertionError("a dry run wrote");
                            }))));

    assertThat(outcome).isEqualTo(new Done<>(new StepResult<>("foretold", List.of(CHANGE))));
  }

  @Test
  void readsWhatTheInputDeclaresAndSkipsTheRest() {
    var runner = runner(Input.class, (input, _) -> new Done<>(input.role() + "!"));

    var outcome = runner.run("{\"role\":\"crl\",\"keys\":[1,2]}".getBytes(UTF_8));

    assertThat(outcome).isEqualTo(new Done<>(new StepResult<>("crl!", List.of())));
  }

  @Test
  void passesRefusalsOn() {
    Refused<String> refused = new Refused<>(Reason.WRONG_CLOUD, "is on GCP", "go there");

    assertThat(run(RunExample.run(), (_, _) -> refused))
        .isEqualTo(new Refused<>(Reason.WRONG_CLOUD, "is on GCP", "go there"));
  }

  @Test
  void waitsUntilTheDeadline() {
    clock.pass(Duration.ofHours(2));

    assertThat(run(RunExample.run(), (_, _) -> new NotYet<>(Reason.KEY_NOT_READY, "spreading")))
        .isEqualTo(new NotYet<>(Reason.KEY_NOT_READY, "spreading"));
  }

  @Test
  void givesUpPastTheDeadlineWithTheLastReason() {
    clock.pass(Duration.ofHours(2).plusMillis(1));

    var outcome = run(RunExample.run(), (_, _) -> new NotYet<>(Reason.KEY_NOT_READY, "spreading"));

    assertThat(outcome)
        .isEqualTo(
            new Refused<>(
                Reason.DEADLINE_PASSED,
                "gave up at the deadline 2026-11-22T12:00:00Z while waiting: KEY_NOT_READY,"
                    + " spreading",
                "See to what is being waited for, then send the same event again: it goes on from"
                    + " here"));
  }

  @Test
  void takesWhatIsDonePastTheDeadline() {
    clock.pass(Duration.ofDays(1));

    assertThat(run(RunExample.run(), (_, _) -> new Done<>("late"))).isInstanceOf(Done.class);
  }

  @Test
  void waitsOnWhereNoRunHasBegun() {
    clock.pass(Duration.ofDays(1));

    assertThat(run(null, (_, _) -> new NotYet<>(Reason.CLUSTER_BUSY, "busy")))
        .isEqualTo(new NotYet<>(Reason.CLUSTER_BUSY, "busy"));
  }

  @Test
  void waitsOnWhereTheInputHasNoDeadline() {
    clock.pass(Duration.ofDays(1));
    StepRunner<Unbounded, String> runner =
        runner(Unbounded.class, (_, _) -> new NotYet<>(Reason.THROTTLED, "slow down"));

    assertThat(runner.run(Payloads.write(new Unbounded(RunExample.run()))))
        .isEqualTo(new NotYet<>(Reason.THROTTLED, "slow down"));
  }

  @Test
  void endsAsAPortSays() {
    var waiting = run(RunExample.run(), (_, _) -> stop(Stop.notYet(Reason.THROTTLED, "slow down")));
    var refused =
        run(
            RunExample.run(),
            (_, _) -> stop(Stop.refused(Reason.MISSING_RIGHT, "no kms:CreateKey", "grant it")));
    clock.pass(Duration.ofHours(3));
    var late = run(RunExample.run(), (_, _) -> stop(Stop.notYet(Reason.THROTTLED, "slow down")));

    assertThat(waiting).isEqualTo(new NotYet<>(Reason.THROTTLED, "slow down"));
    assertThat(refused)
        .isEqualTo(new Refused<>(Reason.MISSING_RIGHT, "no kms:CreateKey", "grant it"));
    assertThat(late)
        .isInstanceOfSatisfying(
            Refused.class, r -> assertThat(r.reason()).isEqualTo(Reason.DEADLINE_PASSED));
  }

  @Test
  void logsChangesAndEnd() {
    var _ =
        run(
            RunExample.run(),
            (input, changes) -> {
              clock.pass(Duration.ofMillis(84));
              return writeAndFinish(input, changes);
            });

    assertThat(log())
        .containsExactly(
            START.formatted("INFO").replace("10:00:00Z", "10:00:00.084Z")
                + "\"outcome\":\"CHANGED\",\"action\":\"iam:CreateRole\",\"object\":\"role crl\"}",
            START.formatted("INFO").replace("10:00:00Z", "10:00:00.084Z")
                + "\"outcome\":\"DONE\",\"durationMs\":84}");
  }

  @Test
  void logsTheReasonWhyItWaitsOrRefusesAndNoMessage() {
    var _ = run(RunExample.run(), (_, _) -> new NotYet<>(Reason.KEY_NOT_READY, "spreading"));
    var _ = run(RunExample.run(), (_, _) -> new Refused<>(Reason.WRONG_CLOUD, "is on GCP", "go"));

    assertThat(log())
        .containsExactly(
            START.formatted("INFO")
                + "\"outcome\":\"NOT_YET\",\"reason\":\"KEY_NOT_READY\","
                + "\"durationMs\":0}",
            START.formatted("WARN")
                + "\"outcome\":\"REFUSED\",\"reason\":\"WRONG_CLOUD\","
                + "\"durationMs\":0}");
  }

  @Test
  void logsWhatWasChangedBeforeADefectAndThrowsIt() {
    IllegalStateException defect = new IllegalStateException("lost connection");

    assertThatThrownBy(() ->
            run(
                RunExample.run(),
                (input, changes) -> {
                  var _ = writeAndFinish(input, changes);
                  throw defect;
                }))
        .isSameAs(defect);
    assertThat(log())
        .containsExactly(
            START.formatted("INFO")
                + "\"outcome\":\"CHANGED\",\"action\":\"iam:CreateRole\",\"object\":\"role crl\"}",
            START.formatted("ERROR")
                + "\"outcome\":\"FAILED\",\"message\":\"java.lang.IllegalStateException: lost"
                + " connection\",\"durationMs\":0}");
  }

  @Test
  void logsWhatWasChangedBeforeItHadToWait() {
    var _ =
        run(
            RunExample.run(),
            (input, changes) -> {
              var _ = writeAndFinish(input, changes);
              return stop(Stop.notYet(Reason.THROTTLED, "slow down"));
            });

    assertThat(log()).hasSize(2);
    assertThat(log().getFirst()).contains("iam:CreateRole");
  }

  @Test
  void logsAnInputThatItCanNotRead() {
    StepRunner<Input, String> runner = runner(Input.class, this::writeAndFinish);

    assertThatThrownBy(() -> runner.run("{\"role\":[\"planted\"]}".getBytes(UTF_8)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(log())
        .singleElement()
        .satisfies(line -> assertThat(line).contains("\"level\":\"ERROR\"", "\"FAILED\"", "role"))
        .satisfies(line -> assertThat(line).doesNotContain("planted"));
  }

  private Outcome<StepResult<String>> run(@Nullable Run run, Step<Input, String> step) {
    return runner(Input.class, step).run(Payloads.write(new Input(run, "crl")));
  }

  private <I extends StepInput> StepRunner<I, String> runner(Class<I> type, Step<I, String> step) {
    PrintStream out = new PrintStream(printed, true, UTF_8);
    return new StepRunner<>(type, step, Changes::of, clock, new StepLog("Test", out, clock));
  }

  private Outcome<String> writeAndFinish(Input input, Changes changes) {
    return new Done<>(changes.make(new Write<>(CHANGE, "foretold", () -> "crl")));
  }

  private static Outcome<String> stop(Stop stop) {
    throw stop;
  }

  private List<String> log() {
    return printed.toString(UTF_8).lines().toList();
  }
}
