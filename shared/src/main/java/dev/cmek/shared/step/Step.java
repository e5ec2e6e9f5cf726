package dev.cmek.shared.step;

/// One thing that a run makes sure of, safe to repeat: read, compare, write only the difference.
///
/// A step never waits longer than a few seconds and never calls another step: waiting, branching
/// and retrying belong to the workflow.
///
/// @param <I> what it reads of the workflow's object
/// @param <T> what it makes sure of
@FunctionalInterface
public interface Step<I extends StepInput, T> {

  /// Makes it so, or says why not.
  ///
  /// @param changes the only way to write: see [Changes#make]
  Outcome<T> run(I input, Changes changes);
}
