package dev.cmek.shared.sweep;

import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import java.time.Duration;

/// Lets time pass.
@FunctionalInterface
public interface Pause {

  /// Real time.
  Pause SLEEP =
      duration -> {
        try {
          Thread.sleep(duration);
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
          throw Stop.notYet(Reason.SERVICE_UNAVAILABLE, "the function was interrupted");
        }
      };

  void of(Duration duration);
}
