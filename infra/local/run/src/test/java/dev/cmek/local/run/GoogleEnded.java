package dev.cmek.local.run;

import com.fasterxml.jackson.databind.JsonNode;

/// An execution that is over, as Workflows remembers it.
record GoogleEnded(JsonNode execution) {

  /// As our documents call it, such as `cmek-provision/5f0c…`.
  String id() {
    String[] name = execution.path("name").asText().split("/", -1);
    return name[name.length - 3] + "/" + name[name.length - 1];
  }

  /// Such as `SUCCEEDED`.
  String state() {
    return execution.path("state").asText();
  }

  /// What it returned; missing if it did not.
  JsonNode result() {
    return document(execution.path("result"));
  }

  /// What it raised: `code` and `message`; missing if it did not.
  JsonNode error() {
    return document(execution.at("/error/payload"));
  }

  /// Whether it is a sweep that found another one at work, and left it to that.
  boolean wasInTheWay() {
    return result().path("busy").asBoolean();
  }

  private static JsonNode document(JsonNode text) {
    return text.isTextual() ? Json.tree(text.asText()) : text;
  }
}
