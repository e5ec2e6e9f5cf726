package dev.cmek.aws.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.aws.NotYetException;
import dev.cmek.aws.RefusedException;
import dev.cmek.shared.evidence.EngineFailures;
import dev.cmek.shared.evidence.Failure;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.state.RunResult;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What Step Functions says of a failed state, `{"Error":…,"Cause":…}`, in our own terms.
public final class StatesFailure implements EngineFailures {

  @Override
  public Optional<Failure> read(JsonNode member) {
    return member.has("Error")
        ? Optional.of(of(member.path("Error").asText(), member.path("Cause").asText()))
        : Optional.empty();
  }

  private static Failure of(String error, String cause) {
    String message = message(cause);
    JsonNode said = json(message);
    boolean refused = error.equals(RefusedException.class.getName());
    if (refused && said.has("reason")) {
      return Failure.refused(said);
    }
    if (error.equals(NotYetException.class.getName()) && said.has("reason")) {
      return Failure.gaveUpWaiting(said);
    }
    return Failure.defect(refused ? RunResult.REFUSED : RunResult.FAILED, error, message);
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
