package dev.cmek.aws.workflow;

import dev.cmek.aws.workflow.StepFunctions.ExecutionAlreadyExists;
import dev.cmek.shared.door.Workflows;
import dev.cmek.shared.json.Payloads;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/// The workflow engine in memory, as the functions see it: executions that they start really run.
final class InMemoryEngine implements Workflows {

  private final StepFunctions service;
  private final StateMachine machine;
  private final Consumer<dev.cmek.aws.workflow.Execution> begun;

  /// @param begun gets each execution once
  InMemoryEngine(
      StepFunctions service,
      StateMachine machine,
      Consumer<dev.cmek.aws.workflow.Execution> begun) {
    this.service = service;
    this.machine = machine;
    this.begun = begun;
  }

  String executionId(String name) {
    return machine.arn().replace(":stateMachine:", ":execution:") + ":" + name;
  }

  @Override
  public Start start(String name, String input) {
    boolean isNew = service.find(executionId(name)).isEmpty();
    try {
      var execution = service.start(machine, name, input.getBytes(StandardCharsets.UTF_8));
      if (isNew) {
        begun.accept(execution);
      }
      return new Start.Running(executionId(name));
    } catch (ExecutionAlreadyExists _) {
      return new Start.NameTaken(executionId(name));
    }
  }

  @Override
  public Optional<Execution> find(String executionId) {
    return service
        .find(executionId)
        .map(found ->
            new Execution(
                executionId,
                Status.valueOf(found.status().name()),
                Payloads.writeString(found.input())));
  }
}
