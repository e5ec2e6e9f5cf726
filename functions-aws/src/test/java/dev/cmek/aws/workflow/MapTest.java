package dev.cmek.aws.workflow;

import static dev.cmek.aws.workflow.Bench.START;
import static dev.cmek.aws.workflow.Bench.assertError;
import static dev.cmek.aws.workflow.Bench.assertOutput;
import static dev.cmek.aws.workflow.Bench.failing;
import static dev.cmek.aws.workflow.Bench.json;
import static dev.cmek.aws.workflow.Bench.map;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.aws.workflow.Bench.Quiet;
import dev.cmek.aws.workflow.Event.Entered;
import dev.cmek.aws.workflow.Event.Retried;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a Map does with its items.
final class MapTest {

  private final Bench bench = new Bench();

  @Test
  void mapDoesTheSameForEachItem() {
    Execution execution =
        bench.runOnly(
            map(
                "'ItemsPath': '$.l', 'ResultPath': '$.r', 'ItemSelector': {'run.$': '$.run',"
                    + "'item.$': '$$.Map.Item.Value', 'index.$': '$$.Map.Item.Index'}",
                "F"),
            "{'run':7,'l':['a','b']}");

    assertOutput(execution)
        .isEqualTo(
            "{'run':7,'l':['a','b'],"
                + "'r':[{'run':7,'item':'a','index':0},{'run':7,'item':'b','index':1}]}");
    assertThat(execution.entered()).isEqualTo(3);
    assertThat(execution.history(Entered.class))
        .extracting(entered -> entered.in() + "/" + entered.state())
        .containsExactlyInAnyOrder("/X", "X[0]/Inner", "X[1]/Inner");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          'Comment': 'items as they are'              | [1,2]  | [1,2]
          'Comment': 'none'                           | []     | []
          'ResultSelector': {'first.$': '$[0]'}       | [1,2]  | {'first':1}
          'OutputPath': '$[1]'                        | [1,2]  | 2
          """)
  void mapGivesTheListOfResults(String field, String items, String output) {
    assertOutput(bench.runOnly(map(field, "F"), items)).isEqualTo(output);
  }

  @Test
  void itemsOfAMapRunSideBySideAndKeepTheirOrder() {
    bench.function("Slow", bench.slow(100));

    Execution execution = bench.runOnly(map("'Comment': 'all at once'", "Slow"), "[3,1,2]");

    assertOutput(execution).isEqualTo("[3,1,2]");
    assertThat(execution.elapsed()).isEqualTo(Duration.ofSeconds(100));
  }

  @ParameterizedTest
  @CsvSource({"1, 50", "2, 30", "3, 20", "5, 10", "0, 10"})
  void mapKeepsToItsConcurrency(int concurrency, long seconds) {
    bench.function("Slow", bench.slow(10));

    Execution execution =
        bench.runOnly(map("'MaxConcurrency': " + concurrency, "Slow"), "[1,2,3,4,5]");

    assertOutput(execution).isEqualTo("[1,2,3,4,5]");
    assertThat(execution.elapsed()).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void firstFailedItemFailsTheMapAndStopsTheOthers() {
    bench.function(
        "G",
        input -> {
          if (Arrays.equals(input, json("2"))) {
            bench.clock.sleep(Duration.ofSeconds(5));
            throw new Quiet("item 2");
          }
          throw new IOException("asks for patience");
        });

    Execution execution =
        bench.run(
            """
            {'StartAt': 'X', 'States': {
              'X': {'Type': 'Map', 'End': true,
                'Catch': [{'ErrorEquals': ['States.ALL'], 'ResultPath': '$', 'Next': 'After'}],
                'ItemProcessor': {'StartAt': 'I', 'States': {
                  'I': {'Type': 'Task', 'Resource': 'G', 'End': true, 'Retry': [
                    {'ErrorEquals': ['java.io.IOException'], 'MaxAttempts': 99,
                     'MaxDelaySeconds': 2}]}}}},
              'After': {'Type': 'Wait', 'Seconds': 100, 'End': true}}}
            """,
            "[1,2,3]");

    assertOutput(execution).contains("'Error':'" + Quiet.class.getName() + "'", "item 2");
    assertThat(execution.elapsed()).isEqualTo(Duration.ofSeconds(105));
    assertThat(execution.history(Retried.class))
        .isNotEmpty()
        .allMatch(retried -> !retried.at().isAfter(START.plusSeconds(5)));
  }

  @Test
  void mapIsRetriedAsAWhole() {
    bench.function("G", failing(1, new IOException("once")));

    Execution execution =
        bench.runOnly(map("'Retry': [{'ErrorEquals': ['States.ALL']}]", "G"), "[1,2]");

    assertOutput(execution).isEqualTo("[1,2]");
    assertThat(execution.retries()).isEqualTo(1);
  }

  @Test
  void mapOverNoListFails() {
    assertError(bench.runOnly(map("'ItemsPath': '$.a'", "F"), "{'a':{}}"))
        .isEqualTo("States.Runtime");
  }

  @Test
  void failureInsideAMapNamesTheItem() {
    bench.function("G", failing(new IOException("no way")));

    Execution execution =
        bench.run(
            """
            {'StartAt': 'Outer', 'States': {'Outer': {'Type': 'Map', 'End': true,
              'ItemProcessor': {'StartAt': 'X', 'States': {'X': %s}}}}}
            """
                .formatted(map("'MaxConcurrency': 1", "G")),
            "[[],[],[1]]");

    assertError(execution).isEqualTo("java.io.IOException");
    assertThat(execution.history(Entered.class)).extracting(Entered::in).contains("Outer[2] X[0]");
  }
}
