package dev.cmek.gcp.message;

import com.google.api.services.pubsub.Pubsub;
import com.google.api.services.pubsub.model.PublishRequest;
import com.google.api.services.pubsub.model.PubsubMessage;
import dev.cmek.gcp.call.GoogleCalls;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A topic to publish to.
public final class Topic {

  /// What an attribute's value may have ("Pub/Sub quotas and limits", resource limits).
  private static final int MOST_BYTES = 1024;

  private final Pubsub client;
  private final GoogleCalls calls;
  private final String name;

  /// A topic.
  ///
  /// @param name `projects/p/topics/t`
  public Topic(Pubsub client, GoogleCalls calls, String name) {
    this.client = client;
    this.calls = calls;
    this.name = name;
  }

  /// Publishes a message, at least once.
  ///
  /// @param data may be empty if there are attributes
  /// @param attributes their values are cut to the length that Pub/Sub takes
  public void publish(byte[] data, Map<String, String> attributes) {
    Map<String, String> taken = new TreeMap<>();
    attributes.forEach((key, value) -> taken.put(key, shortened(value)));
    PubsubMessage message = new PubsubMessage().encodeData(data).setAttributes(taken);
    PublishRequest request = new PublishRequest().setMessages(List.of(message));
    var _ =
        calls.call(
            "pubsub.topics.publish",
            name,
            () -> client.projects().topics().publish(name, request).execute());
  }

  private static String shortened(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= MOST_BYTES) {
      return value;
    }
    // One byte of the last character may be cut off; it is left out with the mark of what follows.
    String cut = new String(bytes, 0, MOST_BYTES - 3, StandardCharsets.UTF_8);
    return cut.replaceAll("\uFFFD+$", "") + "…";
  }
}
