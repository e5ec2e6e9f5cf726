package dev.cmek.shared.door;

import dev.cmek.shared.door.OnboardingDoor.Answer.Rejected;
import dev.cmek.shared.step.Stop;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The dead-letter queue in memory, with SQS's rules that no attribute may be empty, nor have
/// characters that XML has not ("SendMessage").
public final class FakeDeadLetters implements DeadLetters {

  private static final Pattern TEXT =
      Pattern.compile("[\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]+");

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
    for (String text : List.of(message, rejected.field(), rejected.message())) {
      if (!TEXT.matcher(text).matches()) {
        throw new IllegalArgumentException("InvalidMessageContents: " + text);
      }
    }
    letters.add(new Letter(message, rejected));
  }
}
