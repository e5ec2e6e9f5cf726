package dev.cmek.shared.door;

import dev.cmek.shared.step.Stop;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An engine in memory that runs nothing: a test says how its executions fare. Names are used up as
/// in Step Functions ("StartExecution", name): a running execution of the same name and input is
/// found again, any other use of a name is refused for ever.
public final class FakeWorkflows implements Workflows {

  private static final String ARN = "arn:aws:states:eu-west-1:111122223333:execution:";
  private static final int LONGEST_NAME = 80;

  private final Map<String, Execution> executions = new LinkedHashMap<>();
  private final List<String> started = new ArrayList<>();
  private final String stateMachine;
  private int stops;
  private @Nullable Stop stop;

  /// The workflow that provisions.
  public FakeWorkflows() {
    this("provision");
  }

  /// Another workflow.
  ///
  /// @param stateMachine its name
  public FakeWorkflows(String stateMachine) {
    this.stateMachine = stateMachine;
  }

  /// Sets how an execution fares; one that nobody has started is there from now on.
  public void set(String executionId, Status status) {
    Execution known = executions.get(executionId);
    executions.put(
        executionId, new Execution(executionId, status, known == null ? "{}" : known.input()));
  }

  /// The next calls of any kind but [#executionId] end so, and do nothing.
  public void stopNext(int calls, Stop with) {
    stops = calls;
    stop = with;
  }

  /// The names of the executions that were really started, in order.
  public List<String> started() {
    return List.copyOf(started);
  }

  /// The id of the execution with this name.
  public String executionId(String name) {
    return ARN + stateMachine + ":" + name;
  }

  @Override
  public Start start(String name, String input) {
    stopIfAsked();
    if (name.length() > LONGEST_NAME) {
      throw new IllegalArgumentException("name of " + name.length() + " characters");
    }
    String id = executionId(name);
    Execution known = executions.get(id);
    if (known != null) {
      return known.status() == Status.RUNNING && known.input().equals(input)
          ? new Start.Running(id)
          : new Start.NameTaken(id);
    }
    executions.put(id, new Execution(id, Status.RUNNING, input));
    started.add(name);
    return new Start.Running(id);
  }

  @Override
  public Optional<Execution> find(String executionId) {
    stopIfAsked();
    return Optional.ofNullable(executions.get(executionId));
  }

  private void stopIfAsked() {
    if (stops > 0 && stop != null) {
      stops--;
      throw stop;
    }
  }
}
