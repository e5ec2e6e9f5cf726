package dev.cmek.aws.workflow;

import static dev.cmek.aws.workflow.Bench.failing;
import static dev.cmek.aws.workflow.Bench.json;
import static dev.cmek.aws.workflow.Bench.real;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cmek.aws.workflow.Bench.Quiet;
import dev.cmek.aws.workflow.Execution.Status;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a distributed Map does with the items that it reads from a bucket.
final class DistributedMapTest {

  private static final String MAP =
      """
      {'StartAt': 'X', 'States': {'X': {'Type': 'Map', 'End': true, 'ResultPath': null,
        'ItemReader': {'Resource': 'arn:aws:states:::s3:getObject',
          'ReaderConfig': {'InputType': 'JSON'},
          'Parameters': {'Bucket.$': '$.bucket', 'Key': 'items.json'}},
        'MaxConcurrency': %s, 'ToleratedFailurePercentage': %s,
        'ItemSelector': {'run.$': '$.run', 'item.$': '$$.Map.Item.Value'},
        'ItemProcessor': {
          'ProcessorConfig': {'Mode': 'DISTRIBUTED', 'ExecutionType': '%s'},
          'StartAt': 'Inner', 'States': {
            'Inner': {'Type': 'Task', 'Resource': 'F', 'End': true,
              'Parameters': {'all.$': '$', 'execution.$': '$$.Execution.Name'}}}}}}}
      """;
  private static final String INPUT = "{'run':7,'bucket':'b'}";

  private final VirtualClock clock = new VirtualClock(Bench.START, 42);
  private final StepFunctions service = new StepFunctions(clock);

  @Test
  void eachItemIsAnExecutionOfItsOwn() {
    Execution execution = run(MAP.formatted(2, "0.0", "STANDARD"), "['a','b']", input -> input);

    assertThat(execution.status()).as(execution::toString).isEqualTo(Status.SUCCEEDED);
    assertThat(execution.output()).hasToString("Optional[" + real(INPUT) + "]");
    assertThat(execution.children())
        .extracting(child -> child.output().orElseThrow().toString())
        .containsExactly(
            real("{'all':{'run':7,'item':'a'},'execution':'one-0'}"),
            real("{'all':{'run':7,'item':'b'},'execution':'one-1'}"));
    assertThat(execution.path()).containsExactly("X");
  }

  @ParameterizedTest
  @CsvSource({"1, 50", "2, 30", "5, 10"})
  void keepsToItsConcurrency(int concurrency, long seconds) {
    Execution execution =
        run(
            MAP.formatted(concurrency, "0.0", "STANDARD"),
            "[1,2,3,4,5]",
            input -> {
              clock.sleep(Duration.ofSeconds(10));
              return input;
            });

    assertThat(execution.elapsed()).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @CsvSource({"50.0, SUCCEEDED, ''", "49.9, FAILED, States.ExceedToleratedFailureThreshold"})
  void toleratesSomeFailures(String tolerated, Status status, String error) {
    Execution execution =
        run(MAP.formatted(1, tolerated, "STANDARD"), "[1,2]", failing(1, new Quiet("broken")));

    assertThat(execution.status()).as(execution::toString).isEqualTo(status);
    assertThat(execution.error()).isEqualTo(error);
    assertThat(execution.children())
        .extracting(Execution::status)
        .containsExactly(Status.FAILED, Status.SUCCEEDED);
  }

  @ParameterizedTest
  @CsvSource({"STANDARD, SUCCEEDED", "EXPRESS, TIMED_OUT"})
  void expressChildrenHaveFiveMinutes(String type, Status status) {
    Execution execution =
        run(
            MAP.formatted(1, "100.0", type),
            "[1]",
            input -> {
              clock.sleep(Duration.ofMinutes(6));
              return input;
            });

    assertThat(execution.children()).extracting(Execution::status).containsExactly(status);
    assertThat(execution.status()).isEqualTo(Status.SUCCEEDED);
  }

  @Test
  void childrenEndWithTheirParent() {
    Execution execution =
        start(
            MAP.formatted(1, "100.0", "STANDARD"),
            "[1,2]",
            input -> {
              clock.sleep(Duration.ofMinutes(1));
              return input;
            });
    clock.sleep(Duration.ofSeconds(30));
    execution.abort();
    clock.run();

    assertThat(execution.children()).extracting(Execution::status).containsExactly(Status.ABORTED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"'{''no'':''list''}'", "''"})
  void whatIsNoListCannotBeRead(String items) {
    Execution execution = run(MAP.formatted(1, "100.0", "STANDARD"), items, input -> input);

    assertThat(execution.error()).isEqualTo("States.ItemReaderFailed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          'ResultPath': null,                 | 'ResultPath': '$.r',      | ResultPath must be null
          'ToleratedFailurePercentage': 1.0   | 'ToleratedFailurePercentage': 1 | such as 100.0
          'ExecutionType': 'STANDARD'         | 'ExecutionType': 'FAST'   | STANDARD or EXPRESS
          'InputType': 'JSON'                 | 'InputType': 'CSV'        | InputType CSV
          'all.$': '$',                       | 'all.$': '$$.Map.Item.Index', | no $$.Map.Item.Index here
          """)
  void refusesWhatItDoesNotKnow(String good, String bad, String why) {
    String definition = MAP.formatted(1, "1.0", "STANDARD");
    assertThat(definition).contains(good);

    assertThatThrownBy(() -> machine(definition.replace(good, bad), "[]", input -> input))
        .isInstanceOf(InvalidDefinition.class)
        .hasMessageContaining(why);
  }

  private Execution run(String definition, String items, TaskFunction function) {
    Execution execution = start(definition, items, function);
    clock.run();
    return execution;
  }

  private Execution start(String definition, String items, TaskFunction function) {
    return service.start(machine(definition, items, function), "one", json(INPUT));
  }

  private static StateMachine machine(String definition, String items, TaskFunction function) {
    return StateMachine.load(
        Bench.ARN,
        real(definition),
        Map.of("F", function),
        (bucket, key) ->
            Optional.of(real(items))
                .filter(text -> !text.isEmpty() && (bucket + "/" + key).equals("b/items.json")));
  }
}
