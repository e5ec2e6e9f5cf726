package dev.cmek.shared.step;

import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Outcome.NotYet;
import dev.cmek.shared.step.Outcome.Refused;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Runs a step the same way on every cloud: reads its input, gives it its [Changes], logs how it
/// ended, and lets no wait outlast the run's deadline.
///
/// @param <I> the step's input
/// @param <T> the step's value
public final class StepRunner<I extends StepInput, T> {

  private final Class<I> inputType;
  private final Step<I, T> step;
  private final Function<Boolean, Changes> changesOf;
  private final InstantSource clock;
  private final StepLog log;

  /// A runner for one function instance.
  ///
  /// @param changesOf makes the list of changes; its argument says whether it is a dry run
  public StepRunner(
      Class<I> inputType,
      Step<I, T> step,
      Function<Boolean, Changes> changesOf,
      InstantSource clock,
      StepLog log) {
    this.inputType = inputType;
    this.step = step;
    this.changesOf = changesOf;
    this.clock = clock;
    this.log = log;
  }

  /// Runs the step once.
  ///
  /// @param input the workflow's object as JSON
  /// @throws RuntimeException for defects and lost connections, which the workflow tries again
  public Outcome<StepResult<T>> run(byte[] input) {
    Instant since = clock.instant();
    I read = read(input, since);
    Run run = read.run();
    Changes changes = changesOf.apply(run != null && run.dryRun());
    try {
      Outcome<StepResult<T>> outcome = bounded(read.deadline(), outcome(read, changes));
      changes.list().forEach(change -> log.changed(run, change));
      log.ended(run, outcome, since);
      return outcome;
    } catch (RuntimeException e) {
      changes.list().forEach(change -> log.changed(run, change));
      log.failed(run, e, since);
      throw e;
    }
  }

  private I read(byte[] input, Instant since) {
    try {
      return Payloads.read(input, inputType);
    } catch (RuntimeException e) {
      log.failed(null, e, since);
      throw e;
    }
  }

  private Outcome<StepResult<T>> outcome(I input, Changes changes) {
    try {
      return switch (step.run(input, changes)) {
        case Done<T>(T value) -> new Done<>(new StepResult<>(value, changes.list()));
        case NotYet<T>(Reason reason, String message) -> new NotYet<>(reason, message);
        case Refused<T>(Reason reason, String message, String remedy) ->
            new Refused<>(reason, message, remedy);
      };
    } catch (Stop stop) {
      return stop.outcome();
    }
  }

  private Outcome<StepResult<T>> bounded(
      @Nullable Instant deadline, Outcome<StepResult<T>> outcome) {
    if (deadline != null
        && outcome instanceof NotYet<StepResult<T>>(Reason reason, String message)
        && clock.instant().isAfter(deadline)) {
      return new Refused<>(
          Reason.DEADLINE_PASSED,
          "gave up at the deadline " + deadline + " while waiting: " + reason + ", " + message,
          "See to what is being waited for, then send the same event again: it goes on from here");
    }
    return outcome;
  }
}
