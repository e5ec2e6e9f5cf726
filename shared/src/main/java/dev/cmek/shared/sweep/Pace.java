package dev.cmek.shared.sweep;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// When a batch may call the Cloud API. The batches that run at once have slots of their own, one
/// after the other, so that together they keep to [#CALLS_PER_SECOND].
final class Pace {

  /// A part of the limit of 10 for each user ("Rate limiting", Cloud API): onboarding and people
  /// need the rest.
  static final int CALLS_PER_SECOND = 3;

  /// How many batches run at once: `MaxConcurrency` in the workflow's definition.
  static final int WORKERS = 5;

  /// From one call to the next, of all workers together.
  static final Duration BETWEEN = Duration.ofMillis(1000 / CALLS_PER_SECOND + 1);

  /// From one call to the next, of one worker.
  ///
  /// @param batches of the sweep; fewer than workers leave the others' slots to the rest
  static Duration ofOne(int batches) {
    return BETWEEN.multipliedBy(Math.clamp(batches, 1, WORKERS));
  }

  private final Instant first;
  private final Duration between;
  private final InstantSource clock;
  private final Pause pause;

  Pace(Sweep sweep, Batch batch, InstantSource clock, Pause pause) {
    this.between = Duration.ofMillis(sweep.paceMillis());
    this.first = sweep.startedAt().plus(BETWEEN.multipliedBy(batch.number() % WORKERS));
    this.clock = clock;
    this.pause = pause;
  }

  /// Waits for the batch's next slot.
  void await() {
    Instant now = clock.instant();
    long slots = Math.floorDiv(Duration.between(first, now).toMillis(), between.toMillis());
    pause.of(Duration.between(now, first.plus(between.multipliedBy(slots + 1))));
  }
}
