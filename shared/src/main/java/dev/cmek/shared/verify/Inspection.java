package dev.cmek.shared.verify;

/// Looks at the cloud's side of a cluster's access. Never changes anything, never throws for what
/// it can't see.
@FunctionalInterface
public interface Inspection {

  /// Gathers the facts once and judges them.
  Inspected inspect(Subject subject);
}
