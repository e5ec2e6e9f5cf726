package dev.cmek.local.gcp.pubsub;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/// Does things when their time has come: at once, or after a delay.
public interface Later {

  /// Does it after the delay.
  void run(Duration delay, Runnable task);

  /// Keeps time by hours that are shorter than real ones.
  ///
  /// @param speed asked at each wait; such as 100: what says ten seconds takes a tenth of one; 1
  ///   for real time
  static Later hurried(IntSupplier speed) {
    // both only hold daemon threads, so nobody has to close them
    ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("pubsub-clock").factory());
    Executor workers = Executors.newVirtualThreadPerTaskExecutor();
    return (delay, task) -> {
      var _ =
          clock.schedule(
              () -> workers.execute(task),
              delay.dividedBy(speed.getAsInt()).toMillis(),
              TimeUnit.MILLISECONDS);
    };
  }
}
