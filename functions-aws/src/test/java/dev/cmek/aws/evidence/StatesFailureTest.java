package dev.cmek.aws.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.shared.evidence.Failure;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.state.RunResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatesFailureTest {

  private static final String REFUSED = "dev.cmek.aws.RefusedException";
  private static final String NOT_YET = "dev.cmek.aws.NotYetException";
  private static final String AGAIN = "Send the same event again: the run goes on from here";
  private static final String LOOK =
      "Look for this run's ERROR line in the functions' logs. " + AGAIN;

  @ParameterizedTest
  @MethodSource("failures")
  void everyCauseIsPutInOurTerms(String error, String cause, Failure expected) {
    byte[] input = Payloads.write(Map.of("failure", Map.of("Error", error, "Cause", cause)));

    JsonNode failure = Payloads.tree(new StatesFailure().inRun(input)).path("failure");

    assertThat(Payloads.convert(failure, Failure.class)).isEqualTo(expected);
  }

  static List<Arguments> failures() {
    return List.of(
        Arguments.of(
            REFUSED,
            lambda(
                REFUSED,
                """
                {"reason":"ROLE_OWNED_BY_OTHERS","message":"role \\"r\\" is not ours",\
                "remedy":"Rename it"}\
                """),
            new Failure(
                RunResult.REFUSED, "ROLE_OWNED_BY_OTHERS", "role \"r\" is not ours", "Rename it")),
        Arguments.of(
            NOT_YET,
            lambda(NOT_YET, "{\"reason\":\"THROTTLED\",\"message\":\"Rate exceeded\"}"),
            new Failure(RunResult.FAILED, "THROTTLED", "gave up waiting: Rate exceeded", AGAIN)),
        Arguments.of(
            "java.lang.IllegalStateException",
            lambda("java.lang.IllegalStateException", "run 3f is lost"),
            new Failure(
                RunResult.FAILED, "java.lang.IllegalStateException", "run 3f is lost", LOOK)),
        Arguments.of(
            "java.lang.NullPointerException",
            "{\"errorType\":\"java.lang.NullPointerException\",\"stackTrace\":[]}",
            new Failure(
                RunResult.FAILED,
                "java.lang.NullPointerException",
                "see the log of the function",
                LOOK)),
        Arguments.of(
            "Sandbox.Timedout",
            lambda("Sandbox.Timedout", "RequestId: 9f3c Error: Task timed out after 60.00 seconds"),
            new Failure(
                RunResult.FAILED,
                "Sandbox.Timedout",
                "RequestId: 9f3c Error: Task timed out after 60.00 seconds",
                LOOK)),
        Arguments.of(
            "States.Timeout",
            "",
            new Failure(RunResult.FAILED, "States.Timeout", "see the log of the function", LOOK)),
        Arguments.of(
            "States.DataLimitExceeded",
            "The state/task 'EnsureKeys' returned a result with a size exceeding the maximum"
                + " number of bytes service limit.",
            new Failure(
                RunResult.FAILED,
                "States.DataLimitExceeded",
                "The state/task 'EnsureKeys' returned a result with a size exceeding the maximum"
                    + " number of bytes service limit.",
                LOOK)),
        Arguments.of(
            "States.Runtime",
            "[not, an object]",
            new Failure(RunResult.FAILED, "States.Runtime", "[not, an object]", LOOK)),
        Arguments.of(
            "Lambda.TooManyRequestsException",
            "Rate Exceeded. (Service: Lambda, Status Code: 429, Request ID: 9f3c)",
            new Failure(
                RunResult.FAILED,
                "Lambda.TooManyRequestsException",
                "Rate Exceeded. (Service: Lambda, Status Code: 429, Request ID: 9f3c)",
                LOOK)));
  }

  @ParameterizedTest
  @ValueSource(strings = {REFUSED, NOT_YET})
  void aCauseThatWasCutShortStillSaysSomething(String error) {
    String cause = lambda(error, "{\"reason\":\"ACCESS_CHANGED_BY_OTHERS\",\"message\":\"policy");
    byte[] input =
        Payloads.write(
            Map.of(
                "failure",
                Map.of("Error", error, "Cause", cause.substring(0, cause.length() - 30))));

    Failure failure = failure(input, "failure");

    assertThat(failure.result())
        .isEqualTo(error.equals(REFUSED) ? RunResult.REFUSED : RunResult.FAILED);
    assertThat(failure.reason()).isEqualTo(error);
    assertThat(failure.message()).contains("ACCESS_CHANGED_BY_OTHERS");
    assertThat(failure.remedy()).isNotBlank();
  }

  @Test
  void bothFailuresAreTranslatedAndAllElseStays() {
    byte[] input =
        """
        {"run":{"id":"3f"},
         "failure":{"Error":"States.Timeout"},
         "recordFailure":{"Error":"States.TaskFailed","Cause":"no bucket"}}\
        """
            .getBytes(StandardCharsets.UTF_8);

    byte[] translated = new StatesFailure().inRun(input);

    assertThat(Payloads.tree(translated).path("run").path("id").asText()).isEqualTo("3f");
    assertThat(failure(translated, "failure").reason()).isEqualTo("States.Timeout");
    assertThat(failure(translated, "recordFailure").message()).isEqualTo("no bucket");
  }

  @Test
  void whatIsTranslatedAlreadyStays() {
    byte[] once =
        new StatesFailure()
            .inRun(
                Payloads.write(Map.of("failure", Map.of("Error", "States.Timeout", "Cause", ""))));

    assertThat(Payloads.tree(new StatesFailure().inRun(once))).isEqualTo(Payloads.tree(once));
  }

  @Test
  void aRunWithoutFailureStaysAsItIs() {
    byte[] input = "{\"run\":{\"id\":\"3f\"}}".getBytes(StandardCharsets.UTF_8);

    assertThat(new StatesFailure().inRun(input)).isEqualTo(input);
  }

  private static Failure failure(byte[] json, String member) {
    return Payloads.convert(
        Payloads.tree(new StatesFailure().inRun(json)).path(member), Failure.class);
  }

  /// As Lambda words the failure of a Java function.
  private static String lambda(String type, String message) {
    return "{\"errorMessage\":"
        + Payloads.writeString(message)
        + ",\"errorType\":\""
        + type
        + "\",\"stackTrace\":[\"java.base/java.lang.Thread.run(Thread.java:1583)\"]}";
  }
}
