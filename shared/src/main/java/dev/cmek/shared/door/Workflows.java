package dev.cmek.shared.door;

import dev.cmek.shared.state.Engine;

/// The workflow engine, as far as a door starts executions.
public interface Workflows extends Engine {

  /// The engine's id for an execution of this name, such as an ARN.
  String executionId(String name);

  /// Starts an execution, or finds that just this one is running.
  ///
  /// @param name at most 80 characters
  /// @param input JSON
  /// @return false if the name was used before, by an execution that is over or was given other
  ///   input
  boolean start(String name, String input);
}
