package dev.cmek.aws.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.aws.workflow.Execution.Status;
import dev.cmek.shared.json.Payloads;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The service Step Functions in memory: any number of executions side by side on one virtual
/// clock.
///
/// ```java
/// VirtualClock clock = new VirtualClock(Instant.parse("2026-11-22T10:00:00Z"), 42);
/// StateMachine provision = StateMachine.load(arn, definition, functions);
/// Execution execution = new StepFunctions(clock).start(provision, "one", input);
/// clock.run();
/// assertThat(execution.status()).as(execution.toString()).isEqualTo(SUCCEEDED);
/// ```
public final class StepFunctions {

  private final VirtualClock clock;
  private final Map<String, Execution> executions = new LinkedHashMap<>();

  public StepFunctions(VirtualClock clock) {
    this.clock = clock;
  }

  /// Starts an execution; it runs as the clock does.
  ///
  /// Idempotent by name as the service is: the running execution if its input is the same, else
  /// refused, for good.
  ///
  /// @throws ExecutionAlreadyExists if the name was used for other input or by one that is over
  public Execution start(StateMachine machine, String name, byte[] input) {
    if (!name.matches("[\\w-]{1,80}")) {
      throw new IllegalArgumentException("not an execution's name: " + name);
    }
    if (input.length > Interpreter.MOST_BYTES) {
      throw new IllegalArgumentException("an execution's input has at most 256 KB");
    }
    String arn = machine.arn().replace(":stateMachine:", ":execution:") + ":" + name;
    JsonNode data = Payloads.tree(input);
    Execution known = executions.get(arn);
    if (known != null) {
      if (!known.isRunning() || !known.input().equals(data)) {
        throw new ExecutionAlreadyExists(known);
      }
      return known;
    }
    Execution execution = new Execution(arn, data, clock);
    executions.put(arn, execution);
    clock.start(name, () -> new Interpreter(machine, execution, clock).run());
    machine.timeout().ifPresent(timeout -> limit(execution, timeout));
    return execution;
  }

  /// The execution with this ARN.
  public Optional<Execution> find(String arn) {
    return Optional.ofNullable(executions.get(arn));
  }

  /// All of them, in the order of their start.
  public List<Execution> executions() {
    return List.copyOf(executions.values());
  }

  private void limit(Execution execution, Duration timeout) {
    clock.start(
        execution.name() + " time-out",
        () -> {
          if (!clock.await(() -> !execution.isRunning(), timeout)) {
            execution.end(Status.TIMED_OUT, "States.Timeout", "");
          }
        });
  }

  /// The name is taken.
  public static final class ExecutionAlreadyExists extends RuntimeException {

    private ExecutionAlreadyExists(Execution execution) {
      super(execution.arn() + " is " + execution.status());
    }
  }
}
