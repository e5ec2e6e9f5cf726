package dev.cmek.local.gcp.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cmek.local.gcp.workflow.Bench.Ended;
import dev.cmek.local.gcp.workflow.ScriptedFunctions.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The real `provision.yaml`, with functions that answer what a test says.
final class ProvisionTest {

  static final List<String> FUNCTIONS =
      List.of(
          "begin-run",
          "fetch-cluster",
          "ensure-account",
          "ensure-key",
          "attach-binding",
          "verify-access",
          "enable-cmek",
          "check-cmek",
          "record",
          "notify");

  private static final String START = "{\"request\":{\"clusterId\":\"c\"},\"eventId\":\"e\"}";
  private final Bench bench = new Bench();
  private final ScriptedFunctions functions = bench.functions;

  ProvisionTest() {
    bench.deploy(
        "cmek-provision", Bench.definition("provision.yaml"), functions.environment(FUNCTIONS));
    begins(false, false);
    functions.on("fetch-cluster", cluster(true));
    functions.on("ensure-account", Answer.done("{\"id\":\"cmek@p\"}"));
    functions.on("ensure-key", input -> Answer.done(input.at("/key").toString()));
    functions.on("attach-binding", Answer.done("{\"attached\":true}"));
    functions.on("verify-access", Answer.done("{\"findings\":[]}"));
    functions.on("enable-cmek", Answer.done("{\"status\":\"ENABLING\"}"));
    functions.on("check-cmek", Answer.done("{\"status\":\"ENABLED\"}"));
    functions.on("record", Answer.done("{\"path\":\"x\"}"));
    functions.on("notify", input -> Answer.done(told(input)));
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void functionsAreAskedInOrder() {
    Ended ended = onboard();

    assertThat(ended.state()).isEqualTo("SUCCEEDED");
    assertThat(ended.result().path("error").asText()).isEqualTo("ENABLED");
    assertThat(functions.called())
        .containsExactly(
            "begin-run",
            "fetch-cluster",
            "ensure-account",
            "ensure-key",
            "ensure-key",
            "ensure-key",
            "attach-binding",
            "verify-access",
            "enable-cmek",
            "check-cmek",
            "record",
            "notify");
    assertThat(bench.time.elapsed()).isZero();
    assertThat(bench.stopped).isEmpty();
  }

  @Test
  void functionGetsAllThatWasAnsweredBeforeIt() {
    Ended ended = onboard();

    JsonNode begin = functions.input("begin-run");
    assertThat(begin.at("/start")).isEqualTo(Bench.parse(START));
    assertThat(begin.at("/execution").asText())
        .isEqualTo("cmek-provision/" + ended.json().path("name").asText().replaceFirst(".*/", ""));
    assertThat(members("fetch-cluster")).containsExactly("run", "request");
    assertThat(members("ensure-account")).containsExactly("run", "request", "cluster");
    assertThat(members("ensure-key"))
        .containsExactlyInAnyOrder("run", "request", "cluster", "account", "key");
    assertThat(members("attach-binding"))
        .containsExactly("run", "request", "cluster", "account", "keys", "replicas");
    assertThat(members("notify"))
        .containsExactly(
            "run",
            "request",
            "cluster",
            "account",
            "keys",
            "replicas",
            "access",
            "verification",
            "enabled",
            "cmek",
            "evidence");
    assertThat(functions.input("notify").at("/account/value/id").asText()).isEqualTo("cmek@p");
    assertThat(functions.input("notify").at("/account/changes").isArray()).isTrue();
  }

  @Test
  void everyKeyIsEnsuredAndKeptInTheOrderOfThePlan() {
    functions.first("ensure-key", 2, Answer.notYet());

    Ended ended = onboard();

    assertThat(ended.state()).isEqualTo("SUCCEEDED");
    assertThat(functions.input("attach-binding").at("/keys").valueStream())
        .extracting(key -> key.at("/value/name").asText())
        .containsExactly("k0", "k1", "k2");
    assertThat(functions.inputs("ensure-key")).hasSize(5);
  }

  @Test
  void requestsCarryTheWorkflowsIdentityForTheFunction() {
    Ended _ = onboard();

    assertThat(functions.calls())
        .allSatisfy(call -> {
          assertThat(call.method()).isEqualTo("POST");
          assertThat(call.authorization())
              .isEqualTo(
                  "Bearer as:serviceAccount:"
                      + Bench.ACCOUNT
                      + ";aud="
                      + functions.url(call.function()));
        });
  }

  @Test
  void whatIsWorkedOnAlreadyEndsQuietly() {
    begins(false, true);

    Ended ended = onboard();

    assertThat(ended.state()).isEqualTo("SUCCEEDED");
    assertThat(functions.called()).containsExactly("begin-run");
  }

  @Test
  void dryRunVerifiesNothing() {
    begins(true, false);

    Ended ended = onboard();

    assertThat(ended.state()).isEqualTo("SUCCEEDED");
    assertThat(functions.called())
        .doesNotContain("verify-access")
        .containsSubsequence("attach-binding", "enable-cmek", "check-cmek", "record", "notify");
  }

  @Test
  void clusterThatIsNotToBeEnabledIsNot() {
    functions.on("fetch-cluster", cluster(false));

    Ended ended = onboard();

    assertThat(ended.state()).isEqualTo("SUCCEEDED");
    assertThat(functions.called())
        .doesNotContain("enable-cmek", "check-cmek")
        .containsSubsequence("verify-access", "record", "notify");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fetch-cluster",
        "ensure-account",
        "ensure-key",
        "attach-binding",
        "verify-access",
        "enable-cmek",
        "check-cmek"
      })
  void failureIsRecordedToldAndRaised(String function) {
    functions.on(function, Answer.refused());

    Ended ended = onboard();

    assertThat(ended.state()).isEqualTo("FAILED");
    assertThat(ended.error())
        .isEqualTo(Bench.parse("{\"code\":\"KEY_NOT_USABLE\",\"message\":\"off. turn it on\"}"));
    assertThat(functions.called()).endsWith(function, "record", "notify");
    JsonNode failure = functions.input("record").path("failure");
    assertThat(failure.path("code").asInt()).isEqualTo(422);
    assertThat(failure.at("/body/reason").asText()).isEqualTo("KEY_NOT_USABLE");
    assertThat(failure.at("/tags/0").asText()).isEqualTo("HttpError");
    assertThat(functions.input("notify").path("failure")).isEqualTo(failure);
    assertThat(bench.time.elapsed()).as("never asked again").isZero();
  }

  @Test
  void whatWasThereBeforeAFailureIsRecorded() {
    functions.on("verify-access", Answer.refused());

    Ended _ = onboard();

    assertThat(members("record"))
        .containsExactly(
            "run", "request", "cluster", "account", "keys", "replicas", "access", "failure");
  }

  @Test
  void oneMissingKeyLeavesTheOthersTime() {
    functions.on(
        "ensure-key",
        input -> input.at("/key/name").asText().equals("k1") ? Answer.refused() : Answer.done("1"));

    Ended ended = onboard();

    assertThat(ended.error().path("code").asText()).isEqualTo("KEY_NOT_USABLE");
    assertThat(functions.inputs("ensure-key")).hasSize(3);
    assertThat(members("record")).doesNotContain("keys").contains("failure");
  }

  @Test
  void runThatCannotBeginIsToldButNotRecorded() {
    functions.on("begin-run", Answer.refused());

    Ended ended = onboard();

    assertThat(ended.state()).isEqualTo("FAILED");
    assertThat(functions.called()).containsExactly("begin-run", "notify");
    assertThat(members("notify")).containsExactly("request", "eventId", "failure");
  }

  @Test
  void startWithoutAnythingIsForBeginRunToRefuse() {
    functions.on("begin-run", Answer.refused());

    Ended ended = bench.run("cmek-provision", "");

    assertThat(ended.error().path("code").asText()).isEqualTo("KEY_NOT_USABLE");
    assertThat(functions.input("begin-run").path("start")).isEqualTo(Bench.parse("{}"));
  }

  @Test
  void failingRecordDoesNotStopNotify() {
    functions.on("record", Answer.refused());

    Ended ended = onboard();

    assertThat(ended.state()).isEqualTo("FAILED");
    assertThat(functions.called()).endsWith("check-cmek", "record", "notify");
    assertThat(functions.input("notify").at("/recordFailure/code").asInt()).isEqualTo(422);
    assertThat(functions.input("notify").has("failure")).isFalse();
  }

  @Test
  void runOfWhichNobodyWasToldSaysSo() {
    functions.on("notify", Answer.refused());

    Ended ended = onboard();

    assertThat(ended.state()).isEqualTo("FAILED");
    assertThat(ended.error().path("code").asText()).isEqualTo("NobodyTold");
    assertThat(ended.error().at("/failure/code").asInt()).isEqualTo(422);
  }

  @ParameterizedTest
  @CsvSource({"begin-run, 100", "fetch-cluster, 700", "check-cmek, 200", "record, 100"})
  void notYetIsAskedManyTimes(String function, int times) {
    functions.first(function, times, Answer.notYet());

    Ended ended = onboard();

    assertThat(ended.state()).isEqualTo("SUCCEEDED");
    assertThat(functions.inputs(function)).hasSize(times + 1);
    if (times > 100) {
      assertThat(bench.time.elapsed()).as("as long as any run").isGreaterThan(Duration.ofHours(3));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 503, 404, 403, 401, 429})
  void defectGetsFiveMoreChances(int status) {
    functions.on("ensure-account", new Answer(status, "{}"));

    Ended ended = onboard();

    assertThat(ended.state()).isEqualTo("FAILED");
    assertThat(functions.inputs("ensure-account")).hasSize(6);
    assertThat(bench.time.sleeps()).containsExactly(1.0, 2.0, 4.0, 8.0, 16.0);
    assertThat(functions.called()).endsWith("ensure-account", "record", "notify");
  }

  @Test
  void defectThatPassesIsForgotten() {
    functions.first("attach-binding", 5, Answer.defect());

    assertThat(onboard().state()).isEqualTo("SUCCEEDED");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 5, 10, 20, 35, 50, 75, 100, 150, 250, 400, 540, 1800})
  void whatTurnsVisibleIsNoticedSoon(int seconds) {
    Instant visible = VirtualTime.START.plusSeconds(seconds);
    functions.on(
        "enable-cmek",
        _ -> bench.time.instant().isBefore(visible) ? Answer.notYet() : Answer.done("{}"));

    Ended ended = onboard();

    assertThat(ended.state()).isEqualTo("SUCCEEDED");
    assertThat(bench.time.elapsed())
        .isBetween(
            Duration.ofSeconds(seconds), Duration.ofSeconds(seconds + Math.max(5, seconds / 10)));
  }

  @Test
  void vendorIsAskedLessAndLessOften() {
    functions.first("check-cmek", 16, Answer.notYet());

    Ended _ = onboard();

    assertThat(bench.time.sleeps()).startsWith(5.0, 6.0, 7.2).endsWith(60.0, 60.0);
  }

  /// Of a cluster in three regions. Each is billed as an internal step, the calls of functions as
  /// external ones.
  @Test
  void onboardingEntersFewSteps() {
    Ended ended = onboard();

    assertThat(ended.steps().stream().filter(step -> step.startsWith("main."))).hasSize(21);
    assertThat(ended.steps()).hasSize(102);
    assertThat(functions.calls()).hasSize(12);
  }

  private Ended onboard() {
    return bench.run("cmek-provision", START);
  }

  private void begins(boolean dryRun, boolean duplicate) {
    functions.on(
        "begin-run",
        Answer.done(
            "{\"run\":{\"id\":\"r\",\"dryRun\":%s,\"duplicate\":%s},\"request\":{\"clusterId\":\"c\"}}"
                .formatted(dryRun, duplicate)));
  }

  private static Answer cluster(boolean enable) {
    String keys = "[{\"name\":\"k0\"},{\"name\":\"k1\"},{\"name\":\"k2\"}]";
    return Answer.done(
        "{\"enable\":%s,\"plan\":{\"keys\":%s,\"replicas\":[]}}".formatted(enable, keys));
  }

  private Collection<String> members(String function) {
    return functions.input(function).propertyStream().map(p -> p.getKey()).toList();
  }

  private static String told(JsonNode input) {
    ObjectNode told = (ObjectNode) Bench.parse("{\"error\":\"ENABLED\",\"cause\":\"\"}");
    Stream.of("failure", "recordFailure")
        .map(input::path)
        .filter(JsonNode::isObject)
        .findFirst()
        .map(failure -> failure.path("body"))
        .ifPresent(body -> {
          told.put("error", body.path("reason").asText());
          told.put("cause", body.path("message").asText() + ". " + body.path("remedy").asText());
        });
    return told.toString();
  }
}
