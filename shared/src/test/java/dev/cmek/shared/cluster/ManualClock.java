package dev.cmek.shared.cluster;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A clock that goes on only when told to.
public final class ManualClock implements InstantSource {

  private Instant now;

  public ManualClock(Instant now) {
    this.now = now;
  }

  @Override
  public Instant instant() {
    return now;
  }

  public void pass(Duration duration) {
    now = now.plus(duration);
  }
}
