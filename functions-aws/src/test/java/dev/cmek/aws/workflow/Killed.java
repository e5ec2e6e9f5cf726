package dev.cmek.aws.workflow;

/// Ends a function as if its process were killed: after what it did, before it can answer. The
/// state fails with `Runtime.ExitError`.
///
/// An error, so that no handler of exceptions in a step takes it for its own.
public final class Killed extends Error {

  public Killed(String where) {
    super(where, null, false, false);
  }
}
