package dev.cmek.shared.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Outcome.NotYet;
import dev.cmek.shared.step.Outcome.Refused;
import org.assertj.core.api.AbstractAssert;

/// What tests say of an outcome.
public final class OutcomeAssert<T> extends AbstractAssert<OutcomeAssert<T>, Outcome<T>> {

  private OutcomeAssert(Outcome<T> outcome) {
    super(outcome, OutcomeAssert.class);
  }

  public static <T> OutcomeAssert<T> assertOutcome(Outcome<T> outcome) {
    return new OutcomeAssert<>(outcome);
  }

  /// The value of a done one.
  public T isDone() {
    if (actual instanceof Done<T>(T value)) {
      return value;
    }
    throw failure("expected it to be done, but it was %s", actual);
  }

  /// Waits for this reason, and says so with these words.
  public void isNotYet(Reason reason, String... words) {
    if (!(actual instanceof NotYet<T>(Reason why, String message))) {
      throw failure("expected to wait for %s, but it was %s", reason, actual);
    }
    assertThat(why).isEqualTo(reason);
    for (String word : words) {
      assertThat(message).contains(word);
    }
  }

  /// Is refused for this reason, with these words in message and remedy together.
  public void isRefused(Reason reason, String... words) {
    if (!(actual instanceof Refused<T>(Reason why, String message, String remedy))) {
      throw failure("expected it to be refused for %s, but it was %s", reason, actual);
    }
    assertThat(why).as(message).isEqualTo(reason);
    for (String word : words) {
      assertThat(message + " | " + remedy).contains(word);
    }
    assertThat(remedy).isNotBlank();
  }
}
