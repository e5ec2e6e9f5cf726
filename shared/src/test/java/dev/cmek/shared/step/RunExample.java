package dev.cmek.shared.step;

import dev.cmek.shared.request.RequestExample;
import dev.cmek.shared.state.Asked;
import dev.cmek.shared.state.Operation;
import java.time.Duration;
import java.time.Instant;

/// Runs for the cluster of [RequestExample].
public final class RunExample {

  /// When every one of them began.
  public static final Instant STARTED = Instant.parse("2026-11-22T10:00:00Z");

  private static final String EXECUTION =
      "arn:aws:states:eu-west-1:111122223333:execution:provision:";

  private RunExample() {}

  /// The first attempt at the first event.
  public static Run run() {
    return run('1', 1, false);
  }

  /// The same as a dry run.
  public static Run dryRun() {
    return run('1', 1, true);
  }

  /// What somebody asked for with a run's event.
  public static Asked asked(Run run) {
    return new Asked(run.id(), Operation.PROVISION, run.clusterId(), run.source(), "digest");
  }

  /// An attempt at an event of its own.
  ///
  /// @param event a hex digit: the same one is the same event
  public static Run run(char event, int attempt, boolean dryRun) {
    return new Run(
        String.valueOf(event).repeat(64),
        RequestExample.CLUSTER,
        "//onboarding.example/clusters",
        "event-" + event,
        attempt,
        EXECUTION + event + "-" + attempt,
        STARTED,
        STARTED.plus(Duration.ofHours(2)),
        dryRun,
        false,
        false);
  }
}
