package dev.cmek.aws.door;

import dev.cmek.aws.call.AwsCalls;
import dev.cmek.shared.door.Workflows;
import dev.cmek.shared.iam.Arn;
import java.util.Optional;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;

/// Executions of the provision state machine in Step Functions.
public final class SfnEngine implements Workflows {

  private final SfnClient sfn;
  private final AwsCalls calls;
  private final Arn stateMachine;

  public SfnEngine(SfnClient sfn, AwsCalls calls, Arn stateMachine) {
    this.sfn = sfn;
    this.calls = calls;
    this.stateMachine = stateMachine;
  }

  /// `arn:aws:states:<region>:<account>:execution:<state machine>:<name>`.
  private String executionId(String name) {
    String resource =
        stateMachine.resource().replaceFirst("^stateMachine:", "execution:") + ":" + name;
    return new Arn(
            stateMachine.partition(),
            stateMachine.service(),
            stateMachine.region(),
            stateMachine.account(),
            resource)
        .toString();
  }

  @Override
  public Start start(String name, String input) {
    try {
      var _ =
          calls.call(
              "states:StartExecution",
              stateMachine.toString(),
              () ->
                  sfn.startExecution(
                      r -> r.stateMachineArn(stateMachine.toString()).name(name).input(input)));
      return new Start.Running(executionId(name));
    } catch (ExecutionAlreadyExistsException _) {
      return new Start.NameTaken(executionId(name));
    }
  }

  @Override
  public Optional<Execution> find(String executionId) {
    try {
      DescribeExecutionResponse found =
          calls.call(
              "states:DescribeExecution",
              executionId,
              () -> sfn.describeExecution(r -> r.executionArn(executionId)));
      Status status =
          switch (found.status()) {
            case SUCCEEDED -> Status.SUCCEEDED;
            case FAILED -> Status.FAILED;
            case TIMED_OUT -> Status.TIMED_OUT;
            case ABORTED -> Status.ABORTED;
            case RUNNING, PENDING_REDRIVE, UNKNOWN_TO_SDK_VERSION -> Status.RUNNING;
          };
      return Optional.of(new Execution(executionId, status, found.input(), found.error()));
    } catch (ExecutionDoesNotExistException _) {
      return Optional.empty();
    }
  }
}
