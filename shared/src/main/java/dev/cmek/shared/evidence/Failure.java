package dev.cmek.shared.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.shared.state.RunResult;

/// Why a run ended without doing what was asked.
///
/// @param result [RunResult#REFUSED] or [RunResult#FAILED]
/// @param reason a `Reason`'s name, or the defect's own name, such as `States.Timeout`
/// @param remedy what a person can do
public record Failure(RunResult result, String reason, String message, String remedy) {

  private static final String AGAIN = "Send the same event again: the run goes on from here";

  /// A step refused.
  ///
  /// @param said `{"reason","message","remedy"}`
  public static Failure refused(JsonNode said) {
    return new Failure(
        RunResult.REFUSED,
        said.path("reason").asText(),
        said.path("message").asText(),
        said.path("remedy").asText());
  }

  /// The workflow gave up asking a step that could not yet tell or do it.
  ///
  /// @param said `{"reason","message"}`
  public static Failure gaveUpWaiting(JsonNode said) {
    return new Failure(
        RunResult.FAILED,
        said.path("reason").asText(),
        "gave up waiting: " + said.path("message").asText(),
        AGAIN);
  }

  /// A defect, the engine's own word, or an outcome that was cut short on its way.
  ///
  /// @param name such as `States.Timeout`
  /// @param message empty if nothing was said
  public static Failure defect(RunResult result, String name, String message) {
    return new Failure(
        result,
        name,
        message.isEmpty() ? "see the log of the function" : message,
        "Look for this run's ERROR line in the functions' logs. " + AGAIN);
  }
}
