package dev.cmek.aws.workflow;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A clock that only moves when all who use it wait, and the scheduler of those who do.
///
/// Work runs in strands: each has its own virtual thread, but only one at a time runs, until it
/// waits or ends. Then the clock goes to the next moment at which some strand may go on; among
/// several the seed decides. So the same seed gives the same run, and another seed another
/// interleaving. Waiting takes no real time.
///
/// Strands may be started, and the clock moved, from the one thread that made it, usually the
/// test's.
public final class VirtualClock implements InstantSource {

  private static final long PATIENCE_SECONDS = 60;

  private final Random random;
  private final Strand owner = new Strand("the test");
  private final List<Strand> waiting = new ArrayList<>();
  private volatile Instant now;
  private volatile Strand running = owner;
  private final AtomicLong switches = new AtomicLong();
  private @Nullable Throwable thrown;

  /// @param seed decides who goes first among those who may go on at the same moment, and is the
  ///   source of [#random()]
  public VirtualClock(Instant start, long seed) {
    this.now = start;
    this.random = new Random(seed);
  }

  @Override
  public Instant instant() {
    return now;
  }

  /// The run's only source of chance.
  public Random random() {
    return random;
  }

  /// Starts a strand that may run from this moment on. What it throws ends the run of the clock and
  /// is thrown there.
  public void start(String name, Runnable work) {
    Strand strand = new Strand(name);
    strand.until = now;
    waiting.add(strand);
    strand.thread = Thread.ofVirtual().name(name).start(() -> live(strand, work));
  }

  /// Waits, as a service call takes its time. Of no length it still lets others go first.
  ///
  /// Off a strand it runs all that is due until then.
  public void sleep(Duration length) {
    boolean _ = awaitUntil(() -> false, now.plus(length));
  }

  /// Waits for a condition that other strands make true.
  ///
  /// @param condition is asked often and in no particular order: it only reads
  /// @return false if the time is over first
  public boolean await(BooleanSupplier condition, Duration atMost) {
    return awaitUntil(condition, now.plus(atMost));
  }

  /// Waits for a condition that other strands make true, as long as it takes.
  public void await(BooleanSupplier condition) {
    boolean _ = awaitUntil(condition, Instant.MAX);
  }

  /// Runs until every strand has ended.
  ///
  /// @throws IllegalStateException if some strands wait for what nobody does
  public void run() {
    await(waiting::isEmpty);
    if (!waiting.isEmpty()) {
      throw new IllegalStateException("nobody wakes " + names());
    }
  }

  private boolean awaitUntil(BooleanSupplier condition, Instant until) {
    Strand own = running;
    if (own != owner && own.thread != Thread.currentThread()) {
      throw new IllegalStateException(
          Thread.currentThread() + " waits on the clock, but " + own.name + " is running");
    }
    own.condition = condition;
    own.until = until;
    if (own == owner) {
      runOthers();
    } else {
      letOthersRun(own);
    }
    return condition.getAsBoolean();
  }

  private void letOthersRun(Strand own) {
    waiting.add(own);
    if (switchToNext() != own) {
      own.turn.acquireUninterruptibly();
    }
  }

  private void runOthers() {
    if (switchToNext() != owner) {
      awaitOwnersTurn();
    }
    switch (thrown) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(thrown);
    }
  }

  private void awaitOwnersTurn() {
    try {
      long seen = switches.get();
      while (!owner.turn.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        if (seen == switches.get()) {
          throw new IllegalStateException(
              running.name
                  + " neither waits nor ends; does it want a lock that one of these holds: "
                  + names());
        }
        seen = switches.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + running.name + " was running", e);
    }
  }

  private void live(Strand strand, Runnable work) {
    strand.turn.acquireUninterruptibly();
    try {
      work.run();
    } catch (Throwable e) { // a failed assertion must reach the test, which runs on another thread
      thrown = e;
    }
    Strand _ = switchToNext();
  }

  /// Lets the next one run, which may be the caller.
  private Strand switchToNext() {
    Strand previous = running;
    Strand next = next();
    waiting.remove(next);
    running = next;
    switches.incrementAndGet();
    if (next != previous) {
      next.turn.release();
    }
    return next;
  }

  /// Moves the clock as far as nobody has anything to do.
  private Strand next() {
    while (thrown == null && !owner.condition.getAsBoolean()) {
      List<Strand> ready = waiting.stream().filter(strand -> strand.isReady(now)).toList();
      if (!ready.isEmpty()) {
        return ready.get(random.nextInt(ready.size()));
      }
      Instant soonest =
          Stream.concat(Stream.of(owner), waiting.stream())
              .map(strand -> strand.until)
              .min(Instant::compareTo)
              .orElseThrow();
      if (soonest.equals(Instant.MAX) || !soonest.isAfter(now)) {
        return owner;
      }
      now = soonest;
    }
    return owner;
  }

  private String names() {
    return waiting.stream().map(strand -> strand.name).collect(Collectors.joining(", "));
  }

  private static final class Strand {
    private final String name;
    private final Semaphore turn = new Semaphore(0);
    private @Nullable Thread thread;
    private BooleanSupplier condition = () -> false;
    private Instant until = Instant.MAX;

    private Strand(String name) {
      this.name = name;
    }

    private boolean isReady(Instant now) {
      return !until.isAfter(now) || condition.getAsBoolean();
    }
  }
}
