package dev.cmek.gcp.callback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.gcp.http.Answer;
import dev.cmek.gcp.http.SentRequest;
import dev.cmek.gcp.wiring.FakeWiring;
import dev.cmek.shared.cluster.ManualClock;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.step.Reason;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The inbox's own rules are its own test's: this one is about pushes.
class CallbackFunctionTest {

  private final FakeWiring wiring =
      new FakeWiring(new ManualClock(Instant.parse("2026-11-22T10:00:00Z")));
  private final CallbackFunction function = new CallbackFunction(wiring);

  @Test
  void deliversACallback() {
    assertThat(push("https://tickets.example/hooks", 1)).isEqualTo(204);

    assertThat(wiring.ticketSystem().received()).containsExactly("run-1");
    assertThat(wiring.callbackDeadLetters().letters()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, 503", "1, 503", "11, 503", "12, 204", "13, 204"})
  void givesUpAtTheTwelfthDelivery(int attempt, int status) {
    wiring.ticketSystem().answers(500);

    assertThat(push("https://tickets.example/hooks", attempt)).isEqualTo(status);

    assertThat(wiring.callbackDeadLetters().letters()).hasSize(status == 204 ? 1 : 0);
    assertThat(wiring.announcements().all()).hasSize(status == 204 ? 1 : 0);
  }

  @Test
  void putsWhatIsRefusedToTheDeadLettersAndTellsPeople() {
    assertThat(push("https://evil.example/hooks?x=planted", 1)).isEqualTo(204);

    assertThat(wiring.callbackDeadLetters().letters())
        .singleElement()
        .satisfies(letter -> {
          assertThat(letter.why().reason()).isEqualTo(Reason.CALLBACK_REFUSED);
          assertThat(letter.message()).contains("evil.example");
        });
    assertThat(wiring.announcements().only().text()).contains("evil.example");
    assertThat(wiring.logLines().toString()).doesNotContain("planted");
  }

  @Test
  void whatIsNoCallbackIsDeliveredAgainAndSeenInTheLog() {
    int status = Answer.of(function, SentRequest.posted("no push")).status();

    assertThat(status).isEqualTo(503);
    assertThat(wiring.logLines()).singleElement().asString().contains("\"ERROR\"", "\"FAILED\"");
  }

  private int push(String url, int attempt) {
    byte[] callback =
        Payloads.write(
            Map.of(
                "id",
                "run-1",
                "url",
                url,
                "answer",
                Map.of(
                    "result",
                    "ENABLED",
                    "ticket",
                    Map.of("system", "jira", "key", "SEC-123"),
                    "text",
                    "CMEK ENABLED")));
    String counted = attempt == 0 ? "" : ",\"deliveryAttempt\":" + attempt;
    String body =
        "{\"message\":{\"data\":\"%s\",\"messageId\":\"m-1\"},\"subscription\":\"s\"%s}"
            .formatted(Base64.getEncoder().encodeToString(callback), counted);
    return Answer.of(function, SentRequest.posted(body)).status();
  }
}
