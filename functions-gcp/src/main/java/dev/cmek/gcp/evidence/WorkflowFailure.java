package dev.cmek.gcp.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.shared.evidence.EngineFailures;
import dev.cmek.shared.evidence.Failure;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.state.RunResult;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What a workflow catches, in our own terms ("Workflows: Errors").
///
/// A function's answer is `{"tags":["HttpError"],"code":422,"message":"HTTP server responded with
/// error code 422", "headers":{…},"body":{"reason",…}}`; a lost connection, a time-out and the
/// workflow's own mistakes are `{"tags":["KeyError","LookupError"],"message":"KeyError: key not
/// found: …"}`; a `raise` is whatever it raised.
public final class WorkflowFailure implements EngineFailures {

  private static final int NOT_YET = 409;
  private static final int REFUSED = 422;

  /// Who may not call a function is answered so by the platform, not by the function.
  private static final int FORBIDDEN = 403;

  @Override
  public Optional<Failure> read(JsonNode member) {
    return member.isMissingNode() || member.isNull() || member.has("result")
        ? Optional.empty()
        : Optional.of(of(member));
  }

  private static Failure of(JsonNode caught) {
    JsonNode said = said(caught.path("body"));
    int code = caught.path("code").asInt();
    if (code == REFUSED && said.has("reason")) {
      return Failure.refused(said);
    }
    if (code == NOT_YET && said.has("reason")) {
      return Failure.gaveUpWaiting(said);
    }
    if (code == FORBIDDEN && !said.has("reason")) {
      return new Failure(
          RunResult.FAILED,
          "MISSING_RIGHT",
          "the workflow's service account may not call the function",
          "Give it run.routes.invoke on the function's service, then send the same event again");
    }
    return Failure.defect(
        code == REFUSED ? RunResult.REFUSED : RunResult.FAILED,
        said.path("reason").asText(kind(caught)),
        said.path("message").asText(message(caught)));
  }

  /// The body is an object where the function says that it is JSON; cut short it is text.
  private static JsonNode said(JsonNode body) {
    try {
      return body.isTextual()
          ? Payloads.tree(body.asText().getBytes(StandardCharsets.UTF_8))
          : body;
    } catch (IllegalArgumentException _) {
      return Payloads.tree("{}".getBytes(StandardCharsets.UTF_8));
    }
  }

  /// Such as `HTTP_503`, `ConnectionError` or `KeyError`.
  private static String kind(JsonNode caught) {
    return caught.has("code")
        ? "HTTP_" + caught.path("code").asText()
        : caught.path("tags").path(0).asText("WorkflowError");
  }

  private static String message(JsonNode caught) {
    return caught.isTextual() ? caught.asText() : caught.path("message").asText();
  }
}
