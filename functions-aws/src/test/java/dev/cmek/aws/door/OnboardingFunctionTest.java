package dev.cmek.aws.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.aws.Example;
import dev.cmek.aws.Invocation;
import dev.cmek.aws.wiring.FakeWiring;
import dev.cmek.shared.cluster.ManualClock;
import dev.cmek.shared.door.FakeDeadLetters;
import dev.cmek.shared.door.FakeWorkflows;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.notify.Announcement;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OnboardingFunctionTest {

  private static final String NONE = "{\"batchItemFailures\":[]}";

  private final ManualClock clock = new ManualClock(Example.NOW);
  private final FakeWiring wiring = new FakeWiring(clock);
  private final FakeWorkflows workflows = new FakeWorkflows();
  private final OnboardingFunction function;

  OnboardingFunctionTest() {
    wiring.workflowsAre(workflows);
    function = new OnboardingFunction(wiring);
  }

  @Test
  void aMessageStartsARun() {
    String answer = receive(event("one"));

    assertThat(answer).isEqualTo(NONE);
    assertThat(workflows.started())
        .singleElement()
        .asString()
        .matches("provision-" + Example.CLUSTER + "-[0-9a-f]{16}-1");
    assertThat(wiring.deadLetters().letters()).isEmpty();
    assertThat(wiring.announcements().all()).isEmpty();
    assertThat(wiring.logLines())
        .singleElement()
        .asString()
        .contains("\"outcome\":\"STARTED\"", "\"message\":\"message-0\"");
  }

  @Test
  void aFailingAndAPoisonMessageHoldUpNoOthers() {
    workflows.stopNext(1, unavailable());

    String answer = receive(event("failing"), "{\"poison\":true}", event("good"));

    assertThat(answer).isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"message-0\"}]}");
    assertThat(workflows.started()).hasSize(1);
    FakeDeadLetters.Letter letter = onlyLetter();
    assertThat(letter.message()).isEqualTo("{\"poison\":true}");
    assertThat(letter.why().reason()).isEqualTo(Reason.BAD_REQUEST);
    assertThat(letter.why().field()).isEqualTo("specversion");
    Announcement told = wiring.announcements().only();
    assertThat(told.type()).isEqualTo("dev.cmek.onboarding.rejected.v1");
    assertThat(told.text()).contains("BAD_REQUEST", "specversion", "message-1");
    assertThat(wiring.logLines())
        .hasSize(3)
        .satisfiesExactly(
            line -> assertThat(line).contains("\"WARN\"", "\"LATER\"", "message-0"),
            line -> assertThat(line).contains("\"WARN\"", "\"REJECTED\"", "specversion"),
            line -> assertThat(line).contains("\"INFO\"", "\"STARTED\"", "message-2"));
  }

  @Test
  void aFailedMessageStartsItsRunWhenItComesAgain() {
    workflows.stopNext(1, unavailable());
    String _ = receive(event("one"));

    assertThat(receive(event("one"))).isEqualTo(NONE);

    assertThat(workflows.started()).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("poison")
  void poisonGoesToTheDeadLettersWithItsField(String message, String field) {
    assertThat(receive(message)).isEqualTo(NONE);

    assertThat(onlyLetter().message()).isEqualTo(message);
    assertThat(onlyLetter().why().field()).isEqualTo(field);
    assertThat(wiring.announcements().all()).hasSize(1);
    assertThat(workflows.started()).isEmpty();
  }

  static List<Arguments> poison() {
    String good = event("one");
    return List.of(
        Arguments.of("not JSON", "body"),
        Arguments.of(" ", "body"),
        Arguments.of("[]", "body"),
        Arguments.of("\"text\"", "body"),
        Arguments.of("null", "body"),
        Arguments.of("{\"specversion\":\"1.0\",\"specversion\":\"1.0\"}", "specversion"),
        Arguments.of(good.replace("1.0", "0.3"), "specversion"),
        Arguments.of(good.replace("requested.v1", "requested.v2"), "type"),
        Arguments.of(good.replace("\"id\":\"one\",", ""), "id"),
        Arguments.of(good.replace("f78b7feb-", ""), "data.clusterId"),
        Arguments.of(good.replace("\"enable\":true", "\"enable\":\"yes\""), "data.enable"),
        Arguments.of(good.replace("\"enable\"", "\"enabled\""), "data.enabled"),
        Arguments.of(good.replace("\"enable\":true", "\"\":true"), "data.\"\""),
        Arguments.of(good.replace("\"enable\":true", "\"\\u0001\":true"), "data.?"),
        Arguments.of(good.replace("\"enable\":true", "\"repair\":true"), "data.repair"));
  }

  @Test
  void theSameEventManyTimesStartsOneRun() {
    String answer =
        receive(IntStream.range(0, 100).mapToObj(_ -> event("one")).toArray(String[]::new));

    assertThat(answer).isEqualTo(NONE);
    assertThat(workflows.started()).hasSize(1);
  }

  @Test
  void theSameIdWithOtherDataIsRejected() {
    String _ = receive(event("one"));

    String _ = receive(event("one").replace("\"enable\":true", "\"enable\":false"));

    assertThat(onlyLetter().why().reason()).isEqualTo(Reason.KEY_REUSED);
    assertThat(onlyLetter().why().field()).isEqualTo("id");
    assertThat(workflows.started()).hasSize(1);
  }

  @Test
  void aLetterThatIsNotTakenComesAgain() {
    wiring.deadLetters().stopNext(1, unavailable());

    assertThat(receive("poison")).contains("message-0");
    assertThat(receive("poison")).isEqualTo(NONE);

    assertThat(onlyLetter().message()).isEqualTo("poison");
  }

  @Test
  void aRejectionThatNobodyHeardOfComesAgain() {
    wiring.announcements().stopNext(1, unavailable());

    assertThat(receive("poison")).contains("message-0");
    assertThat(receive("poison")).isEqualTo(NONE);

    assertThat(wiring.announcements().all()).hasSize(1);
  }

  @Test
  void takesMessagesAsTheQueueDeliversThem() {
    String batch =
        """
        {"Records":[{"messageId":"059f36b4-87a3-44ab-83d2-661975830a7d",
          "receiptHandle":"AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a",
          "body":%s,
          "attributes":{"ApproximateReceiveCount":"1","SentTimestamp":"1545082649183",
            "SenderId":"AIDAIENQZJOLO23YVJ4VO","ApproximateFirstReceiveTimestamp":"1545082649185",
            "AWSTraceHeader":"Root=1-5759e988-bd862e3fe1be46a994272793"},
          "messageAttributes":{
            "text":{"stringValue":"x","stringListValues":[],"binaryListValues":[],
              "dataType":"String"},
            "bytes":{"binaryValue":"AAEC","stringListValues":[],"binaryListValues":[],
              "dataType":"Binary"},
            "odd":{"dataType":7,"binaryValue":{}}},
          "md5OfBody":"e4e68fb7bd0e697a0ae8f1bb342846b3","md5OfMessageAttributes":null,
          "eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:eu-west-1:111122223333:onboarding",
          "awsRegion":"eu-west-1","somethingNew":[1]}]}\
        """
            .formatted(Payloads.writeString(event("one")));

    assertThat(Invocation.invoke(function, batch)).isEqualTo(NONE);

    assertThat(workflows.started()).hasSize(1);
  }

  private FakeDeadLetters.Letter onlyLetter() {
    assertThat(wiring.deadLetters().letters()).hasSize(1);
    return wiring.deadLetters().letters().getFirst();
  }

  private String receive(String... messages) {
    List<String> records = new ArrayList<>();
    for (String message : messages) {
      records.add(
          "{\"messageId\":\"message-%d\",\"body\":%s,\"eventSource\":\"aws:sqs\"}"
              .formatted(records.size(), Payloads.writeString(message)));
    }
    return Invocation.invoke(function, "{\"Records\":[" + String.join(",", records) + "]}");
  }

  private static Stop unavailable() {
    return Stop.notYet(Reason.SERVICE_UNAVAILABLE, "HTTP 503");
  }

  private static String event(String id) {
    return """
    {"specversion":"1.0","id":"%s","source":"//onboarding.example/clusters",\
    "type":"dev.cmek.onboarding.requested.v1",\
    "data":{"clusterId":"f78b7feb-b6cf-4396-9d7f-494982d7d81e","enable":true}}\
    """
        .formatted(id);
  }
}
