package dev.cmek.local.gcp.workflow;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// What time it is, and how to let it pass.
public interface Time extends InstantSource {

  /// Returns when that long has passed.
  void sleep(Duration duration) throws InterruptedException;

  /// This machine's.
  static Time real() {
    return new Time() {
      @Override
      public Instant instant() {
        return Instant.now();
      }

      @Override
      public void sleep(Duration duration) throws InterruptedException {
        Thread.sleep(duration);
      }
    };
  }
}
