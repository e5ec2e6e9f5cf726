package dev.cmek.aws.workflow;

import static dev.cmek.aws.workflow.Bench.assertError;
import static dev.cmek.aws.workflow.Bench.assertOutput;
import static dev.cmek.aws.workflow.Bench.catching;
import static dev.cmek.aws.workflow.Bench.failing;
import static dev.cmek.aws.workflow.Bench.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.cmek.aws.workflow.Bench.Quiet;
import dev.cmek.aws.workflow.Event.Caught;
import dev.cmek.aws.workflow.Event.Retried;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What Retry and Catch do about failures.
final class HandlingTest {

  private final Bench bench = new Bench();

  @Test
  void failedFunctionEndsTheExecutionAsLambdaTellsIt() {
    bench.function(
        "G",
        _ -> {
          throw new IOException("no way");
        });

    Execution execution = bench.runOnly("{'Type': 'Task', 'Resource': 'G', 'End': true}", "{}");

    assertError(execution).isEqualTo("java.io.IOException");
    assertThat(Bench.easy(execution.cause()))
        .startsWith("{'errorMessage':'no way','errorType':'java.io.IOException','stackTrace':['");
  }

  @Test
  void functionsBehindARefusalHaveNoTrace() {
    bench.function("G", failing(new Quiet("{\"reason\":\"R\"}")));

    Execution execution = bench.runOnly("{'Type': 'Task', 'Resource': 'G', 'End': true}", "{}");

    assertError(execution).isEqualTo(Quiet.class.getName());
    assertThat(execution.cause())
        .isEqualTo(
            "{\"errorMessage\":\"{\\\"reason\\\":\\\"R\\\"}\",\"errorType\":\""
                + Quiet.class.getName()
                + "\",\"stackTrace\":[]}");
  }

  @Test
  void retryWaitsLongerEachTimeUpToALimit() {
    bench.function("G", failing(5, new IOException("not yet")));

    Execution execution =
        bench.runOnly(
            """
            {'Type': 'Task', 'Resource': 'G', 'End': true, 'Retry': [
              {'ErrorEquals': ['java.io.IOException'], 'IntervalSeconds': 2, 'BackoffRate': 1.5,
               'MaxAttempts': 5, 'MaxDelaySeconds': 5}]}
            """,
            "{'a':1}");

    assertOutput(execution).isEqualTo("{'a':1}");
    assertThat(execution.history(Retried.class))
        .extracting(Retried::retry, Retried::after)
        .containsExactly(
            tuple(1, Duration.ofMillis(2000)),
            tuple(2, Duration.ofMillis(3000)),
            tuple(3, Duration.ofMillis(4500)),
            tuple(4, Duration.ofMillis(5000)),
            tuple(5, Duration.ofMillis(5000)));
    assertThat(execution.elapsed()).isEqualTo(Duration.ofMillis(19_500));
    assertThat(execution.entered()).isEqualTo(1);
    assertThat(execution.retries()).isEqualTo(5);
    assertThat(bench.inputs).hasSize(6).containsOnly("{'a':1}");
  }

  @Test
  void retryEndsAfterItsAttempts() {
    bench.function("G", failing(new IOException("never")));

    Execution execution =
        bench.runOnly(
            """
            {'Type': 'Task', 'Resource': 'G', 'End': true,
             'Retry': [{'ErrorEquals': ['States.ALL']}]}
            """,
            "{}");

    assertError(execution).isEqualTo("java.io.IOException");
    assertThat(execution.retries()).isEqualTo(3);
    assertThat(execution.elapsed()).isEqualTo(Duration.ofSeconds(1 + 2 + 4));
  }

  @Test
  void eachRetrierCountsItsOwnAttempts() {
    Deque<Exception> failures =
        new ArrayDeque<>(
            List.of(new IOException("1"), new Quiet("2"), new IOException("3"), new Quiet("4")));
    bench.function(
        "G",
        input -> {
          if (!failures.isEmpty()) {
            throw failures.remove();
          }
          return input;
        });

    Execution execution =
        bench.runOnly(
            """
            {'Type': 'Task', 'Resource': 'G', 'End': true, 'Retry': [
              {'ErrorEquals': ['java.io.IOException'], 'MaxAttempts': 2, 'IntervalSeconds': 10},
              {'ErrorEquals': ['States.ALL'], 'MaxAttempts': 2, 'IntervalSeconds': 1}]}
            """,
            "{}");

    assertOutput(execution).isEqualTo("{}");
    assertThat(execution.history(Retried.class))
        .extracting(retried -> retried.after().toSeconds())
        .containsExactly(10L, 1L, 20L, 2L);
  }

  @Test
  void firstMatchingRetrierDecidesEvenIfItForbids() {
    bench.function("G", failing(new IOException("refused")));

    Execution execution =
        bench.runOnly(
            """
            {'Type': 'Task', 'Resource': 'G', 'End': true, 'Retry': [
              {'ErrorEquals': ['java.io.IOException'], 'MaxAttempts': 0},
              {'ErrorEquals': ['States.ALL'], 'MaxAttempts': 9}]}
            """,
            "{}");

    assertError(execution).isEqualTo("java.io.IOException");
    assertThat(execution.retries()).isZero();
  }

  @Property(tries = 100)
  void fullJitterStaysBelowTheDelay(@ForAll long seed) {
    Bench own = new Bench(seed);
    own.function("G", failing(8, new IOException("not yet")));

    Execution execution =
        own.runOnly(
            """
            {'Type': 'Task', 'Resource': 'G', 'End': true, 'Retry': [
              {'ErrorEquals': ['States.ALL'], 'MaxAttempts': 8, 'MaxDelaySeconds': 20,
               'JitterStrategy': 'FULL'}]}
            """,
            "{}");

    assertOutput(execution).isEqualTo("{}");
    for (Retried retried : execution.history(Retried.class)) {
      long most = Math.min(1 << (retried.retry() - 1), 20);
      assertThat(retried.after()).isBetween(Duration.ZERO, Duration.ofSeconds(most));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "java.io.IOException, true",
    "States.TaskFailed,   true",
    "States.ALL,          true",
    "IOException,         false",
    "States.Timeout,      false"
  })
  void catchMatchesTheNameOfTheError(String name, boolean caught) {
    bench.function("G", failing(new IOException("no way")));

    Execution execution = bench.run(catching(name), "{'a':1}");

    if (!caught) {
      assertError(execution).isEqualTo("java.io.IOException");
      return;
    }
    assertOutput(execution)
        .startsWith("{'a':1,'failure':{'Error':'java.io.IOException','Cause':'{\\'errorMessage\\'");
    assertThat(execution.path()).containsExactly("X", "After");
    assertThat(execution.history(Caught.class))
        .extracting(Caught::state, Caught::next)
        .containsExactly(tuple("X", "After"));
  }

  @Test
  void catchComesAfterTheRetries() {
    bench.function("G", failing(new Quiet("no way")));

    Execution execution =
        bench.run(
            """
            {'StartAt': 'X', 'States': {
              'X': {'Type': 'Task', 'Resource': 'G', 'OutputPath': '$.nowhere',
                'Retry': [{'ErrorEquals': ['States.ALL'], 'MaxAttempts': 2}],
                'Catch': [{'ErrorEquals': ['States.ALL'], 'ResultPath': null, 'Next': 'After'}],
                'End': true},
              'After': {'Type': 'Succeed'}}}
            """,
            "{'a':1}");

    assertOutput(execution).isEqualTo("{'a':1}");
    assertThat(execution.retries()).isEqualTo(2);
  }

  @Test
  void killedFunctionFailsLikeAnyOther() {
    bench.function(
        "G",
        _ -> {
          throw new Killed("behind the write");
        });

    Execution execution = bench.run(catching("Runtime.ExitError"), "{}");

    assertOutput(execution).contains("'Error':'Runtime.ExitError'", "behind the write");
  }

  @Test
  void failedAssertionInAFunctionReachesTheTest() {
    bench.function(
        "G",
        _ -> {
          throw new AssertionError("wrong input");
        });

    assertThatThrownBy(() -> bench.run(catching("States.ALL"), "{}"))
        .isInstanceOf(AssertionError.class)
        .hasMessage("wrong input");
  }

  @Test
  void functionThatAnswersNoJsonIsADefectOfTheTest() {
    bench.function("G", _ -> json("nothing"));

    assertThatThrownBy(() -> bench.run(catching("States.ALL"), "{}"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
