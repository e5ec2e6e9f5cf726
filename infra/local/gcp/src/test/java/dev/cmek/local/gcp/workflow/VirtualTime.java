package dev.cmek.local.gcp.workflow;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A clock that only sleepers move. Sleepers at the same time move it one after the other.
final class VirtualTime implements Time {

  static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

  private Instant now = START;
  private final List<Duration> sleeps = new ArrayList<>();

  @Override
  public synchronized Instant instant() {
    return now;
  }

  @Override
  public synchronized void sleep(Duration duration) {
    now = now.plus(duration);
    sleeps.add(duration);
  }

  synchronized Duration elapsed() {
    return Duration.between(START, now);
  }

  /// How long each sleep was, in seconds.
  synchronized List<Double> sleeps() {
    return sleeps.stream().map(d -> d.toMillis() / 1000.0).toList();
  }
}
