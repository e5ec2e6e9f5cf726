package dev.cmek.aws.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.aws.workflow.Execution.Status;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractStringAssert;

/// What a test of the interpreter needs: a clock, functions that remember their input, and JSON
/// that is easy to write in Java: with `'` for a double quote, and a backtick for a single one.
final class Bench {

  static final String ARN = "arn:aws:states:eu-west-1:111111111111:stateMachine:small";
  static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

  final VirtualClock clock;
  final StepFunctions service;
  final List<String> inputs = new ArrayList<>();
  private final Map<String, TaskFunction> functions = new HashMap<>();

  Bench() {
    this(42);
  }

  Bench(long seed) {
    clock = new VirtualClock(START, seed);
    service = new StepFunctions(clock);
    function("F", input -> input);
  }

  /// Also serves this function.
  void function(String resource, TaskFunction function) {
    functions.put(
        resource,
        input -> {
          inputs.add(easy(new String(input, StandardCharsets.UTF_8)));
          return function.call(input);
        });
  }

  StateMachine machine(String definition) {
    return StateMachine.load(ARN, real(definition), functions);
  }

  /// Starts an execution of a machine whose only state, X, is this.
  Execution start(String name, String state, String input) {
    return service.start(machine(only(state)), name, json(input));
  }

  /// Runs a machine whose only state, X, is this.
  Execution runOnly(String state, String input) {
    return run(only(state), input);
  }

  Execution run(String definition, String input) {
    Execution execution = service.start(machine(definition), "one", json(input));
    clock.run();
    return execution;
  }

  static String only(String state) {
    return "{'StartAt': 'X', 'States': {'X': " + state + "}}";
  }

  static byte[] json(String text) {
    return real(text).getBytes(StandardCharsets.UTF_8);
  }

  static String real(String json) {
    return json.replace('\'', '"').replace('`', '\'');
  }

  static String easy(String json) {
    return json.replace('\'', '`').replace('"', '\'');
  }

  /// What a successful execution gave.
  static AbstractStringAssert<?> assertOutput(Execution execution) {
    assertThat(execution.status()).as(execution::toString).isEqualTo(Status.SUCCEEDED);
    return assertThat(easy(execution.output().orElseThrow().toString()));
  }

  /// The error of a failed execution.
  static AbstractStringAssert<?> assertError(Execution execution) {
    assertThat(execution.status()).as(execution::toString).isEqualTo(Status.FAILED);
    return assertThat(execution.error());
  }

  /// A map whose items are given to a function.
  static String map(String fields, String resource) {
    return """
    {'Type': 'Map', %s, 'End': true, 'ItemProcessor': {'StartAt': 'Inner', 'States': {
      'Inner': {'Type': 'Task', 'Resource': '%s', 'End': true}}}}
    """
        .formatted(fields, resource);
  }

  /// A machine whose state X calls G and goes on to After if that fails with this error.
  static String catching(String error) {
    return """
    {'StartAt': 'X', 'States': {
      'X': {'Type': 'Task', 'Resource': 'G', 'End': true,
        'Catch': [{'ErrorEquals': ['%s'], 'ResultPath': '$.failure', 'Next': 'After'}]},
      'After': {'Type': 'Succeed'}}}
    """
        .formatted(error);
  }

  /// Echoes after that long.
  TaskFunction slow(long seconds) {
    return input -> {
      clock.sleep(Duration.ofSeconds(seconds));
      return input;
    };
  }

  /// Always throws.
  static TaskFunction failing(Exception exception) {
    return failing(Integer.MAX_VALUE, exception);
  }

  /// Throws that many times, then echoes.
  static TaskFunction failing(int times, Exception exception) {
    int[] left = {times};
    return input -> {
      if (left[0]-- > 0) {
        throw exception;
      }
      return input;
    };
  }

  /// Without a stack trace.
  static final class Quiet extends Exception {
    Quiet(String message) {
      super(message, null, false, false);
    }
  }
}
