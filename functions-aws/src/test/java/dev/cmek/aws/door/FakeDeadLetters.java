package dev.cmek.aws.door;

import dev.cmek.shared.door.OnboardingDoor.Answer.Rejected;
import dev.cmek.shared.step.Stop;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The dead-letter queue in memory, with SQS's rule that no attribute may be empty.
public final class FakeDeadLetters implements DeadLetters {

  private final List<Letter> letters = new ArrayList<>();
  private int stops;
  private @Nullable Stop stop;

  /// A message as it lies in the queue.
  public record Letter(String message, Rejected why) {}

  /// The next letters are not taken.
  public void stopNext(int calls, Stop with) {
    stops = calls;
    stop = with;
  }

  /// What lies there, the oldest first.
  public List<Letter> letters() {
    return List.copyOf(letters);
  }

  @Override
  public void send(String message, Rejected rejected) {
    if (stops > 0 && stop != null) {
      stops--;
      throw stop;
    }
    if (message.isEmpty() || rejected.field().isEmpty() || rejected.message().isEmpty()) {
      throw new IllegalArgumentException("InvalidParameterValue: must contain a non-empty value");
    }
    letters.add(new Letter(message, rejected));
  }
}
