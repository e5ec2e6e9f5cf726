package dev.cmek.shared.step;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// Changes whose process dies once, behind a write and before its answer: what a step did is there,
/// and nobody knows.
public final class CrashingChanges implements Changes {

  private final Changes changes;
  private final AtomicInteger writesUntilCrash;

  private CrashingChanges(Changes changes, AtomicInteger writesUntilCrash) {
    this.changes = changes;
    this.writesUntilCrash = writesUntilCrash;
  }

  /// The process is gone.
  public static final class Crash extends RuntimeException {
    private Crash(Change behind) {
      super("crashed behind " + behind);
    }
  }

  /// Makes the changes of all the steps of a test; the crash comes behind the nth write among all
  /// of them, and then never again. A dry run writes nothing, so it never crashes.
  ///
  /// @param nth 1 for the first
  public static Function<Boolean, Changes> behindWrite(int nth) {
    AtomicInteger left = new AtomicInteger(nth);
    return dryRun -> dryRun ? Changes.of(true) : new CrashingChanges(Changes.of(false), left);
  }

  @Override
  public <T> T make(Write<T> write) {
    T result = changes.make(write);
    if (writesUntilCrash.decrementAndGet() == 0) {
      throw new Crash(write.change());
    }
    return result;
  }

  @Override
  public List<Change> list() {
    return changes.list();
  }
}
