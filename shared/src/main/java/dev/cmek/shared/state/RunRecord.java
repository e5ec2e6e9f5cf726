package dev.cmek.shared.state;

import dev.cmek.shared.cluster.ClusterId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// All attempts at one event: `runs/<run id>.json` in the state bucket.
///
/// @param operation records of before there were several say none: they are onboardings
/// @param source who asked: see [Asked]; empty in records of before it was kept
/// @param digest of what was asked: see [Asked]
/// @param attempts in order, one at least
public record RunRecord(
    String id,
    Operation operation,
    String source,
    ClusterId clusterId,
    String digest,
    List<Attempt> attempts) {

  /// Fills in what older records leave out.
  public RunRecord {
    operation = Objects.requireNonNullElse(operation, Operation.PROVISION);
    source = Objects.requireNonNullElse(source, "");
    attempts = List.copyOf(attempts);
  }

  static RunRecord first(Asked asked, Attempt attempt) {
    return new RunRecord(
        asked.runId(),
        asked.operation(),
        asked.source(),
        asked.clusterId(),
        asked.digest(),
        List.of(attempt));
  }

  /// One execution of the workflow for this event.
  ///
  /// @param execution the engine's id
  /// @param result how it ended; absent as long as it has not said so itself
  /// @param answer what it can say beside its result
  /// @param told whether somebody was told how it ended
  public record Attempt(
      String execution,
      Instant startedAt,
      @Nullable RunResult result,
      RunAnswer answer,
      boolean told) {

    /// Fills in what older records leave out.
    public Attempt {
      answer = Objects.requireNonNullElse(answer, RunAnswer.NONE);
    }

    static Attempt begun(String execution, Instant at) {
      return new Attempt(execution, at, null, RunAnswer.NONE, false);
    }
  }

  public Attempt last() {
    return attempts.getLast();
  }

  /// The number of the attempt that this execution is, from 1; empty if it is none.
  public Optional<Integer> attemptOf(String execution) {
    for (int i = 0; i < attempts.size(); i++) {
      if (attempts.get(i).execution().equals(execution)) {
        return Optional.of(i + 1);
      }
    }
    return Optional.empty();
  }

  public Optional<Attempt> attempt(String execution) {
    return attemptOf(execution).map(number -> attempts.get(number - 1));
  }

  RunRecord with(Attempt attempt) {
    List<Attempt> all = new ArrayList<>(attempts);
    Optional<Integer> number = attemptOf(attempt.execution());
    if (number.isPresent()) {
      all.set(number.get() - 1, attempt);
    } else {
      all.add(attempt);
    }
    return new RunRecord(id, operation, source, clusterId, digest, all);
  }
}
