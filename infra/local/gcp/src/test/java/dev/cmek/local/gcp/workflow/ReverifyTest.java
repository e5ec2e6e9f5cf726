package dev.cmek.local.gcp.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.local.gcp.workflow.Bench.Ended;
import dev.cmek.local.gcp.workflow.ScriptedFunctions.Answer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The real `reverify.yaml`, with functions that answer what a test says.
final class ReverifyTest {

  static final List<String> FUNCTIONS =
      List.of(
          "list-clusters",
          "read-batch",
          "read-cmek",
          "verify-keys",
          "raise-alerts",
          "record-looks",
          "end-sweep");

  private final Bench bench = new Bench();
  private final ScriptedFunctions functions = bench.functions;

  ReverifyTest() {
    bench.deploy(
        "cmek-reverify", Bench.definition("reverify.yaml"), functions.environment(FUNCTIONS));
    functions.on("list-clusters", listed(1));
    functions.on("read-batch", input -> Answer.done("{\"of\":" + input.path("number") + "}"));
    functions.on("read-cmek", Answer.done("[]"));
    functions.on("verify-keys", Answer.done("{\"suspects\":[]}"));
    functions.on("end-sweep", Answer.done("{\"failed\":false,\"error\":\"\",\"cause\":\"\"}"));
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void batchIsReadJudgedToldAndRecorded() {
    Ended ended = sweep();

    assertThat(ended.state()).isEqualTo("SUCCEEDED");
    assertThat(functions.called())
        .containsExactly(
            "list-clusters",
            "read-batch",
            "read-cmek",
            "verify-keys",
            "raise-alerts",
            "record-looks",
            "end-sweep");
    assertThat(functions.input("list-clusters"))
        .isEqualTo(Bench.parse("{\"start\":{},\"execution\":\"" + execution(ended) + "\"}"));
    assertThat(functions.input("read-batch"))
        .isEqualTo(Bench.parse("{\"sweep\":{\"id\":\"s\",\"secondLookSeconds\":60},\"number\":1}"));
    assertThat(members("read-cmek")).containsExactly("sweep", "batch");
    assertThat(functions.input("read-cmek").at("/batch/of").asInt()).isEqualTo(1);
    assertThat(members("verify-keys")).containsExactly("sweep", "batch", "cmek");
    assertThat(members("record-looks"))
        .containsExactly("sweep", "batch", "cmek", "verified", "alerts");
    assertThat(functions.input("end-sweep").path("execution").asText()).isEqualTo(execution(ended));
    assertThat(functions.input("end-sweep").at("/found/sweep/id").asText()).isEqualTo("s");
    assertThat(bench.time.elapsed()).isZero();
  }

  @Test
  void allBatchesAreLookedAtThreeAtATime() throws InterruptedException {
    functions.on("list-clusters", listed(7));
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch three = new CountDownLatch(3);
    functions.on(
        "read-cmek",
        _ -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          three.countDown();
          waitFor(three);
          now.decrementAndGet();
          return Answer.done("[]");
        });

    Ended ended = sweep();

    assertThat(ended.state()).isEqualTo("SUCCEEDED");
    assertThat(functions.inputs("read-batch"))
        .extracting(input -> input.path("number").asInt())
        .containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7);
    assertThat(most).hasValue(3);
  }

  @Test
  void sweepWithoutClustersJustEnds() {
    functions.on("list-clusters", listed(0));

    assertThat(sweep().state()).isEqualTo("SUCCEEDED");
    assertThat(functions.called()).containsExactly("list-clusters", "end-sweep");
  }

  @Test
  void busySweepEndsQuietly() {
    functions.on("list-clusters", Answer.done("{\"busy\":true,\"sweep\":null,\"batches\":null}"));

    assertThat(sweep().state()).isEqualTo("SUCCEEDED");
    assertThat(functions.called()).containsExactly("list-clusters");
  }

  @Test
  void startIsGivenToTheFirstAndTheLast() {
    Ended _ = bench.run("cmek-reverify", "{\"clusterId\":\"c\"}");

    assertThat(functions.input("list-clusters").at("/start/clusterId").asText()).isEqualTo("c");
    assertThat(functions.input("end-sweep").at("/start/clusterId").asText()).isEqualTo("c");
  }

  @Test
  void suspectsGetASecondLook() {
    functions.on("verify-keys", Answer.done("{\"suspects\":[]}"));
    functions.first("verify-keys", 1, Answer.done("{\"suspects\":[\"c\"]}"));

    Ended ended = sweep();

    assertThat(ended.state()).isEqualTo("SUCCEEDED");
    assertThat(functions.called())
        .containsExactly(
            "list-clusters",
            "read-batch",
            "read-cmek",
            "verify-keys",
            "read-cmek",
            "verify-keys",
            "raise-alerts",
            "record-looks",
            "end-sweep");
    assertThat(functions.inputs("read-cmek").get(1).at("/verified/value/suspects/0").asText())
        .isEqualTo("c");
    assertThat(bench.time.elapsed()).isEqualTo(Duration.ofSeconds(60));
  }

  @ParameterizedTest
  @ValueSource(strings = {"read-batch", "read-cmek", "verify-keys", "record-looks"})
  void failingBatchStopsNoOther(String function) {
    functions.on("list-clusters", listed(3));
    functions.on(
        function,
        input -> isSecond(input) ? Answer.refused() : Answer.done("{\"of\":0,\"suspects\":[]}"));

    Ended ended = sweep();

    assertThat(ended.state()).isEqualTo("SUCCEEDED");
    assertThat(functions.inputs(function)).hasSize(3);
    assertThat(functions.called()).endsWith("end-sweep");
    assertThat(functions.input("end-sweep").path("found").has("failure")).isFalse();
    assertThat(ended.log()).singleElement().asString().startsWith("WARNING ").contains("422");
  }

  @Test
  void looksAreRecordedEvenIfNobodyCouldBeTold() {
    functions.on("raise-alerts", Answer.refused());

    Ended ended = sweep();

    assertThat(functions.called()).endsWith("raise-alerts", "record-looks", "end-sweep");
    assertThat(functions.input("record-looks").at("/alertFailure/code").asInt()).isEqualTo(422);
    assertThat(ended.log()).as("the batch counts as failed").hasSize(1);
  }

  @Test
  void listThatCannotBeHadIsSummedUp() {
    functions.on("list-clusters", Answer.refused());
    functions.on("end-sweep", Answer.done("{\"failed\":true,\"error\":\"X\",\"cause\":\"do it\"}"));

    Ended ended = sweep();

    assertThat(functions.called()).containsExactly("list-clusters", "end-sweep");
    assertThat(functions.input("end-sweep").at("/found/failure/code").asInt()).isEqualTo(422);
    assertThat(ended.state()).isEqualTo("FAILED");
    assertThat(ended.error()).isEqualTo(Bench.parse("{\"code\":\"X\",\"message\":\"do it\"}"));
  }

  @Test
  void sweepThatCannotBeSummedUpSaysSo() {
    functions.on("end-sweep", Answer.refused());

    Ended ended = sweep();

    assertThat(ended.state()).isEqualTo("FAILED");
    assertThat(ended.error().path("code").asText()).isEqualTo("SweepNotEnded");
  }

  @Test
  void notYetIsAskedEightTimesMore() {
    functions.on("list-clusters", Answer.notYet());

    Ended _ = sweep();

    assertThat(functions.inputs("list-clusters")).hasSize(9);
    assertThat(bench.time.sleeps()).containsExactly(1.0, 2.0, 4.0, 8.0, 16.0, 20.0, 20.0, 20.0);
  }

  @Test
  void defectGetsTwoMoreChances() {
    functions.on("list-clusters", Answer.defect());

    Ended _ = sweep();

    assertThat(functions.inputs("list-clusters")).hasSize(3);
    assertThat(bench.time.sleeps()).containsExactly(1.0, 2.0);
  }

  /// A sweep that nobody can pay for or wait for: 1,000 clusters are 50 batches.
  @Test
  void sweepOfAThousandClustersStaysWithinTheLimits() {
    functions.on("list-clusters", listed(50));

    Ended ended = sweep();

    assertThat(ended.state()).isEqualTo("SUCCEEDED");
    assertThat(ended.steps()).hasSizeLessThan(5000);
  }

  private Ended sweep() {
    return bench.run("cmek-reverify", "");
  }

  private static Answer listed(int batches) {
    return Answer.done(
        """
        {"busy":false,"sweep":{"id":"s","secondLookSeconds":60},
         "batches":{"bucket":"b","key":"k","count":%d}}
        """
            .formatted(batches));
  }

  private static boolean isSecond(JsonNode input) {
    return input.path("number").asInt() == 2 || input.at("/batch/of").asInt() == 2;
  }

  private static String execution(Ended ended) {
    return "cmek-reverify/" + ended.json().path("name").asText().replaceFirst(".*/", "");
  }

  private List<String> members(String function) {
    return functions.input(function).propertyStream().map(p -> p.getKey()).toList();
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
