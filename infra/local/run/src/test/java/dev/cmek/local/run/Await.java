package dev.cmek.local.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waits for what happens elsewhere: looks again and again, up to a limit.
final class Await {

  /// A whole run takes seconds; this long only on a machine that is very busy.
  static final Duration LIMIT = Duration.ofSeconds(150);

  private static final Duration POLL = Duration.ofMillis(250);

  private Await() {}

  static void that(String what, BooleanSupplier condition) {
    boolean _ = until(what, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
  }

  static <T> T until(String what, Supplier<Optional<T>> look) {
    Instant limit = Instant.now().plus(LIMIT);
    while (true) {
      Optional<T> found = look.get();
      if (found.isPresent()) {
        return found.get();
      }
      if (Instant.now().isAfter(limit)) {
        throw new AssertionError("not within " + LIMIT.toSeconds() + " s: " + what);
      }
      try {
        Thread.sleep(POLL);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting: " + what, e);
      }
    }
  }
}
