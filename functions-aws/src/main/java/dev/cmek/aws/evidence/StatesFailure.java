package dev.cmek.aws.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cmek.aws.NotYetException;
import dev.cmek.aws.RefusedException;
import dev.cmek.shared.evidence.Failure;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.state.RunResult;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What Step Functions says of a failed state, `{"Error":…,"Cause":…}`, in our own terms.
public final class StatesFailure {

  private static final String AGAIN = "Send the same event again: the run goes on from here";

  private StatesFailure() {}

  /// The workflow's object with its `failure` and `recordFailure`, if it has them, as [Failure]s.
  public static byte[] translate(byte[] input) {
    ObjectNode object = (ObjectNode) Payloads.tree(input);
    for (String member : List.of("failure", "recordFailure")) {
      JsonNode failure = object.path(member);
      if (failure.has("Error")) {
        Failure ours = of(failure.path("Error").asText(), failure.path("Cause").asText());
        object.set(member, Payloads.tree(Payloads.write(ours)));
      }
    }
    return Payloads.write(object);
  }

  static Failure of(String error, String cause) {
    String message = message(cause);
    JsonNode said = json(message);
    boolean refused = error.equals(RefusedException.class.getName());
    if (refused && said.has("reason")) {
      return new Failure(
          RunResult.REFUSED,
          said.path("reason").asText(),
          said.path("message").asText(),
          said.path("remedy").asText());
    }
    if (error.equals(NotYetException.class.getName()) && said.has("reason")) {
      return new Failure(
          RunResult.FAILED,
          said.path("reason").asText(),
          "gave up waiting: " + said.path("message").asText(),
          AGAIN);
    }
    // A defect, the engine's own word, or an outcome that was cut short on its way.
    return new Failure(
        refused ? RunResult.REFUSED : RunResult.FAILED,
        error,
        message.isEmpty() ? "see the log of the function" : message,
        "Look for this run's ERROR line in the functions' logs. " + AGAIN);
  }

  /// Lambda's cause is `{"errorMessage":…,"errorType":…}`; Step Functions' own is plain text.
  private static String message(String cause) {
    JsonNode json = json(cause);
    return json.isObject() ? json.path("errorMessage").asText() : cause;
  }

  private static JsonNode json(String text) {
    try {
      return Payloads.tree(text.getBytes(StandardCharsets.UTF_8));
    } catch (IllegalArgumentException _) {
      return Payloads.tree("null".getBytes(StandardCharsets.UTF_8));
    }
  }
}
