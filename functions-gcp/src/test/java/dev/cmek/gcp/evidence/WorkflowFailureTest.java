package dev.cmek.gcp.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.shared.evidence.Failure;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.state.RunResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WorkflowFailureTest {

  private static final String AGAIN = "Send the same event again: the run goes on from here";
  private static final String LOOK =
      "Look for this run's ERROR line in the functions' logs. " + AGAIN;

  private final WorkflowFailure failures = new WorkflowFailure();

  @ParameterizedTest
  @MethodSource("failures")
  void everyCauseIsPutInOurTerms(String caught, Failure expected) {
    byte[] input = bytes("{\"failure\":" + caught + "}");

    byte[] translated = failures.inRun(input);

    assertThat(Payloads.convert(Payloads.tree(translated).path("failure"), Failure.class))
        .isEqualTo(expected);
  }

  static List<Arguments> failures() {
    return List.of(
        Arguments.of(
            answered(
                422,
                "{\"reason\":\"ACCOUNT_OWNED_BY_OTHERS\",\"message\":\"not ours\","
                    + "\"remedy\":\"Rename it\"}"),
            new Failure(RunResult.REFUSED, "ACCOUNT_OWNED_BY_OTHERS", "not ours", "Rename it")),
        Arguments.of(
            answered(409, "{\"reason\":\"THROTTLED\",\"message\":\"slow down\"}"),
            new Failure(RunResult.FAILED, "THROTTLED", "gave up waiting: slow down", AGAIN)),
        Arguments.of(
            answered(500, "{\"reason\":\"DEFECT\",\"message\":\"run 3f is lost\"}"),
            new Failure(RunResult.FAILED, "DEFECT", "run 3f is lost", LOOK)),
        Arguments.of(
            answered(403, "\"<html>403 Forbidden</html>\""),
            new Failure(
                RunResult.FAILED,
                "MISSING_RIGHT",
                "the workflow's service account may not call the function",
                "Give it run.routes.invoke on the function's service, then send the same event"
                    + " again")),
        Arguments.of(
            answered(503, "\"<html>Service Unavailable</html>\""),
            new Failure(
                RunResult.FAILED, "HTTP_503", "HTTP server responded with error code 503", LOOK)),
        Arguments.of(
            answered(422, "\"{\\\"reason\\\":\\\"KEY_OWNED_BY_OTHERS\\\",\\\"mess\""),
            new Failure(
                RunResult.REFUSED, "HTTP_422", "HTTP server responded with error code 422", LOOK)),
        Arguments.of(
            answered(
                422,
                "\"{\\\"reason\\\":\\\"WRONG_CLOUD\\\",\\\"message\\\":\\\"m\\\","
                    + "\\\"remedy\\\":\\\"r\\\"}\""),
            new Failure(RunResult.REFUSED, "WRONG_CLOUD", "m", "r")),
        Arguments.of(
            "{\"tags\":[\"ConnectionError\"],\"message\":\"connection broken\"}",
            new Failure(RunResult.FAILED, "ConnectionError", "connection broken", LOOK)),
        Arguments.of(
            "{\"tags\":[\"TimeoutError\",\"HttpError\"],\"message\":\"no answer in 60 s\"}",
            new Failure(RunResult.FAILED, "TimeoutError", "no answer in 60 s", LOOK)),
        Arguments.of(
            "{\"tags\":[\"KeyError\",\"LookupError\"],\"message\":\"KeyError: key not found: x\"}",
            new Failure(RunResult.FAILED, "KeyError", "KeyError: key not found: x", LOOK)),
        Arguments.of(
            "\"raised as text\"",
            new Failure(RunResult.FAILED, "WorkflowError", "raised as text", LOOK)),
        Arguments.of(
            "{}",
            new Failure(RunResult.FAILED, "WorkflowError", "see the log of the function", LOOK)));
  }

  @Test
  void bothFailuresAreTranslatedAndAllElseStays() {
    byte[] input =
        bytes(
            "{\"run\":{\"id\":\"3f\"},\"failure\":"
                + answered(500, "{\"reason\":\"DEFECT\",\"message\":\"a\"}")
                + ",\"recordFailure\":"
                + answered(503, "\"\"")
                + "}");

    var translated = Payloads.tree(failures.inRun(input));

    assertThat(translated.path("run").path("id").asText()).isEqualTo("3f");
    assertThat(translated.path("failure").path("reason").asText()).isEqualTo("DEFECT");
    assertThat(translated.path("recordFailure").path("reason").asText()).isEqualTo("HTTP_503");
  }

  @Test
  void atTheEndOfASweepTheFailureIsInWhatWasFound() {
    byte[] input = bytes("{\"start\":{},\"found\":{\"failure\":" + answered(503, "\"\"") + "}}");

    var translated = Payloads.tree(failures.inSweep(input));

    assertThat(translated.path("found").path("failure").path("reason").asText())
        .isEqualTo("HTTP_503");
  }

  @Test
  void whatDidNotFailOrIsTranslatedStays() {
    byte[] once = failures.inRun(bytes("{\"failure\":" + answered(503, "\"\"") + "}"));
    byte[] none = bytes("{\"run\":{\"id\":\"3f\"},\"failure\":null}");

    assertThat(failures.inRun(once)).isEqualTo(once);
    assertThat(failures.inRun(none)).isEqualTo(none);
  }

  /// As Workflows words the answer of a function that is no success.
  private static String answered(int status, String body) {
    return """
    {"tags":["HttpError"],"code":%d,"message":"HTTP server responded with error code %d",\
    "headers":{"Content-Type":"application/json"},"body":%s}\
    """
        .formatted(status, status, body);
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }
}
