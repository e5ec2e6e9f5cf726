package dev.cmek.local.gcp.pubsub;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/// A published message.
///
/// @param id digits, given by this cloud
/// @param data may be empty if there are attributes
public record Message(
    String id, ByteString data, Map<String, String> attributes, Instant published) {

  /// Copies the attributes.
  public Message {
    attributes = Map.copyOf(attributes);
  }

  /// As pulled or listed: empty data and attributes are left out, as JSON of a protocol buffer
  /// leaves them out.
  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    if (!data.isEmpty()) {
      json.put("data", Base64.getEncoder().encodeToString(data.toByteArray()));
    }
    withAttributes(json);
    return json.put("messageId", id).put("publishTime", published.toString());
  }

  /// As pushed: with the ids in both spellings ("Pub/Sub: Receive push messages").
  ObjectNode pushed() {
    return json().put("message_id", id).put("publish_time", published.toString());
  }

  /// For people: the data as text.
  ObjectNode readable() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("messageId", id);
    json.put("data", data.toStringUtf8());
    json.putObject("attributes");
    withAttributes(json);
    return json.put("publishTime", published.toString());
  }

  private void withAttributes(ObjectNode json) {
    if (!attributes.isEmpty()) {
      ObjectNode own = json.putObject("attributes");
      new TreeMap<>(attributes).forEach(own::put);
    }
  }
}
