package dev.cmek.local.run;

import dev.cmek.local.aws.Pause;
import java.time.Duration;
import java.time.Instant;

/// One look at all clusters, started as the schedule starts it, and shown while it goes on.
///
/// @param trail how far it came
/// @param took from its start to its end
record Sweep(Trail trail, Duration took) {

  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Duration LOOK = Duration.ofMillis(300);

  static Sweep run(CustomerAws aws, Screen screen) {
    Instant start = Instant.now();
    String execution = aws.startSweep();
    Trail trail = new Trail();
    while (trail.end().isEmpty() && Instant.now().isBefore(start.plus(LIMIT))) {
      var _ = trail.follow(aws.history(execution));
      screen.waiting("the sweep: " + trail.running());
      Pause.of(LOOK);
    }
    screen.waiting("");
    return new Sweep(trail, Duration.between(start, Instant.now()));
  }

  void expectEnd(Proof proof) {
    proof.expect(
        trail.end().filter(Trail.End::succeeded).isPresent(),
        "the sweep succeeds",
        trail.end().map(Trail.End::cause).orElse("still running"));
  }
}
