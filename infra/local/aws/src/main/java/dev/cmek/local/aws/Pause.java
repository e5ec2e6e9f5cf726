package dev.cmek.local.aws;

import java.time.Duration;

/// The short rest between two looks at something that happens elsewhere.
public final class Pause {
  private Pause() {}

  public static void of(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalAwsException("interrupted while waiting", e);
    }
  }
}
