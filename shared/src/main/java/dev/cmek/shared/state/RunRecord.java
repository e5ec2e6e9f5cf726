package dev.cmek.shared.state;

import dev.cmek.shared.cluster.ClusterId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// All attempts at one event: `runs/<run id>.json` in the state bucket.
///
/// @param digest of what was asked: see [RunId#digest]
/// @param attempts in order, one at least
public record RunRecord(String id, ClusterId clusterId, String digest, List<Attempt> attempts) {

  public RunRecord {
    attempts = List.copyOf(attempts);
  }

  /// One execution of the workflow for this event.
  ///
  /// @param execution the engine's id
  /// @param result how it ended; absent as long as it has not said so itself
  /// @param told whether somebody was told how it ended
  public record Attempt(
      String execution, Instant startedAt, @Nullable RunResult result, boolean told) {}

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
    return new RunRecord(id, clusterId, digest, all);
  }
}
