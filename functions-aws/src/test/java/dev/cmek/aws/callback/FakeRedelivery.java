package dev.cmek.aws.callback;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Keeps which deliveries come again when, with SQS's limit of twelve hours
/// ("ChangeMessageVisibility").
public final class FakeRedelivery implements Redelivery {

  private final List<Again> all = new ArrayList<>();

  /// A delivery that comes again.
  public record Again(String receiptHandle, Duration pause) {}

  /// The oldest first.
  public List<Again> all() {
    return List.copyOf(all);
  }

  @Override
  public void after(String receiptHandle, Duration pause) {
    if (pause.isNegative() || pause.compareTo(Duration.ofHours(12)) > 0) {
      throw new IllegalArgumentException("InvalidParameterValue: VisibilityTimeout");
    }
    all.add(new Again(receiptHandle, pause));
  }
}
