package dev.cmek.shared.door;

import dev.cmek.shared.door.OnboardingDoor.Answer.Rejected;
import dev.cmek.shared.step.Stop;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The dead-letter queue or topic in memory.
public final class FakeDeadLetters implements DeadLetters {

  /// SQS takes nothing empty, nor characters that XML has not ("SendMessage").
  private static final Pattern SQS =
      Pattern.compile("[\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]+");

  /// Pub/Sub takes any data beside an attribute ("PubsubMessage").
  private static final Pattern PUB_SUB = Pattern.compile("(?s).*");

  private final Pattern data;
  private final List<Letter> letters = new ArrayList<>();
  private int stops;
  private @Nullable Stop stop;

  /// A queue of SQS.
  public FakeDeadLetters() {
    this(SQS);
  }

  private FakeDeadLetters(Pattern data) {
    this.data = data;
  }

  /// A topic of Pub/Sub.
  public static FakeDeadLetters ofPubSub() {
    return new FakeDeadLetters(PUB_SUB);
  }

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
    require(data, message);
    require(SQS, rejected.field());
    require(SQS, rejected.message());
    letters.add(new Letter(message, rejected));
  }

  private static void require(Pattern pattern, String text) {
    if (!pattern.matcher(text).matches()) {
      throw new IllegalArgumentException("InvalidMessageContents: " + text);
    }
  }
}
