package dev.cmek.aws.workflow;

import static dev.cmek.aws.workflow.Bench.ARN;
import static dev.cmek.aws.workflow.Bench.assertError;
import static dev.cmek.aws.workflow.Bench.assertOutput;
import static dev.cmek.aws.workflow.Bench.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How data go into a state and out of it, and the states that do nothing else.
final class DataFlowTest {

  private final Bench bench = new Bench();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          'ResultPath': '$.r'                          | {'a':1,'b':{'c':[7,8]},'r':{'x':5}}
          'ResultPath': '$.r.s'                        | {'a':1,'b':{'c':[7,8]},'r':{'s':{'x':5}}}
          'ResultPath': '$.b.d'                        | {'a':1,'b':{'c':[7,8],'d':{'x':5}}}
          'ResultPath': '$.a'                          | {'a':{'x':5},'b':{'c':[7,8]}}
          'ResultPath': '$'                            | {'x':5}
          'ResultPath': null                           | {'a':1,'b':{'c':[7,8]}}
          'Comment': 'nothing'                         | {'x':5}
          'OutputPath': '$.x'                          | 5
          'OutputPath': null                           | {}
          'ResultPath': '$.r', 'OutputPath': '$.r.x'   | 5
          'InputPath': '$.b', 'ResultPath': '$.r'      | {'a':1,'b':{'c':[7,8]},'r':{'x':5}}
          'ResultSelector': {'y.$': '$.x', 'z': 'z'}   | {'y':5,'z':'z'}
          'ResultSelector': {'id.$': '$$.Execution.Name'} | {'id':'one'}
          'ResultSelector': {'y.$': '$'}, 'ResultPath': '$.b' | {'a':1,'b':{'y':{'x':5}}}
          """)
  void resultGoesWhereTheStateSays(String fields, String output) {
    bench.function("G", _ -> json("{'x':5}"));

    Execution execution =
        bench.runOnly(
            "{'Type': 'Task', 'Resource': 'G', " + fields + ", 'End': true}",
            "{'a':1,'b':{'c':[7,8]}}");

    assertOutput(execution).isEqualTo(output);
    assertThat(Bench.easy(execution.input().toString())).isEqualTo("{'a':1,'b':{'c':[7,8]}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          'InputPath': '$.b.c'                                | [7,8]
          'InputPath': '$.b.c[1]'                             | 8
          'InputPath': '$[`b`].c'                              | [7,8]
          'InputPath': null                                   | {}
          'InputPath': '$.n'                                  | null
          'InputPath': '$$.Execution.Input.b'                 | {'c':[7,8]}
          'Parameters': {'k.$': '$.a', 'l': [1, {'m.$': '$.b.c[0]'}], 't': true} | {'k':1,'l':[1,{'m':7}],'t':true}
          'Parameters': {'whole.$': '$'}                      | {'whole':{'a':1,'b':{'c':[7,8]},'n':null}}
          'InputPath': '$.b', 'Parameters': {'k.$': '$.c'}    | {'k':[7,8]}
          """)
  void functionGetsWhatTheStateSays(String fields, String input) {
    Execution execution =
        bench.runOnly(
            "{'Type': 'Task', 'Resource': 'F', " + fields + ", 'End': true}",
            "{'a':1,'b':{'c':[7,8]},'n':null}");

    assertOutput(execution).isNotNull();
    assertThat(bench.inputs).containsExactly(input);
  }

  @Test
  void contextTellsAboutTheExecution() {
    Execution execution =
        bench.run(
            """
            {'StartAt': 'Wait', 'States': {
              'Wait': {'Type': 'Wait', 'Seconds': 90, 'Next': 'X'},
              'X': {'Type': 'Pass', 'End': true, 'Parameters': {
                'id.$': '$$.Execution.Id', 'name.$': '$$.Execution.Name',
                'start.$': '$$.Execution.StartTime', 'a.$': '$$.Execution.Input.a',
                'state.$': '$$.State.Name', 'entered.$': '$$.State.EnteredTime',
                'retries.$': '$$.State.RetryCount', 'machine.$': '$$.StateMachine.Id'}}}}
            """,
            "{'a':1}");

    assertOutput(execution)
        .isEqualTo(
            "{'id':'arn:aws:states:eu-west-1:111111111111:execution:small:one','name':'one',"
                + "'start':'2026-11-22T10:00:00.000Z','a':1,"
                + "'state':'X','entered':'2026-11-22T10:01:30.000Z',"
                + "'retries':0,'machine':'"
                + ARN
                + "'}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          States.Format(`{} of {}`, $.a, $.s)               | '1 of x'
          States.Format(`it\\\\`s {}`, $.t)                 | 'it`s true'
          States.StringToJson($.j)                          | {'k':[2]}
          States.JsonToString($.b)                          | '{\\'c\\':7}'
          States.StringToJson(States.Format(`[{},{}]`, $.a, $.b.c)) | [1,7]
          States.Format(`{}`, $$.Execution.Name)            | 'one'
          """)
  void intrinsicFunctionsCompute(String expression, String output) {
    Execution execution =
        bench.runOnly(
            "{'Type': 'Pass', 'Parameters': {'v.$': '" + expression + "'}, 'End': true}",
            "{'a':1,'s':'x','t':true,'j':'{\\'k\\':[2]}','b':{'c':7}}");

    assertOutput(execution).isEqualTo("{'v':" + output + "}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "States.Format(`{}`, $.o)",
        "States.Format(`{} {}`, $.a)",
        "States.Format(`none`, $.a)",
        "States.StringToJson($.s)"
      })
  void intrinsicFunctionsFailOnOtherData(String expression) {
    Execution execution =
        bench.runOnly(
            "{'Type': 'Pass', 'Parameters': {'v.$': '" + expression + "'}, 'End': true}",
            "{'a':1,'s':'{','o':{}}");

    assertError(execution).isEqualTo("States.IntrinsicFailure");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          'InputPath': '$.b'                | state X: `$.b` could not be found in the input {'a':1}
          'OutputPath': '$.a.b'             | state X: `$.a.b` could not be found
          'Parameters': {'c.$': '$.b'}      | state X: `$.b` could not be found
          'ResultSelector': {'c.$': '$.b'}  | state X: `$.b` could not be found
          """)
  void pathToNothingFailsForGood(String field, String cause) {
    String handled =
        "'Retry': [{'ErrorEquals': ['States.ALL']}],"
            + "'Catch': [{'ErrorEquals': ['States.ALL'], 'Next': 'X'}]";
    Execution execution =
        bench.runOnly(
            "{'Type': 'Task', 'Resource': 'F', %s, %s, 'End': true}".formatted(field, handled),
            "{'a':1}");

    assertError(execution).isEqualTo("States.Runtime");
    assertThat(Bench.easy(execution.cause())).contains(cause);
  }

  @Test
  void resultPathThroughAValueFails() {
    Execution execution =
        bench.runOnly(
            "{'Type': 'Pass', 'Result': 5, 'ResultPath': '$.a.b', 'End': true}", "{'a':1}");

    assertError(execution).isEqualTo("States.ResultPathMatchFailure");
  }

  @Test
  void tooMuchDataFailsForGood() {
    bench.function("G", _ -> json("'" + "x".repeat(256 * 1024) + "'"));

    Execution execution =
        bench.runOnly(
            """
            {'Type': 'Task', 'Resource': 'G', 'End': true,
             'Catch': [{'ErrorEquals': ['States.ALL'], 'Next': 'X'}]}
            """,
            "{}");

    assertError(execution).isEqualTo("States.DataLimitExceeded");
  }

  @Test
  void dataThatGrowTooMuchFailForGood() {
    bench.function("G", _ -> json("'" + "x".repeat(200 * 1024) + "'"));

    Execution execution =
        bench.run(
            """
            {'StartAt': 'A', 'States': {
              'A': {'Type': 'Task', 'Resource': 'G', 'ResultPath': '$.a', 'Next': 'B'},
              'B': {'Type': 'Task', 'Resource': 'G', 'ResultPath': '$.b', 'End': true}}}
            """,
            "{}");

    assertError(execution).isEqualTo("States.DataLimitExceeded");
    assertThat(execution.cause()).contains("state B");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          'Comment': 'nothing'                        | {'a':1}
          'Result': {'b': '$.a'}                      | {'b':'$.a'}
          'Result': 5, 'ResultPath': '$.b'            | {'a':1,'b':5}
          'Parameters': {'b.$': '$.a'}                | {'b':1}
          """)
  void passGivesItsInputOrAConstant(String fields, String output) {
    Execution execution = bench.runOnly("{'Type': 'Pass', " + fields + ", 'End': true}", "{'a':1}");

    assertOutput(execution).isEqualTo(output);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          'Seconds': 90                           | 90
          'SecondsPath': '$.s'                    | 30
          'Timestamp': '2026-11-22T11:00:00Z'     | 3600
          'TimestampPath': '$.t'                  | 60
          'Timestamp': '2026-11-22T09:00:00Z'     | 0
          """)
  void waitMovesTheClock(String field, long seconds) {
    Execution execution =
        bench.runOnly(
            "{'Type': 'Wait', " + field + ", 'End': true}", "{'s':30,'t':'2026-11-22T10:01:00Z'}");

    assertOutput(execution).isEqualTo("{'s':30,'t':'2026-11-22T10:01:00Z'}");
    assertThat(execution.elapsed()).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"'SecondsPath': '$.t'", "'TimestampPath': '$.s'"})
  void waitForNoTimeFails(String field) {
    Execution execution =
        bench.runOnly("{'Type': 'Wait', " + field + ", 'End': true}", "{'s':'x','t':'y'}");

    assertError(execution).isEqualTo("States.Runtime");
  }

  @Test
  void succeedEndsWithASelection() {
    Execution execution = bench.runOnly("{'Type': 'Succeed', 'OutputPath': '$.a'}", "{'a':1}");

    assertOutput(execution).isEqualTo("1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          'Error': 'Broken', 'Cause': 'by us'                               | Broken | by us
          'ErrorPath': '$.e', 'CausePath': '$.c'                            | Late   | too late
          'Error': 'Broken', 'CausePath': 'States.Format(`see {}`, $.e)'    | Broken | see Late
          'Comment': 'no reason'                                            | ""     | ""
          'ErrorPath': '$.n'  | States.Runtime | state X: not a string: 5
          """)
  void failEndsWithAnError(String fields, String error, String cause) {
    Execution execution =
        bench.runOnly("{'Type': 'Fail', " + fields + "}", "{'e':'Late','c':'too late','n':5}");

    assertError(execution).isEqualTo(error);
    assertThat(execution.cause()).isEqualTo(cause);
    assertThat(execution.output()).isEmpty();
  }
}
