package dev.cmek.shared.step;

/// How a step ended. Expected states of the world are outcomes; exceptions are for defects and lost
/// connections.
///
/// At the edge an outcome becomes the runtime's own signal, so that the workflow's retry does the
/// waiting: see `StepFunction` in each cloud's module.
///
/// @param <T> what the step makes sure of
public sealed interface Outcome<T> {

  /// It is so, whether this call made it so or found it so.
  record Done<T>(T value) implements Outcome<T> {}

  /// It can't be told or done yet, and waiting may help: ask again.
  ///
  /// @param message what is being waited for, as a sentence for a person
  record NotYet<T>(Reason reason, String message) implements Outcome<T> {}

  /// Waiting does not help: somebody has to change something.
  ///
  /// @param message what is wrong, with the object and its id
  /// @param remedy what a person can do about it
  record Refused<T>(Reason reason, String message, String remedy) implements Outcome<T> {}
}
