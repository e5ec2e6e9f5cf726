package dev.cmek.aws.workflow;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// What a state does about its failures.
record Handling(List<Retrier> retriers, List<Catcher> catchers) {

  static final Handling NONE = new Handling(List.of(), List.of());

  /// No Retry or Catch ever sees these, not even `States.ALL`.
  private static final Set<String> TERMINAL = Set.of("States.Runtime", "States.DataLimitExceeded");

  /// @param names as in the definition, wildcards included
  record ErrorEquals(List<String> names) {

    boolean matches(String error) {
      if (TERMINAL.contains(error)) {
        return false;
      }
      return names.contains("States.ALL")
          || names.contains(error)
          || (names.contains("States.TaskFailed") && !error.equals("States.Timeout"));
    }
  }

  /// @param fullJitter whether the delay is anything between nothing and the one computed
  record Retrier(
      ErrorEquals errors,
      Duration interval,
      int maxAttempts,
      double backoffRate,
      Optional<Duration> maxDelay,
      boolean fullJitter) {

    /// How long to wait before the retry after `retries` others.
    Duration delay(int retries, Random random) {
      double seconds = interval.toSeconds() * Math.pow(backoffRate, retries);
      double most = maxDelay.map(Duration::toSeconds).orElse(Long.MAX_VALUE / 1000);
      long millis = (long) (Math.min(seconds, most) * 1000);
      return Duration.ofMillis(fullJitter ? random.nextLong(millis + 1) : millis);
    }
  }

  /// Where the execution goes on after a failure.
  record Catcher(ErrorEquals errors, ResultPath resultPath, String next) {}
}
