package dev.cmek.local.run;

import dev.cmek.local.aws.Pause;
import java.time.Duration;
import java.time.Instant;

/// One look at all clusters, started as the schedule starts it.
final class Sweep {

  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Duration LOOK = Duration.ofMillis(300);

  private final CustomerCloud cloud;
  private final Instant start = Instant.now();
  private Trail trail;

  private Sweep(CustomerCloud cloud) {
    this.cloud = cloud;
    this.trail = cloud.trail(cloud.startSweep());
  }

  static Sweep start(CustomerCloud cloud) {
    return new Sweep(cloud);
  }

  /// Waits for its end; first for that of the schedule's own sweep, if one is under way.
  void await(Screen screen) {
    while (trail.end().isEmpty() && Instant.now().isBefore(start.plus(LIMIT))) {
      var _ = trail.follow();
      screen.waiting("the sweep: " + trail.running());
      Pause.of(LOOK);
      if (trail.end().isPresent() && trail.wasInTheWay()) {
        trail = cloud.trail(cloud.startSweep());
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
