package dev.cmek.aws.callback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.aws.Example;
import dev.cmek.aws.Invocation;
import dev.cmek.aws.callback.FakeRedelivery.Again;
import dev.cmek.aws.wiring.FakeWiring;
import dev.cmek.shared.cluster.ManualClock;
import dev.cmek.shared.door.FakeDeadLetters.Letter;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.notify.Announcement;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackFunctionTest {

  private static final String NONE = "{\"batchItemFailures\":[]}";
  private static final String FIRST =
      "{\"batchItemFailures\":[{\"itemIdentifier\":\"message-0\"}]}";
  private static final String URL = "https://tickets.example/hooks?x=planted";

  private final ManualClock clock = new ManualClock(Example.NOW);
  private final FakeWiring wiring = new FakeWiring(clock);
  private final CallbackFunction function = new CallbackFunction(wiring);

  @AfterEach
  void nobodyIsToldTheUrl() {
    assertThat(wiring.logLines().toString()).doesNotContain("planted", "hooks");
    assertThat(Payloads.writeString(wiring.announcements().all()))
        .doesNotContain("planted", "hooks");
    assertThat(wiring.callbackDeadLetters().letters())
        .allSatisfy(letter -> assertThat(letter.why().toString()).doesNotContain("planted"));
  }

  @Test
  void deliversACallback() {
    assertThat(receive(1, callback("run-1", URL))).isEqualTo(NONE);

    assertThat(wiring.ticketSystem().received()).containsExactly("run-1");
    assertThat(wiring.callbackDeadLetters().letters()).isEmpty();
    assertThat(wiring.announcements().all()).isEmpty();
    assertThat(wiring.logLines())
        .singleElement()
        .asString()
        .contains("\"INFO\"", "\"DELIVERED\"", "\"callback\":\"run-1\"", "\"tickets.example\"");
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 4", "10, 512", "11, 900"})
  void triesAgainAfterAPauseThatGrows(int receipts, int seconds) {
    wiring.ticketSystem().answers(503);

    assertThat(receive(receipts, callback("run-1", URL))).isEqualTo(FIRST);

    assertThat(wiring.callbackRedelivery().all())
        .containsExactly(new Again("handle-0", Duration.ofSeconds(seconds)));
    assertThat(wiring.callbackDeadLetters().letters()).isEmpty();
    assertThat(wiring.announcements().all()).isEmpty();
    assertThat(wiring.logLines())
        .singleElement()
        .asString()
        .contains("\"WARN\"", "\"LATER\"", "tickets.example answered HTTP 503");
  }

  @Test
  void triesAgainIfTheConnectionIsLost() {
    wiring.ticketSystem().isLost();

    assertThat(receive(1, callback("run-1", URL))).isEqualTo(FIRST);
  }

  @Test
  void triesAgainIfTheSecretCannotBeRead() {
    wiring
        .ticketSystem()
        .withholdSecret(1, Stop.refused(Reason.MISSING_RIGHT, "may not read it", "Allow it"));

    assertThat(receive(1, callback("run-1", URL))).isEqualTo(FIRST);
    assertThat(receive(2, callback("run-1", URL))).isEqualTo(NONE);

    assertThat(wiring.ticketSystem().received()).containsExactly("run-1");
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 13})
  void givesUpAtTheTwelfthTime(int receipts) {
    wiring.ticketSystem().answers(500);
    String message = callback("run-1", URL);

    assertThat(receive(receipts, message)).isEqualTo(NONE);

    Letter letter = wiring.callbackDeadLetters().letters().getFirst();
    assertThat(letter.message()).isEqualTo(message);
    assertThat(letter.why().reason()).isEqualTo(Reason.CALLBACK_UNANSWERED);
    assertThat(letter.why().message()).startsWith("tickets.example answered HTTP 500");
    assertThat(wiring.announcements().only().text()).contains("answered HTTP 500");
    assertThat(wiring.callbackRedelivery().all()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "404, https://tickets.example/hooks?x=planted,      tickets.example answered HTTP 404",
    "302, https://tickets.example/hooks?x=planted,      redirects are not followed",
    "200, https://evil.example/hooks?x=planted,         evil.example is not among the allowed",
    "200, https://tickets.example:8443/hooks?x=planted, tickets.example:8443 is not among",
    "200, http://tickets.example/hooks?x=planted,       not https"
  })
  void putsWhatIsRefusedToTheDeadLettersAndTellsPeople(int status, String url, String reason) {
    wiring.ticketSystem().answers(status);
    String message = callback("run-1", url);

    assertThat(receive(1, message)).isEqualTo(NONE);

    Letter letter = wiring.callbackDeadLetters().letters().getFirst();
    assertThat(letter.message()).isEqualTo(message);
    assertThat(letter.why().reason()).isEqualTo(Reason.CALLBACK_REFUSED);
    assertThat(letter.why().field()).isEqualTo("callbackUrl");
    assertThat(letter.why().message()).contains(reason);
    Announcement told = wiring.announcements().only();
    assertThat(told.id()).isEqualTo("run-1-undelivered");
    assertThat(told.type()).isEqualTo("dev.cmek.callback.undelivered.v1");
    assertThat(told.subject()).isEqualTo(Example.CLUSTER.value());
    assertThat(told.text())
        .contains("Ticket jira SEC-123 was not told", reason, "What to do: ", "CMEK ENABLED");
    assertThat(wiring.logLines())
        .singleElement()
        .asString()
        .contains("\"REJECTED\"", "\"CALLBACK_REFUSED\"");
  }

  @Test
  void aFailingCallbackHoldsUpNoOthers() {
    wiring.ticketSystem().withholdSecret(1, Stop.notYet(Reason.THROTTLED, "slow down"));

    String answer = receive(1, callback("run-1", URL), "{\"poison\":true}", callback("run-3", URL));

    assertThat(answer)
        .isEqualTo(
            "{\"batchItemFailures\":[{\"itemIdentifier\":\"message-0\"},"
                + "{\"itemIdentifier\":\"message-1\"}]}");
    assertThat(wiring.ticketSystem().received()).containsExactly("run-3");
    assertThat(wiring.logLines().get(1)).contains("\"ERROR\"", "\"FAILED\"", "message-1");
  }

  @Test
  void aLetterThatIsNotTakenComesAgain() {
    wiring.ticketSystem().answers(400);
    wiring.callbackDeadLetters().stopNext(1, Stop.notYet(Reason.THROTTLED, "slow down"));

    assertThat(receive(1, callback("run-1", URL))).isEqualTo(FIRST);
    assertThat(receive(2, callback("run-1", URL))).isEqualTo(NONE);

    assertThat(wiring.callbackDeadLetters().letters()).hasSize(1);
    assertThat(wiring.announcements().all()).hasSize(1);
  }

  @Test
  void aRefusalThatNobodyHeardOfComesAgain() {
    wiring.ticketSystem().answers(400);
    wiring.announcements().stopNext(1, Stop.notYet(Reason.THROTTLED, "slow down"));

    assertThat(receive(1, callback("run-1", URL))).isEqualTo(FIRST);
    assertThat(receive(2, callback("run-1", URL))).isEqualTo(NONE);

    assertThat(wiring.announcements().all()).hasSize(1);
  }

  private String receive(int receipts, String... messages) {
    List<String> records = new ArrayList<>();
    for (String message : messages) {
      records.add(
          """
          {"messageId":"message-%d","receiptHandle":"handle-%d","body":%s,
           "attributes":{"ApproximateReceiveCount":"%d"},"eventSource":"aws:sqs"}
          """
              .formatted(records.size(), records.size(), Payloads.writeString(message), receipts));
    }
    return Invocation.invoke(function, "{\"Records\":[" + String.join(",", records) + "]}");
  }

  private static String callback(String id, String url) {
    return """
    {"id":"%s","url":"%s","answer":{"run":"run","attempt":1,"result":"ENABLED","clusterId":"%s",\
    "ticket":{"system":"jira","key":"SEC-123"},"text":"CMEK ENABLED"}}\
    """
        .formatted(id, url, Example.CLUSTER);
  }
}
