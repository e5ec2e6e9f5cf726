package dev.cmek.local.run;

import dev.cmek.local.aws.Pause;
import java.time.Duration;
import java.time.Instant;

/// One look at all clusters, started as the schedule starts it.
final class Sweep {

  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Duration LOOK = Duration.ofMillis(300);

  private final CustomerAws aws;
  private final Instant start = Instant.now();
  private Trail trail = new Trail();
  private String execution;

  private Sweep(CustomerAws aws) {
    this.aws = aws;
    this.execution = aws.startSweep();
  }

  static Sweep start(CustomerAws aws) {
    return new Sweep(aws);
  }

  /// Waits for its end; first for that of the schedule's own sweep, if one is under way.
  void await(Screen screen) {
    while (trail.end().isEmpty() && Instant.now().isBefore(start.plus(LIMIT))) {
      var _ = trail.follow(aws.history(execution));
      screen.waiting("the sweep: " + trail.running());
      Pause.of(LOOK);
      if (trail.end().isPresent() && trail.entered("SweepUnderWay")) {
        trail = new Trail();
        execution = aws.startSweep();
      }
    }
    screen.waiting("");
  }

  void expectEnd(Proof proof) {
    proof.expect(
        trail.end().filter(Trail.End::succeeded).isPresent(),
        "the sweep succeeds",
        trail.end().map(Trail.End::cause).orElse("still running"));
  }
}
