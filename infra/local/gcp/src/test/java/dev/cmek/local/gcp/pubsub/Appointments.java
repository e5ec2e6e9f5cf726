package dev.cmek.local.gcp.pubsub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Does what is due at once, and notes what was to be waited for.
final class Appointments implements Later {

  private final List<Duration> delays = new ArrayList<>();
  private final List<Runnable> tasks = new ArrayList<>();
  private final int atMost;

  /// @param atMost so many tasks are done, the others are only noted
  Appointments(int atMost) {
    this.atMost = atMost;
  }

  @Override
  public void run(Duration delay, Runnable task) {
    delays.add(delay);
    tasks.add(task);
    if (tasks.size() <= atMost) {
      task.run();
    }
  }

  List<Duration> delays() {
    return List.copyOf(delays);
  }
}
