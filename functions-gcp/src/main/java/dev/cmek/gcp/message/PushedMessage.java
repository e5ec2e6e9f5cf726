package dev.cmek.gcp.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.state.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// A message as a push subscription posts it ("Receive messages with push subscriptions"):
/// `{"message":{"data":"<Base64>","messageId":"…","attributes":{…}},"subscription":"projects/…",
/// "deliveryAttempt":1}`.
///
/// @param id Pub/Sub's own; of a request that is no push a hash
/// @param text what it says; empty if the message has no data; what is no text stands here as
///   Base64, and what could not be decoded as it came
/// @param trouble what is wrong with how the data came; empty: nothing
/// @param receipts how often it was delivered, this time included: Pub/Sub counts for a
///   subscription with dead letters only, and 1 stands for not counted
public record PushedMessage(String id, String text, String trouble, int receipts) {

  /// Reads a request's body, whatever it is: what is no message must be told of like one.
  public static PushedMessage of(byte[] body) {
    JsonNode push = tree(body);
    JsonNode message = push.path("message");
    if (!message.isObject()) {
      String text = new String(body, StandardCharsets.UTF_8);
      return new PushedMessage(
          "unknown-" + Digest.sha256(text).substring(0, 16),
          text,
          "the request is no push of Pub/Sub",
          1);
    }
    String id = message.path("messageId").asText();
    String data = message.path("data").asText();
    int receipts = Math.max(1, push.path("deliveryAttempt").asInt());
    try {
      return new PushedMessage(id, decoded(data), "", receipts);
    } catch (IllegalArgumentException _) {
      return new PushedMessage(id, data, "the message's data is not Base64", receipts);
    } catch (CharacterCodingException _) {
      return new PushedMessage(
          id, data, "the message's bytes are no UTF-8 text: they are kept as Base64", receipts);
    }
  }

  private static String decoded(String data) throws CharacterCodingException {
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(data));
    return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
  }

  private static JsonNode tree(byte[] body) {
    try {
      return Payloads.tree(body);
    } catch (IllegalArgumentException _) {
      return Payloads.tree("{}".getBytes(StandardCharsets.UTF_8));
    }
  }
}
