package dev.cmek.gcp.door;

import dev.cmek.gcp.message.Topic;
import dev.cmek.shared.door.DeadLetters;
import dev.cmek.shared.door.OnboardingDoor.Answer.Rejected;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Dead letters in the topic that also takes what a push subscription gives up on.
public final class PubSubDeadLetters implements DeadLetters {

  private final Topic topic;

  public PubSubDeadLetters(Topic topic) {
    this.topic = topic;
  }

  @Override
  public void send(String message, Rejected rejected) {
    topic.publish(
        message.getBytes(StandardCharsets.UTF_8),
        Map.of(
            "reason", rejected.reason().name(),
            "field", rejected.field(),
            "message", rejected.message()));
  }
}
