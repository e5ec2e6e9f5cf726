package dev.cmek.shared.step;

import dev.cmek.shared.cluster.ManualClock;
import dev.cmek.shared.step.CrashingChanges.Crash;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Outcome.NotYet;
import dev.cmek.shared.step.Outcome.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/// Attempts at steps, as a workflow makes them: again after a wait and after a crash.
public abstract class Attempts {

  private static final int MOST = 1000;

  private final Function<Boolean, Changes> changesOf;
  private final ManualClock clock;
  private final List<Change> changes = new ArrayList<>();

  /// @param changesOf makes the list of changes; its argument says whether it is a dry run
  protected Attempts(Function<Boolean, Changes> changesOf, ManualClock clock) {
    this.changesOf = changesOf;
    this.clock = clock;
  }

  /// What all attempts changed or foretold so far, in order.
  public final List<Change> changes() {
    return List.copyOf(changes);
  }

  /// Attempts until it is done.
  ///
  /// @throws AssertionError if it is refused, or never done
  public final <T> T done(Supplier<Outcome<T>> attempt) {
    for (int i = 0; i < MOST; i++) {
      try {
        switch (attempt.get()) {
          case Done<T>(T value) -> {
            return value;
          }
          case NotYet<T> _ -> clock.pass(Duration.ofSeconds(1));
          case Refused<T> refused -> throw new AssertionError(refused);
        }
      } catch (Crash _) {
        clock.pass(Duration.ofSeconds(1));
      }
    }
    throw new AssertionError("not done after " + MOST + " attempts");
  }

  /// One attempt.
  protected final <I extends StepInput, T> Outcome<T> attempt(Step<I, T> step, I input) {
    Run run = input.run();
    Changes made = changesOf.apply(run != null && run.dryRun());
    try {
      return step.run(input, made);
    } catch (Stop stop) {
      return stop.outcome();
    } finally {
      changes.addAll(made.list());
    }
  }

  /// What a step answered that changed nothing.
  protected static <T> StepResult<T> result(T value) {
    return new StepResult<>(value, List.of());
  }
}
