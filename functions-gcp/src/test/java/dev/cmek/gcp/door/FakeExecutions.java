package dev.cmek.gcp.door;

import dev.cmek.shared.door.Workflows;
import dev.cmek.shared.step.Stop;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Workflows in memory: each start is another execution, whatever its name.
public final class FakeExecutions implements Workflows {

  private final Map<String, Execution> executions = new LinkedHashMap<>();
  private final String workflow;
  private int stops;
  private @Nullable Stop stop;

  public FakeExecutions(String workflow) {
    this.workflow = workflow;
  }

  /// The next calls end so, and do nothing.
  public void stopNext(int calls, Stop with) {
    stops = calls;
    stop = with;
  }

  /// The ids of all executions, in the order of their starts.
  public List<String> started() {
    return List.copyOf(executions.keySet());
  }

  /// An execution is over.
  public void end(String executionId, Status status, @Nullable String error) {
    executions.computeIfPresent(
        executionId, (id, e) -> new Execution(id, status, e.input(), error));
  }

  @Override
  public Start start(String name, String input) {
    stopIfAsked();
    String id = workflow + "/0-" + (executions.size() + 1);
    executions.put(id, new Execution(id, Status.RUNNING, input));
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
