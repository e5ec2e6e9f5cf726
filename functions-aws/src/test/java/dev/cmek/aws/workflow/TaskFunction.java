package dev.cmek.aws.workflow;

/// A Lambda function as a task state sees it.
@FunctionalInterface
public interface TaskFunction {

  /// Answers JSON with JSON.
  ///
  /// @throws Exception is the function's failure: its class name is the error's name
  /// @throws Killed if the process ends before it can answer
  byte[] call(byte[] input) throws Exception;
}
