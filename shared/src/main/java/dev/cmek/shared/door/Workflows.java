package dev.cmek.shared.door;

import dev.cmek.shared.state.Engine;

/// The workflow engine, as far as a door starts executions.
public interface Workflows extends Engine {

  /// What came of a start.
  sealed interface Start {

    /// The execution runs.
    ///
    /// @param execution the engine's id, as [Engine#find] takes it
    record Running(String execution) implements Start {}

    /// The name was used before, by an execution that is over or was given other input.
    record NameTaken(String execution) implements Start {}
  }

  /// Starts an execution. An engine that knows its executions by name finds that just this one is
  /// running; another one starts one more, which `BeginRun` then ends quietly.
  ///
  /// @param name at most 80 characters
  /// @param input JSON
  Start start(String name, String input);
}
