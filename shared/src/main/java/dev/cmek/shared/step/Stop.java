package dev.cmek.shared.step;

import dev.cmek.shared.step.Outcome.NotYet;
import dev.cmek.shared.step.Outcome.Refused;

/// Carries a port's own [Outcome.NotYet] or [Outcome.Refused] past the step to [StepRunner]: the
/// service throttles, is not there, or denies the call. Every step would answer it alike, so none
/// has to. A step that knows better what it means catches it.
public final class Stop extends RuntimeException {

  private final transient Outcome<?> outcome;

  private Stop(Outcome<?> outcome, String message) {
    super(message, null, false, false);
    this.outcome = outcome;
  }

  /// Asking again may help.
  public static Stop notYet(Reason reason, String message) {
    return new Stop(new NotYet<>(reason, message), message);
  }

  /// Somebody has to change something.
  public static Stop refused(Reason reason, String message, String remedy) {
    return new Stop(new Refused<>(reason, message, remedy), message);
  }

  /// The same as something to wait for, if it is a refusal for this reason: where the step knows
  /// that the object is too young for the refusal to be final.
  public Stop asNotYet(Reason refused, Reason waiting) {
    return outcome instanceof Refused<?>(Reason reason, String message, String _)
            && reason == refused
        ? notYet(waiting, message)
        : this;
  }

  /// Why it stops.
  public Reason reason() {
    return switch (outcome) {
      case NotYet<?>(Reason reason, String _) -> reason;
      case Refused<?>(Reason reason, String _, String _) -> reason;
      case Outcome.Done<?> _ -> throw new IllegalStateException("a stop is never done");
    };
  }

  /// The outcome to end with.
  public <T> Outcome<T> outcome() {
    return switch (outcome) {
      case NotYet<?>(Reason reason, String message) -> new NotYet<>(reason, message);
      case Refused<?>(Reason reason, String message, String remedy) ->
          new Refused<>(reason, message, remedy);
      case Outcome.Done<?> _ -> throw new IllegalStateException("a stop is never done");
    };
  }
}
