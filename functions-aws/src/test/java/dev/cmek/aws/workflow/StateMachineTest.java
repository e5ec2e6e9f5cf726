package dev.cmek.aws.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is refused when a definition is loaded.
final class StateMachineTest {

  private static final String ALL_FIELDS =
      """
      {'Comment': 'c', 'Version': '1.0', 'QueryLanguage': 'JSONPath', 'TimeoutSeconds': 60,
       'StartAt': 'Task', 'States': {
        'Task': {'Type': 'Task', 'Comment': 'c', 'Resource': 'F', 'TimeoutSeconds': 5,
          'InputPath': '$.a', 'Parameters': {'b.$': '$.c', 'id.$': '$$.Execution.Id'},
          'ResultSelector': {'d.$': '$.e'}, 'ResultPath': '$.f', 'OutputPath': '$',
          'Retry': [{'ErrorEquals': ['States.Timeout', 'a.B'], 'IntervalSeconds': 1,
                     'BackoffRate': 1.5, 'MaxAttempts': 3, 'MaxDelaySeconds': 20,
                     'JitterStrategy': 'FULL', 'Comment': 'c'}, {'ErrorEquals': ['States.ALL']}],
          'Catch': [{'ErrorEquals': ['States.ALL'], 'ResultPath': '$.failure', 'Next': 'Fail'}],
          'Next': 'Map'},
        'Map': {'Type': 'Map', 'ItemsPath': '$.list', 'MaxConcurrency': 5, 'ResultPath': null,
          'ItemSelector': {'item.$': '$$.Map.Item.Value', 'index.$': '$$.Map.Item.Index'},
          'ItemProcessor': {'ProcessorConfig': {'Mode': 'INLINE'}, 'StartAt': 'Inner', 'States': {
            'Inner': {'Type': 'Pass', 'Parameters': {'item.$': '$$.Map.Item.Value.x'},
                      'End': true}}},
          'Next': 'Wait'},
        'Wait': {'Type': 'Wait', 'Seconds': 1, 'InputPath': null, 'Next': 'Choice'},
        'Choice': {'Type': 'Choice', 'Choices': [
          {'And': [{'Variable': '$.a', 'IsPresent': true},
                   {'Not': {'Variable': '$.a', 'StringEquals': 'x'}}],
           'Next': 'Good', 'Comment': 'c'}], 'Default': 'Fail'},
        'Good': {'Type': 'Succeed', 'InputPath': '$.a', 'OutputPath': '$.b'},
        'Fail': {'Type': 'Fail', 'ErrorPath': '$.e', 'Cause': 'c'}}}
      """;

  @Test
  void acceptsEveryKnownField() {
    StateMachine machine = new Bench().machine(ALL_FIELDS);

    assertThat(machine.arn()).isEqualTo(Bench.ARN);
    assertThat(machine.name()).isEqualTo("small");
    assertThat(machine.timeout()).contains(Duration.ofSeconds(60));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'Type': 'Task', 'Resource': 'F', 'Retri': [], 'End': true}   | state X: unknown field Retri
          {'Type': 'Task', 'Resource': 'G', 'End': true}                | state X: no function is given for Resource G
          {'Type': 'Task', 'End': true}                                 | state X: lacks Resource
          {'Type': 'Task', 'Resource': 'F', 'HeartbeatSeconds': 5, 'End': true} | state X: unknown field HeartbeatSeconds
          {'Type': 'Task', 'Resource': 'F', 'TimeoutSeconds': 0, 'End': true}   | state X: TimeoutSeconds must be from 1 to 99999999
          {'Type': 'Task', 'Resource': 'F', 'TimeoutSeconds': 1.5, 'End': true} | state X: TimeoutSeconds must be a whole number
          {'Type': 'Task', 'Resource': 'F'}                             | state X: needs exactly one of [Next, End], not []
          {'Type': 'Task', 'Resource': 'F', 'Next': 'X', 'End': true}   | state X: needs exactly one of [Next, End], not [Next, End]
          {'Type': 'Task', 'Resource': 'F', 'End': false}               | state X: End must be true
          {'Type': 'Pass', 'Next': 'Y'}                                 | definition: there is no state Y to go to
          {'Type': 'Pass', 'Next': 'X'}                                 | definition: no state is the last one
          {'Type': 'Pass', 'ResultSelector': {}, 'End': true}           | state X: unknown field ResultSelector
          {'Type': 'Pass', 'Assign': {}, 'End': true}                   | state X: unknown field Assign
          {'Type': 'Pass', 'QueryLanguage': 'JSONata', 'End': true}     | state X: QueryLanguage JSONata is not supported
          {'Type': 'Parallel', 'Branches': [], 'End': true}             | state X: Type Parallel is not supported
          {'Comment': 'no type', 'End': true}                           | state X: lacks Type
          {'Type': 5, 'End': true}                                      | state X: Type must be a string
          []                                                            | state X: must be an object
          {'Type': 'Succeed', 'End': true}                              | state X: unknown field End
          {'Type': 'Fail', 'Error': 'a', 'ErrorPath': '$.a'}            | state X: needs exactly one of [Error, ErrorPath], not [Error, ErrorPath]
          {'Type': 'Fail', 'InputPath': '$'}                            | state X: unknown field InputPath
          {'Type': 'Wait', 'End': true}                                 | state X: needs exactly one of [Seconds, SecondsPath, Timestamp, TimestampPath], not []
          {'Type': 'Wait', 'Timestamp': 'noon', 'End': true}            | state X: no time: noon
          """)
  void refusesAState(String state, String message) {
    assertRefused(Bench.only(state), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          'InputPath': '$.keys[*]'                | path $.keys[*] is not supported
          'InputPath': '$..key'                   | path $..key is not supported
          'InputPath': '$.keys[0:2]'              | path $.keys[0:2] is not supported
          'InputPath': '$.keys[?(@.a==1)]'        | path $.keys[?(@.a==1)] is not supported
          'InputPath': '$.keys[-1]'               | path $.keys[-1] is not supported
          'InputPath': '$.'                       | path $. is not supported
          'InputPath': 'keys'                     | path keys is not supported
          'OutputPath': '$.a b'                   | path $.a b is not supported
          'InputPath': '$$.Execution.RoleArn'     | the context object has no $$.Execution.RoleArn here
          'InputPath': '$$.Task.Token'            | the context object has no $$.Task.Token here
          'InputPath': '$$.Map.Item.Value'        | the context object has no $$.Map.Item.Value here
          'InputPath': '$$.Execution.Inputs'      | the context object has no $$.Execution.Inputs here
          'ResultPath': '$.a[0]'                  | ResultPath $.a[0] must only name members
          'ResultPath': '$$.a'                    | ResultPath $$.a is not supported
          'ResultPath': 'a'                       | ResultPath a is not supported
          'Parameters': '$.a'                     | Parameters must be an object
          'Parameters': {'a': '$.a'}              | '$.a' is plain text: its field`s name lacks .$
          'Parameters': {'a.$': 5}                | a.$ must be a string
          'Parameters': {'a.$': 'b'}              | expression b is not supported
          'Parameters': {'a.$': '$.a', 'a': 1}    | a is there twice
          'Parameters': {'l': [{'a.$': '$.a[*]'}]} | path $.a[*] is not supported
          'Parameters': {'a.$': 'States.UUID()'}  | expression States.UUID() is not supported
          'Parameters': {'a.$': 'States.Array(1)'} | expression States.Array(1) is not supported
          'Parameters': {'a.$': 'States.MathAdd($.a, $.b)'} | intrinsic function States.MathAdd is not supported
          'Parameters': {'a.$': 'States.StringToJson($.a, $.b)'} | expression States.StringToJson($.a, $.b) is not supported
          'Parameters': {'a.$': 'States.StringToJson($.a) '} | expression States.StringToJson($.a)  is not supported
          """)
  void refusesAnExpression(String field, String message) {
    assertRefused(
        Bench.only("{'Type': 'Task', 'Resource': 'F', " + field + ", 'End': true}"),
        "state X: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          'Retry': []                                                  | state X: Retry must be a list that is not empty
          'Retry': [{'ErrorEquals': []}]                               | state X Retry 1: ErrorEquals must be a list that is not empty
          'Retry': [{'ErrorEquals': ['States.All']}]                   | state X Retry 1: ErrorEquals: 'States.All' is unknown or can`t be caught
          'Retry': [{'ErrorEquals': ['States.Runtime']}]               | state X Retry 1: ErrorEquals: 'States.Runtime' is unknown or can`t be caught
          'Retry': [{'ErrorEquals': [5]}]                              | state X Retry 1: ErrorEquals: 5 is unknown or can`t be caught
          'Retry': [{'ErrorEquals': ['States.ALL', 'a']}]              | state X Retry 1: States.ALL must stand alone
          'Retry': [{'ErrorEquals': ['States.ALL']}, {'ErrorEquals': ['a']}] | state X: Retry: nothing comes after States.ALL
          'Retry': [{'ErrorEquals': ['a'], 'BackoffRate': 0.5}]        | state X Retry 1: BackoffRate must be a number of at least 1
          'Retry': [{'ErrorEquals': ['a'], 'MaxAttempts': -1}]         | state X Retry 1: MaxAttempts must be from 0 to 99999999
          'Retry': [{'ErrorEquals': ['a'], 'IntervalSeconds': 0}]      | state X Retry 1: IntervalSeconds must be from 1 to 99999999
          'Retry': [{'ErrorEquals': ['a'], 'IntervalSeconds': 9, 'MaxDelaySeconds': 9}] | state X Retry 1: MaxDelaySeconds must be greater than IntervalSeconds
          'Retry': [{'ErrorEquals': ['a'], 'JitterStrategy': 'HALF'}]  | state X Retry 1: JitterStrategy must be FULL or NONE
          'Retry': [{'ErrorEquals': ['a'], 'Next': 'X'}]               | state X Retry 1: unknown field Next
          'Catch': [{'ErrorEquals': ['a']}]                            | state X Catch 1: lacks Next
          'Catch': [{'ErrorEquals': ['a'], 'Next': 'Y'}]               | definition: there is no state Y to go to
          """)
  void refusesAHandlingOfFailures(String field, String message) {
    assertRefused(
        Bench.only("{'Type': 'Task', 'Resource': 'F', " + field + ", 'End': true}"), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          'ItemsPath': '$.a[*]'                  | state X: path $.a[*] is not supported
          'MaxConcurrency': 41                   | state X: MaxConcurrency must be from 0 to 40
          'ToleratedFailurePercentage': 100.0    | state X: unknown field ToleratedFailurePercentage
          'Parameters': {}                       | state X: unknown field Parameters
          'ItemBatcher': {}                      | state X: unknown field ItemBatcher
          """)
  void refusesAMap(String field, String message) {
    assertRefused(
        Bench.only(
            """
            {'Type': 'Map', %s, 'End': true, 'ItemProcessor': {'StartAt': 'I', 'States': {
              'I': {'Type': 'Succeed'}}}}
            """
                .formatted(field)),
        message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'StartAt': 'X', 'States': {'X': {'Type': 'Succeed'}}}  | state X: another state has this name
          {'StartAt': 'I', 'States': {'I': {'Type': 'Pass', 'Next': 'X'}}}  | state X ItemProcessor: there is no state X to go to
          {'StartAt': 'I', 'States': {'I': {'Type': 'Succeed'}}, 'TimeoutSeconds': 5}  | state X ItemProcessor: unknown field TimeoutSeconds
          {'StartAt': 'I', 'States': {'I': {'Type': 'Succeed'}}, 'ProcessorConfig': {'Mode': 'DISTRIBUTED'}}  | state X ItemProcessor ProcessorConfig: Mode DISTRIBUTED is not supported
          """)
  void refusesAnItemProcessor(String processor, String message) {
    assertRefused(
        Bench.only("{'Type': 'Map', 'ItemProcessor': " + processor + ", 'End': true}"), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          'Choices': []                                                 | state X: Choices must be a list that is not empty
          'Choices': [{'Variable': '$.a', 'IsNull': true}]              | state X rule 1: lacks Next
          'Choices': [{'Variable': '$.a', 'IsNull': 'yes', 'Next': 'Y'}] | state X rule 1: IsNull must be true or false
          'Choices': [{'Variable': '$.a', 'NumericEquals': '1', 'Next': 'Y'}] | state X rule 1: NumericEquals must be a number
          'Choices': [{'Variable': '$.a', 'IsNull': true, 'IsPresent': true, 'Next': 'Y'}] | state X rule 1: needs exactly one of
          'Choices': [{'Variable': '$.a', 'StringMatches': '*', 'Next': 'Y'}] | state X rule 1: needs exactly one of
          'Choices': [{'And': [{'Variable': '$.a', 'IsNull': true, 'Next': 'Y'}], 'Next': 'Y'}] | state X rule 1 And 1: unknown field Next
          'Choices': [{'Variable': '$.a[*]', 'IsNull': true, 'Next': 'Y'}] | state X: path $.a[*] is not supported
          'Choices': [{'Variable': '$.a', 'IsNull': true, 'Next': 'Z'}] | definition: there is no state Z to go to
          'Choices': [{'Variable': '$.a', 'IsNull': true, 'Next': 'Y'}], 'Default': 'Z' | definition: there is no state Z to go to
          'Choices': [{'Variable': '$.a', 'IsNull': true, 'Next': 'Y'}], 'Next': 'Y' | state X: unknown field Next
          """)
  void refusesAChoice(String fields, String message) {
    assertRefused(
        """
        {'StartAt': 'X', 'States': {'X': {'Type': 'Choice', %s}, 'Y': {'Type': 'Succeed'}}}
        """
            .formatted(fields),
        message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'StartAt': 'X', 'States': {}}                                | definition: there is no state X to go to
          {'States': {'X': {'Type': 'Succeed'}}}                        | definition: lacks StartAt
          {'StartAt': 'X', 'States': {'X': {'Type': 'Succeed'}}, 'Timeout': 5} | definition: unknown field Timeout
          {'StartAt': 'X', 'States': {'X': {'Type': 'Succeed'}}, 'Version': '2'} | definition: Version 2 is not supported
          {'StartAt': 'X', 'States': {'X': {'Type': 'Succeed'}}, 'QueryLanguage': 'JSONata'} | definition: QueryLanguage JSONata is not supported
          {'StartAt': 'X', 'States': {'X': {'Type': 'Succeed'}, 'Y': {'Type': 'Succeed'}}} | definition: no way leads to state Y
          {'StartAt': 'X', 'StartAt': 'X', 'States': {'X': {'Type': 'Succeed'}}} | definition: Duplicate field `StartAt`
          {'StartAt': 'X', 'States': {'X': {'Type': 'Succeed'}}} {}     | definition: Trailing token
          {'StartAt': '${First}', 'States': {'X': {'Type': 'Succeed'}}} | definition: ${First} is not substituted
          []                                                            | definition: must be an object
          """)
  void refusesADefinition(String definition, String message) {
    assertRefused(definition, message);
  }

  @Test
  void refusesANameThatIsTooLong() {
    String name = "N".repeat(81);
    assertRefused(
        "{'StartAt': '%s', 'States': {'%s': {'Type': 'Succeed'}}}".formatted(name, name),
        "its name must have 1 to 80 characters");
  }

  @Test
  void refusesWhatIsNoStateMachinesArn() {
    assertThatThrownBy(() -> StateMachine.load("small", "{}", Map.of()))
        .hasMessage("not a state machine's ARN: small");
  }

  @Test
  void substitutesPlaceholders() {
    String substituted =
        StateMachine.substitute("call ${A} or ${B}, ${A}", Map.of("A", "$1", "B", "b"));

    assertThat(substituted).isEqualTo("call $1 or b, $1");
  }

  @Test
  void refusesAPlaceholderWithoutValueAndAValueWithoutPlaceholder() {
    assertThatThrownBy(() -> StateMachine.substitute("${A}", Map.of()))
        .hasMessageContaining("no value for ${A}");
    assertThatThrownBy(() -> StateMachine.substitute("", Map.of("A", "a")))
        .hasMessageContaining("nothing asks for the values [A]");
  }

  private static void assertRefused(String definition, String message) {
    assertThatThrownBy(() -> new Bench().machine(definition))
        .isInstanceOf(InvalidDefinition.class)
        .extracting(e -> Bench.easy(String.valueOf(e.getMessage())))
        .asString()
        .contains(message);
  }
}
