package dev.cmek.shared.sweep;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One execution of the workflow that looks again: at all clusters, as the schedule asks, or at
/// one.
///
/// @param id the execution's name, unique for ever: it is part of paths
/// @param execution the engine's id of the execution
/// @param whole it looks at every cluster that the Cloud API lists
/// @param runId the run that a ticket waits for; absent: none does
/// @param externalId the organization's id
/// @param paceMillis the least time from one call to the Cloud API to the next, in each of the
///   batches that run at once
/// @param secondLookSeconds how long after the first look at something suspicious the second comes
public record Sweep(
    String id,
    String execution,
    Instant startedAt,
    boolean whole,
    @Nullable String runId,
    String externalId,
    long paceMillis,
    int secondLookSeconds) {

  /// The name in an execution's id: what stands behind its last `:` or `/`.
  static String idOf(String execution) {
    return execution.substring(
        Math.max(execution.lastIndexOf(':'), execution.lastIndexOf('/')) + 1);
  }
}
