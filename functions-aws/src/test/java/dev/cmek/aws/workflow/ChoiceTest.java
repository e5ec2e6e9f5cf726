package dev.cmek.aws.workflow;

import static dev.cmek.aws.workflow.Bench.assertError;
import static dev.cmek.aws.workflow.Bench.assertOutput;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which way a choice takes.
final class ChoiceTest {

  private final Bench bench = new Bench();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          'Variable': '$.s', 'StringEquals': 'x'                    | true
          'Variable': '$.s', 'StringEquals': 'y'                    | false
          'Variable': '$.n', 'StringEquals': '2'                    | false
          'Variable': '$.t', 'BooleanEquals': true                  | true
          'Variable': '$.t', 'BooleanEquals': false                 | false
          'Variable': '$.s', 'BooleanEquals': false                 | false
          'Variable': '$.n', 'NumericEquals': 2.0                   | true
          'Variable': '$.n', 'NumericLessThan': 2                   | false
          'Variable': '$.n', 'NumericLessThanEquals': 2             | true
          'Variable': '$.n', 'NumericGreaterThan': 1.5              | true
          'Variable': '$.n', 'NumericGreaterThanEquals': 3          | false
          'Variable': '$.s', 'NumericGreaterThan': 0                | false
          'Variable': '$.z', 'IsNull': true                         | true
          'Variable': '$.s', 'IsNull': false                        | true
          'Variable': '$.z', 'IsPresent': true                      | true
          'Variable': '$.q', 'IsPresent': true                      | false
          'Variable': '$.q.q', 'IsPresent': false                   | true
          'Variable': '$$.State.Name', 'StringEquals': 'X'          | true
          'Not': {'Variable': '$.q', 'IsPresent': true}             | true
          'And': [{'Variable': '$.q', 'IsPresent': true}, {'Variable': '$.q', 'IsNull': true}] | false
          'And': [{'Variable': '$.s', 'IsPresent': true}, {'Variable': '$.t', 'BooleanEquals': true}] | true
          'Or': [{'Variable': '$.q', 'IsPresent': true}, {'Variable': '$.t', 'BooleanEquals': true}] | true
          'Or': [{'Variable': '$.q', 'IsPresent': true}, {'Variable': '$.t', 'BooleanEquals': false}] | false
          """)
  void choiceTakesTheRuleThatHolds(String condition, boolean holds) {
    Execution execution =
        bench.run(
            """
            {'StartAt': 'X', 'States': {
              'X': {'Type': 'Choice', 'Choices': [{%s, 'Next': 'Yes'}], 'Default': 'No'},
              'Yes': {'Type': 'Succeed'}, 'No': {'Type': 'Succeed'}}}
            """
                .formatted(condition),
            "{'s':'x','n':2,'t':true,'z':null}");

    assertOutput(execution).isEqualTo("{'s':'x','n':2,'t':true,'z':null}");
    assertThat(execution.path()).containsExactly("X", holds ? "Yes" : "No");
  }

  @ParameterizedTest
  @CsvSource({"a, States.NoChoiceMatched", "b, States.Runtime"})
  void choiceWithoutAWayOutFails(String member, String error) {
    Execution execution =
        bench.run(
            """
            {'StartAt': 'X', 'States': {
              'X': {'Type': 'Choice', 'Choices': [
                {'Variable': '$.%s', 'NumericEquals': 2, 'Next': 'Y'}]},
              'Y': {'Type': 'Succeed'}}}
            """
                .formatted(member),
            "{'a':1}");

    assertError(execution).isEqualTo(error);
  }

  @Test
  void circleEndsAtTheLimitOfTheHistory() {
    Execution execution =
        bench.run(
            """
            {'StartAt': 'X', 'States': {
              'X': {'Type': 'Choice', 'Default': 'X', 'Choices': [
                {'Variable': '$.a', 'IsPresent': true, 'Next': 'Y'}]},
              'Y': {'Type': 'Succeed'}}}
            """,
            "{}");

    assertError(execution).isEqualTo("States.Runtime");
    assertThat(execution.cause()).contains("maximum number of history events");
  }
}
