package dev.cmek.gcp.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.state.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// A message as a push subscription posts it ("Receive messages with push subscriptions"):
/// `{"message":{"data":"<Base64>","messageId":"…","attributes":{…}},"subscription":"projects/…",
/// "deliveryAttempt":1}`.
///
/// @param id Pub/Sub's own; of a request that is no push a hash
/// @param data empty if the message has none; what could not be decoded stands here as it came
/// @param trouble what is wrong with how the data came; empty: nothing
/// @param receipts how often it was delivered, this time included: Pub/Sub counts for a
///   subscription with dead letters only, and 1 stands for not counted
public record PushedMessage(String id, ByteString data, String trouble, int receipts) {

  /// Reads a request's body, whatever it is: what is no message must be told of like one.
  public static PushedMessage of(ByteString body) {
    JsonNode push = tree(body);
    JsonNode message = push.path("message");
    if (!message.isObject()) {
      return new PushedMessage(
          "unknown-" + Digest.sha256(body.toStringUtf8()).substring(0, 16),
          body,
          "the request is no push of Pub/Sub",
          1);
    }
    String id = message.path("messageId").asText();
    String data = message.path("data").asText();
    int receipts = Math.max(1, push.path("deliveryAttempt").asInt());
    try {
      return new PushedMessage(
          id, ByteString.copyFrom(Base64.getDecoder().decode(data)), "", receipts);
    } catch (IllegalArgumentException _) {
      return new PushedMessage(
          id, ByteString.copyFromUtf8(data), "the message's data is not Base64", receipts);
    }
  }

  private static JsonNode tree(ByteString body) {
    try {
      return Payloads.tree(body.toByteArray());
    } catch (IllegalArgumentException _) {
      return Payloads.tree("{}".getBytes(StandardCharsets.UTF_8));
    }
  }
}
