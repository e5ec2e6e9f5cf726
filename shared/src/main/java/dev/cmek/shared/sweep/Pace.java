package dev.cmek.shared.sweep;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// How fast a sweep may ask the Cloud API. As many batches run at once as calls are due in a second
/// (`MaxConcurrency` in the workflow's definition), and each calls once a second: so in no second
/// there are more, however the batches meet.
final class Pace {

  /// A part of the limit of 10 for each user ("Rate limiting", Cloud API): onboarding and people
  /// need the rest.
  static final int CALLS_PER_SECOND = 3;

  /// From one call to the next where nothing else runs.
  static final Duration ALONE = Duration.ofMillis(1000 / CALLS_PER_SECOND + 1);

  /// What a cluster takes of a whole sweep's time: its share of the calls, and of the looks at its
  /// keys between them. `SweepScaleTest` holds it to a thousand clusters.
  static final Duration OF_CLUSTER = Duration.ofMillis(500);

  private static final Duration TOGETHER = Duration.ofSeconds(1);

  private final Duration between;
  private final InstantSource clock;
  private final Pause pause;
  private Instant last;

  /// Begins a batch: the one before it may have called just now.
  Pace(Sweep sweep, InstantSource clock, Pause pause) {
    this.between = Duration.ofMillis(sweep.paceMillis());
    this.clock = clock;
    this.pause = pause;
    this.last = clock.instant();
  }

  /// From one call of a batch to the next, in a sweep of so many.
  static Duration of(int batches) {
    return batches == 1 ? ALONE : TOGETHER;
  }

  /// Waits until the batch may call.
  void await() {
    Duration left = Duration.between(clock.instant(), last.plus(between));
    if (left.isPositive()) {
      pause.of(left);
    }
    last = clock.instant();
  }
}
