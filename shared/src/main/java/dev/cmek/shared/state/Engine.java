package dev.cmek.shared.state;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The workflow engine, as far as one asks it how an execution fares.
public interface Engine {

  /// An execution as the engine knows it.
  ///
  /// @param input what it was started with, as JSON
  /// @param error what it says went wrong, such as a `Reason`'s name; absent if it names nothing
  record Execution(String id, Status status, String input, @Nullable String error) {

    /// One that names no error.
    public Execution(String id, Status status, String input) {
      this(id, status, input, null);
    }
  }

  /// How an execution fares, in the engine's own words.
  enum Status {
    RUNNING,
    SUCCEEDED,
    FAILED,
    TIMED_OUT,
    ABORTED;

    /// It will never do anything again.
    public boolean isTerminal() {
      return this != RUNNING;
    }
  }

  /// The execution; absent if the engine has none by this id, or not any more.
  Optional<Execution> find(String executionId);
}
