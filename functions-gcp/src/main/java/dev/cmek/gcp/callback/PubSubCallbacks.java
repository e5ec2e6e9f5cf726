package dev.cmek.gcp.callback;

import dev.cmek.gcp.message.Topic;
import dev.cmek.shared.callback.Callback;
import dev.cmek.shared.callback.Callbacks;
import dev.cmek.shared.json.Payloads;
import java.util.Map;

/// Callbacks in a topic, each as JSON.
public final class PubSubCallbacks implements Callbacks {

  private final Topic topic;

  public PubSubCallbacks(Topic topic) {
    this.topic = topic;
  }

  @Override
  public void send(Callback callback) {
    topic.publish(Payloads.write(callback), Map.of());
  }
}
