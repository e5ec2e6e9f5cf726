package dev.cmek.local.gcp.workflow;

import com.fasterxml.jackson.databind.JsonNode;

/// Where an execution goes on after a step.
sealed interface Flow {

  /// With the step below.
  record Onward() implements Flow {}

  /// With the step of that name, in this block or one around it.
  record Jump(String step) implements Flow {}

  /// Out of the subworkflow.
  record Returned(JsonNode value) implements Flow {}

  /// Behind the loop.
  record Broken() implements Flow {}

  /// With the loop's next turn.
  record Continued() implements Flow {}

  /// Nowhere: the execution is at its end.
  record Ended() implements Flow {}

  /// What `next` says.
  static Flow to(String next) {
    return switch (next) {
      case "end" -> new Ended();
      case "break" -> new Broken();
      case "continue" -> new Continued();
      default -> new Jump(next);
    };
  }
}
