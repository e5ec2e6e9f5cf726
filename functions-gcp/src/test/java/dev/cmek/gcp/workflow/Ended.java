package dev.cmek.gcp.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.shared.json.Payloads;
import java.nio.charset.StandardCharsets;

/// An execution at its end, as the API shows it.
record Ended(JsonNode json) {

  String id() {
    String name = json.path("name").asText();
    return name.substring(name.lastIndexOf('/') + 1);
  }

  boolean succeeded() {
    return json.path("state").asText().equals("SUCCEEDED");
  }

  JsonNode argument() {
    return tree(json.path("argument").asText());
  }

  JsonNode value() {
    return tree(json.path("result").asText("null"));
  }

  /// `ENABLED` and such, or the reason of the failure.
  String result() {
    return succeeded() ? value().path("error").asText() : error().path("code").asText();
  }

  /// What people are told of the failure.
  String cause() {
    return error().path("message").asText();
  }

  /// Whether another execution does the work.
  boolean duplicate() {
    return value().at("/run/duplicate").asBoolean();
  }

  private JsonNode error() {
    return tree(json.at("/error/payload").asText("null"));
  }

  private static JsonNode tree(String text) {
    return Payloads.tree((text.isEmpty() ? "null" : text).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return json.path("state").asText() + " " + result() + " " + cause();
  }
}
