package dev.cmek.aws.workflow;

import static dev.cmek.aws.workflow.Bench.START;
import static dev.cmek.aws.workflow.Bench.assertError;
import static dev.cmek.aws.workflow.Bench.assertOutput;
import static dev.cmek.aws.workflow.Bench.failing;
import static dev.cmek.aws.workflow.Bench.json;
import static dev.cmek.aws.workflow.Bench.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cmek.aws.workflow.Bench.Quiet;
import dev.cmek.aws.workflow.Event.Ended;
import dev.cmek.aws.workflow.Event.Left;
import dev.cmek.aws.workflow.Execution.Status;
import dev.cmek.aws.workflow.StepFunctions.ExecutionAlreadyExists;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Executions as a whole: how they end, side by side on one clock.
final class StepFunctionsTest {

  private static final String CALL = "{'Type': 'Task', 'Resource': 'F', 'End': true}";
  private static final String SLOW = "{'Type': 'Task', 'Resource': 'Slow', 'End': true}";

  private final Bench bench = new Bench();

  @Test
  void timedOutTaskFailsWhileItsFunctionGoesOn() {
    List<Instant> written = new ArrayList<>();
    bench.function(
        "G",
        input -> {
          bench.clock.sleep(Duration.ofSeconds(30));
          written.add(bench.clock.instant());
          return input;
        });

    Execution execution =
        bench.run(
            """
            {'StartAt': 'X', 'States': {
              'X': {'Type': 'Task', 'Resource': 'G', 'TimeoutSeconds': 10, 'End': true,
                'Catch': [{'ErrorEquals': ['States.Timeout'], 'Next': 'After'}]},
              'After': {'Type': 'Succeed'}}}
            """,
            "{}");

    assertOutput(execution).isEqualTo("{'Error':'States.Timeout','Cause':''}");
    assertThat(execution.elapsed()).isEqualTo(Duration.ofSeconds(10));
    assertThat(written).containsExactly(START.plusSeconds(30));
  }

  @Test
  void taskFailedDoesNotMeanATimeout() {
    bench.function("Slow", bench.slow(30));

    Execution execution =
        bench.runOnly(
            """
            {'Type': 'Task', 'Resource': 'Slow', 'TimeoutSeconds': 10, 'End': true,
             'Retry': [{'ErrorEquals': ['States.TaskFailed']}]}
            """,
            "{}");

    assertError(execution).isEqualTo("States.Timeout");
    assertThat(execution.retries()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'Type': 'Wait', 'Seconds': 100, 'Next': 'After'}",
        "{'Type': 'Task', 'Resource': 'Slow', 'Next': 'After'}",
        "{'Type': 'Task', 'Resource': 'Failing', 'Next': 'After', 'Retry': [{'ErrorEquals':"
            + " ['States.ALL'], 'IntervalSeconds': 100}], 'Catch': [{'ErrorEquals':"
            + " ['States.ALL'], 'Next': 'After'}]}",
        "{'Type': 'Map', 'Next': 'After', 'ItemProcessor': {'StartAt': 'I', 'States': {'I': {'Type':"
            + " 'Wait', 'Seconds': 100, 'End': true}}}}"
      })
  void executionTimesOutWhateverItDoes(String state) {
    bench.function("Slow", bench.slow(100));
    bench.function("Failing", failing(new IOException("not yet")));

    Execution execution =
        bench.run(
            """
            {'StartAt': 'X', 'TimeoutSeconds': 60, 'States': {
              'X': %s, 'After': {'Type': 'Succeed'}}}
            """
                .formatted(state),
            "[1,2]");

    assertThat(execution.status()).isEqualTo(Status.TIMED_OUT);
    assertThat(execution.error()).isEqualTo("States.Timeout");
    assertThat(execution.elapsed()).isEqualTo(Duration.ofSeconds(60));
    assertThat(execution.path()).doesNotContain("After");
    assertThat(execution.history().getLast()).isInstanceOf(Ended.class);
  }

  @Test
  void timeoutDoesNotHoldUpTheClock() {
    Execution execution =
        bench.run("{'TimeoutSeconds': 60, " + Bench.only(CALL).substring(1), "{}");

    assertOutput(execution).isEqualTo("{}");
    assertThat(bench.clock.instant()).isEqualTo(START);
  }

  @Test
  void abortedExecutionStopsWhileItsFunctionGoesOn() {
    bench.function("Slow", bench.slow(30));
    Execution execution =
        bench.service.start(
            bench.machine(
                """
                {'StartAt': 'X', 'States': {
                  'X': {'Type': 'Task', 'Resource': 'Slow', 'Next': 'After',
                    'Catch': [{'ErrorEquals': ['States.ALL'], 'Next': 'After'}]},
                  'After': {'Type': 'Succeed'}}}
                """),
            "one",
            json("{}"));

    bench.clock.sleep(Duration.ofSeconds(10));
    execution.abort();
    bench.clock.run();

    assertThat(execution.status()).isEqualTo(Status.ABORTED);
    assertThat(execution.elapsed()).isEqualTo(Duration.ofSeconds(10));
    assertThat(execution.path()).containsExactly("X");
    assertThat(bench.clock.instant()).isEqualTo(START.plusSeconds(30));
  }

  @Test
  void executionAbortedAtItsStartEntersNoState() {
    Execution execution = bench.start("one", CALL, "{}");

    execution.abort();
    bench.clock.run();

    assertThat(execution.status()).isEqualTo(Status.ABORTED);
    assertThat(execution.path()).isEmpty();
  }

  @Test
  void abortOfAnEndedExecutionDoesNothing() {
    Execution execution = bench.runOnly(CALL, "{}");

    execution.abort();

    assertOutput(execution).isEqualTo("{}");
  }

  @Test
  void sameNameAndInputWhileRunningIsTheSameExecution() {
    bench.function("Slow", bench.slow(30));
    Execution first = bench.start("one", SLOW, "{'a':1}");

    assertThat(bench.start("one", SLOW, "{'a':1}")).isSameAs(first);
    assertThatThrownBy(() -> bench.start("one", SLOW, "{'a':2}"))
        .isInstanceOf(ExecutionAlreadyExists.class);
    bench.clock.run();
    assertThatThrownBy(() -> bench.start("one", SLOW, "{'a':1}"))
        .isInstanceOf(ExecutionAlreadyExists.class)
        .hasMessage("arn:aws:states:eu-west-1:111111111111:execution:small:one is SUCCEEDED");
    assertThat(bench.inputs).hasSize(1);
    assertThat(bench.service.find(first.arn())).contains(first);
    assertThat(bench.service.find("arn:other")).isEmpty();
    assertThat(bench.service.executions()).containsExactly(first);
  }

  @Test
  void refusesWhatTheServiceRefusesAtTheStart() {
    assertThatThrownBy(() -> bench.start("a name", CALL, "{}"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> bench.start("n".repeat(81), CALL, "{}"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> bench.start("one", CALL, "'" + "x".repeat(256 * 1024) + "'"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> bench.start("one", CALL, "{"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void executionsRunSideBySideOnOneClock() {
    bench.function("Slow", bench.slow(30));
    Execution first = bench.start("first", SLOW, "{}");
    bench.clock.sleep(Duration.ofSeconds(10));
    Execution second = bench.start("second", SLOW, "{}");

    bench.clock.run();

    assertThat(first.history().getLast().at()).isEqualTo(START.plusSeconds(30));
    assertThat(second.history().getLast().at()).isEqualTo(START.plusSeconds(40));
  }

  /// A function that reads, takes its time, and writes: without a guard two executions lose a
  /// count.
  @Test
  void someSeedShowsARace() {
    assertThat(LongStream.range(0, 20).map(StepFunctionsTest::racers)).contains(1L, 2L);
  }

  @Property(tries = 50)
  void sameSeedTellsTheSameStory(@ForAll long seed) {
    assertThat(story(seed)).isEqualTo(story(seed));
  }

  private static long racers(long seed) {
    Bench bench = new Bench(seed);
    long[] count = new long[1];
    bench.function(
        "Count",
        input -> {
          bench.clock.sleep(Duration.ZERO);
          long read = count[0];
          bench.clock.sleep(Duration.ZERO);
          count[0] = read + 1;
          return input;
        });
    String state = "{'Type': 'Task', 'Resource': 'Count', 'End': true}";
    Execution first = bench.start("first", state, "{}");
    Execution second = bench.start("second", state, "{}");
    bench.clock.run();
    assertOutput(first).isEqualTo("{}");
    assertOutput(second).isEqualTo("{}");
    return count[0];
  }

  private static String story(long seed) {
    Bench bench = new Bench(seed);
    bench.function("G", failing(4, new Quiet("not yet")));
    String state =
        map(
            "'Retry': [{'ErrorEquals': ['States.ALL'], 'JitterStrategy': 'FULL',"
                + " 'MaxAttempts': 9}]",
            "G");
    Execution first = bench.start("first", state, "[1,2]");
    Execution second = bench.start("second", state, "[3,4]");
    bench.clock.run();
    return first + "\n" + second + bench.inputs;
  }

  @Test
  void storyReadsWell() {
    bench.function("G", failing(1, new Quiet("not yet")));

    Execution execution =
        bench.run(
            """
            {'StartAt': 'X', 'States': {
              'X': {'Type': 'Map', 'Next': 'Bad', 'ItemProcessor': {'StartAt': 'I', 'States': {
                'I': {'Type': 'Task', 'Resource': 'G', 'End': true, 'Retry': [
                  {'ErrorEquals': ['States.ALL'], 'IntervalSeconds': 2}]}}}},
              'Bad': {'Type': 'Fail', 'Error': 'Broken', 'Cause': 'by us'}}}
            """,
            "[1]");

    assertThat(execution.toString())
        .isEqualTo(
            """
            one FAILED
              +0.000 s X entered
              +0.000 s X[0] I entered
              +0.000 s X[0] I retry 1 in 2.000 s: dev.cmek.aws.workflow.Bench$Quiet \
            {"errorMessage":"not yet","errorType":"dev.cmek.aws.workflow.Bench$Quiet",\
            "stackTrace":[]}
              +2.000 s X[0] I left
              +2.000 s X left
              +2.000 s Bad entered
              +2.000 s FAILED: Broken by us\
            """);
    assertThat(execution.history(Left.class)).extracting(Left::state).containsExactly("I", "X");
  }
}
