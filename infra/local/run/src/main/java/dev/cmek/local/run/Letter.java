package dev.cmek.local.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/// A message that somebody was sent.
///
/// @param attributes their texts by name
/// @param eventType of the event that it tells other systems, such as `dev.cmek.access.lost.v1`
/// @param eventSubject which cluster the event is about; empty if none
/// @param title one line, if it tells people
/// @param text for people, below the title
record Letter(
    String body,
    Map<String, String> attributes,
    Optional<String> eventType,
    String eventSubject,
    Optional<String> title,
    String text) {

  Letter {
    attributes = Map.copyOf(attributes);
  }

  /// A message of SQS, that came over the bus as an event or over the topic as a notice.
  static Letter ofAws(String body, Map<String, String> attributes) {
    JsonNode tree = StepAnswer.json(body);
    return new Letter(
        body,
        attributes,
        filled(tree.path("detail-type")),
        tree.at("/detail/subject").asText(),
        filled(tree.path("Subject")),
        tree.path("Message").asText());
  }

  /// A message of Pub/Sub: one event, whose extension attributes are what people read.
  static Letter ofGoogleCloud(String body, Map<String, String> attributes) {
    JsonNode tree = StepAnswer.json(body);
    return new Letter(
        body,
        attributes,
        filled(tree.path("type")),
        tree.path("subject").asText(),
        filled(tree.path("title")),
        tree.path("text").asText());
  }

  /// Whether it holds the same JSON; LocalStack does not keep a body's blanks.
  boolean isSame(String json) {
    JsonNode tree = StepAnswer.json(body);
    return !tree.isMissingNode() && tree.equals(StepAnswer.json(json));
  }

  private static Optional<String> filled(JsonNode text) {
    return Optional.of(text.asText()).filter(value -> !value.isEmpty());
  }
}
