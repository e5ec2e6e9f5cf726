package dev.cmek.shared.door;

import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.cluster.Manifest;
import dev.cmek.shared.state.Operation;
import dev.cmek.shared.state.RunAnswer;
import dev.cmek.shared.state.RunAnswer.Failure;
import dev.cmek.shared.state.RunRecord;
import dev.cmek.shared.state.RunRecord.Attempt;
import dev.cmek.shared.state.RunResult;
import dev.cmek.shared.step.Change;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A run as callers see it.
///
/// @param attempt which attempt this is about: the last one, from 1
/// @param result absent as long as it runs
/// @param failure why it did not do what was asked; absent if it did, or still runs
/// @param manifest the keys of all regions as the Cloud API takes them; absent: it did not come to
///   that
/// @param changes what a dry run would change; absent unless it was one
/// @param cluster what the look found, after a verification; else absent
record RunView(
    String id,
    Operation operation,
    ClusterId clusterId,
    State state,
    int attempt,
    Instant startedAt,
    @Nullable RunResult result,
    @Nullable Failure failure,
    @Nullable Manifest manifest,
    @Nullable List<Change> changes,
    @Nullable ClusterView cluster) {

  /// Whether there is something to wait for.
  enum State {
    RUNNING,
    ENDED
  }

  static RunView running(RunRecord record) {
    return of(record, State.RUNNING, null, RunAnswer.NONE);
  }

  static RunView ended(RunRecord record) {
    Attempt last = record.last();
    return of(record, State.ENDED, last.result(), last.answer());
  }

  /// It ended without saying how.
  ///
  /// @param status what the engine says, such as `TIMED_OUT`
  static RunView stopped(RunRecord record, String status) {
    Failure failure =
        new Failure(
            status,
            "The run ended before it could say how far it came",
            "Send the same request again, with the same Idempotency-Key: it goes on from what is"
                + " there");
    return of(record, State.ENDED, RunResult.FAILED, new RunAnswer(List.of(), List.of(), failure));
  }

  private static RunView of(
      RunRecord record, State state, @Nullable RunResult result, RunAnswer answer) {
    return new RunView(
        record.id(),
        record.operation(),
        record.clusterId(),
        state,
        record.attempts().size(),
        record.last().startedAt(),
        result,
        answer.failure(),
        answer.regionKeys().isEmpty() ? null : Manifest.of(answer.regionKeys()),
        result == RunResult.PLANNED ? answer.changes() : null,
        null);
  }

  RunView with(@Nullable ClusterView view) {
    return new RunView(
        id, operation, clusterId, state, attempt, startedAt, result, failure, manifest, changes,
        view);
  }
}
