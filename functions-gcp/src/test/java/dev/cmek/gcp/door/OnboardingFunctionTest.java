package dev.cmek.gcp.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.cmek.gcp.http.Answer;
import dev.cmek.gcp.http.SentRequest;
import dev.cmek.gcp.state.BeginRunFunction;
import dev.cmek.gcp.wiring.FakeWiring;
import dev.cmek.shared.cluster.ManualClock;
import dev.cmek.shared.door.FakeDeadLetters.Letter;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OnboardingFunctionTest {

  private static final int FORGET = 204;
  private static final int DELIVER_AGAIN = 503;

  private final FakeWiring wiring =
      new FakeWiring(new ManualClock(Instant.parse("2026-11-22T10:00:00Z")));
  private final OnboardingFunction function = new OnboardingFunction(wiring);

  @Test
  void aMessageStartsARun() {
    assertThat(push(encoded(event("one")))).isEqualTo(FORGET);

    assertThat(wiring.workflows().started()).hasSize(1);
    assertThat(wiring.deadLetters().letters()).isEmpty();
    assertThat(wiring.announcements().all()).isEmpty();
    assertThat(wiring.logLines())
        .singleElement()
        .asString()
        .contains("\"outcome\":\"STARTED\"", "\"message\":\"message-1\"");
  }

  @Test
  void aMessageThatComesAgainAfterItsRunBeganStartsNothing() {
    int first = push(encoded(event("one")));
    begin(wiring.workflows().started().getFirst());

    int second = push(encoded(event("one")));

    assertThat(first).isEqualTo(FORGET);
    assertThat(second).isEqualTo(FORGET);
    assertThat(wiring.workflows().started()).hasSize(1);
    assertThat(wiring.logLines().getLast()).contains("\"outcome\":\"KNOWN\"");
  }

  /// Workflows takes no names for executions: the second one finds the run claimed, and ends.
  @Test
  void aMessageThatComesTwiceBeforeItsRunBeganIsOneRun() {
    int first = push(encoded(event("one")));
    int second = push(encoded(event("one")));

    List<String> started = wiring.workflows().started();
    boolean later = begin(started.getLast());
    boolean earlier = begin(started.getFirst());

    assertThat(first).isEqualTo(FORGET);
    assertThat(second).isEqualTo(FORGET);
    assertThat(started).hasSize(2);
    assertThat(later).isTrue();
    assertThat(earlier).isFalse();
  }

  @Test
  void theSameIdWithOtherDataIsRejected() {
    int _ = push(encoded(event("one")));
    begin(wiring.workflows().started().getFirst());

    int status = push(encoded(event("one").replace("\"enable\":true", "\"enable\":false")));

    assertThat(status).isEqualTo(FORGET);
    assertThat(onlyLetter().why().reason()).isEqualTo(Reason.KEY_REUSED);
  }

  @ParameterizedTest
  @MethodSource("poison")
  void poisonGoesToTheDeadLettersWithItsField(String body, String kept, String field, String why) {
    Answer answer = Answer.of(function, SentRequest.posted(body));

    assertThat(answer.status()).isEqualTo(FORGET);
    assertThat(onlyLetter().message()).isEqualTo(kept);
    assertThat(onlyLetter().why().reason()).isEqualTo(Reason.BAD_REQUEST);
    assertThat(onlyLetter().why().field()).isEqualTo(field);
    assertThat(onlyLetter().why().message()).contains(why);
    assertThat(wiring.announcements().only().type()).isEqualTo("dev.cmek.onboarding.rejected.v1");
    assertThat(wiring.workflows().started()).isEmpty();
  }

  static List<Arguments> poison() {
    String good = event("one");
    String accessGrant = good.replace("\"enable\"", "\"accessGrant\":\"KEY_POLICY\",\"enable\"");
    return List.of(
        Arguments.of(message(encoded("not JSON")), "not JSON", "body", ""),
        Arguments.of(message(""), "", "body", ""),
        Arguments.of("{\"message\":{\"messageId\":\"1\"},\"subscription\":\"s\"}", "", "body", ""),
        Arguments.of(message(good.replace("\"", "\\\"")), good, "body", "not Base64"),
        Arguments.of(message("%%%"), "%%%", "body", "not Base64"),
        Arguments.of(message("/w=="), "/w==", "body", "no UTF-8"),
        Arguments.of(good, good, "body", "no push"),
        Arguments.of("", "", "body", "no push"),
        Arguments.of("no JSON", "no JSON", "body", "no push"),
        Arguments.of(message(encoded("{\"poison\":true}")), "{\"poison\":true}", "specversion", ""),
        Arguments.of(message(encoded(accessGrant)), accessGrant, "data.accessGrant", ""));
  }

  @Test
  void aMessageThatCouldNotBeTakenIsDeliveredAgain() {
    wiring.workflows().stopNext(1, unavailable());

    assertThat(push(encoded(event("one")))).isEqualTo(DELIVER_AGAIN);
    assertThat(push(encoded(event("one")))).isEqualTo(FORGET);

    assertThat(wiring.workflows().started()).hasSize(1);
  }

  @Test
  void aLetterThatIsNotTakenIsDeliveredAgain() {
    wiring.deadLetters().stopNext(1, unavailable());

    assertThat(push("%%%")).isEqualTo(DELIVER_AGAIN);
    assertThat(push("%%%")).isEqualTo(FORGET);

    assertThat(wiring.deadLetters().letters()).hasSize(1);
  }

  @Test
  void aRejectionThatNobodyHeardOfIsDeliveredAgain() {
    wiring.announcements().stopNext(1, unavailable());

    assertThat(push(encoded("poison"))).isEqualTo(DELIVER_AGAIN);
    assertThat(push(encoded("poison"))).isEqualTo(FORGET);

    assertThat(wiring.announcements().all()).hasSize(1);
  }

  private int push(String data) {
    return Answer.of(function, SentRequest.posted(message(data))).status();
  }

  /// Whether the execution may go on: it is the one that works on the event.
  @CanIgnoreReturnValue
  private boolean begin(String execution) {
    String start = wiring.workflows().find(execution).orElseThrow().input();
    String input = "{\"start\":" + start + ",\"execution\":\"" + execution + "\"}";
    Answer begun = Answer.of(new BeginRunFunction(wiring), SentRequest.posted(input));
    assertThat(begun.status()).isEqualTo(200);
    return !begun.json().path("value").path("run").path("duplicate").asBoolean();
  }

  private Letter onlyLetter() {
    assertThat(wiring.deadLetters().letters()).hasSize(1);
    return wiring.deadLetters().letters().getFirst();
  }

  private static Stop unavailable() {
    return Stop.notYet(Reason.SERVICE_UNAVAILABLE, "HTTP 503");
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String message(String data) {
    return """
    {"message":{"attributes":{"googclient_schemaencoding":"JSON"},"data":"%s",\
    "messageId":"message-1","message_id":"message-1","publishTime":"2026-11-22T10:00:00.1Z",\
    "publish_time":"2026-11-22T10:00:00.1Z"},"subscription":"projects/p/subscriptions/s"}\
    """
        .formatted(data);
  }

  private static String event(String id) {
    return Payloads.canonical(
        Map.of(
            "specversion",
            "1.0",
            "id",
            id,
            "source",
            "//onboarding.example/clusters",
            "type",
            "dev.cmek.onboarding.requested.v1",
            "data",
            Map.of("clusterId", "f78b7feb-b6cf-4396-9d7f-494982d7d81e", "enable", true)));
  }
}
