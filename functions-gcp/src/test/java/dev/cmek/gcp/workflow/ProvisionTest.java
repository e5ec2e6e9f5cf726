package dev.cmek.gcp.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.gcp.workflow.Wire.Call;
import dev.cmek.local.gcp.pubsub.Message;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Onboardings from the message to what stands in the project and who is told.
final class ProvisionTest {

  private static final String[] REGIONS = {"europe-west1", "europe-west3", "us-east4"};

  private final Deployment deployment = Deployment.start();

  @AfterEach
  void stop() {
    deployment.close();
  }

  @Test
  void anEventEndsWithCmekEnabledInEveryRegionByAHundredCalls() {
    String cluster = deployment.cluster(REGIONS);

    Ended ended = deployment.onboard(Order.of("three", cluster));
    List<Call> calls = deployment.wire.calls();

    assertThat(ended.result()).as(ended.toString()).isEqualTo("ENABLED");
    assertThat(Standing.faults(deployment, cluster, REGIONS)).isEmpty();
    assertThat(calls).hasSizeLessThanOrEqualTo(100);
    assertThat(calls.stream().filter(ProvisionTest::writesObjects)).hasSize(12);
  }

  @Test
  void aSecondOnboardingWritesNothing() {
    String cluster = deployment.cluster(REGIONS);
    Ended first = deployment.onboard(Order.of("one", cluster));
    deployment.wire.forget();

    Ended sameAgain = deployment.onboard(Order.of("one", cluster));
    List<Call> ofSame = deployment.wire.calls();
    Ended other = deployment.onboard(Order.of("two", cluster));

    assertThat(sameAgain.id()).isEqualTo(first.id());
    assertThat(ofSame.stream().filter(Call::writes)).isEmpty();
    assertThat(other.id()).isNotEqualTo(first.id());
    assertThat(other.result()).as(other.toString()).isEqualTo("ENABLED");
    assertThat(deployment.wire.calls().stream().filter(ProvisionTest::writesObjects)).isEmpty();
    assertThat(Standing.enablings(deployment, cluster)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"KEY_PER_REGION,", "SINGLE_KEY,europe-west3", "MULTI_REGION_KEY,europe"})
  void aDryRunForetellsWhatTheRunDoesAndWritesNothing(String strategy, String keyRegion) {
    String cluster = deployment.cluster("europe-west1", "europe-west3");
    String choice =
        "\"keyStrategy\":\""
            + strategy
            + "\""
            + (keyRegion == null ? "" : ",\"keyRegion\":\"" + keyRegion + "\"");

    Ended planned = deployment.onboard(new Order("plan", cluster, choice + ",\"dryRun\":true"));
    List<Call> ofPlan = deployment.wire.calls();
    Ended done = deployment.onboard(new Order("do", cluster, choice));

    assertThat(planned.result()).as(planned.toString()).isEqualTo("PLANNED");
    assertThat(ofPlan.stream().filter(ProvisionTest::writesObjects)).isEmpty();
    assertThat(done.result()).as(done.toString()).isEqualTo("ENABLED");
    assertThat(changes(cluster, "plan")).isNotEmpty().isEqualTo(changes(cluster, "do"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"plan\":\"STANDARD\",' | '' | PLAN_NOT_ADVANCED",
        "'\"cloud_provider\":\"AWS\",' | '' | WRONG_CLOUD",
        "'' | '\"keyStrategy\":\"SINGLE_KEY\",\"keyRegion\":\"us-west2\"' | REGION_NOT_IN_CLUSTER",
        "'' | '\"keyStrategy\":\"MULTI_REGION_KEY\",\"keyRegion\":\"europe-west1\"' | REGION_NOT_IN_CLUSTER",
      })
  void whatCannotBeIsRefused(String cluster, String choice, String reason) {
    String id = "0b2a1f0e-93d4-4f6a-8c7e-d1e0a4b86f21";
    deployment.clusterWith(id, cluster, cluster.contains("AWS") ? "eu-west-1" : "europe-west1");

    Ended ended = deployment.onboard(new Order("refused", id, choice));

    assertThat(ended.result()).as(ended.toString()).isEqualTo(reason);
    assertThat(deployment.wire.calls().stream().filter(ProvisionTest::writesObjects)).isEmpty();
    assertThat(deployment.announced(id))
        .anyMatch(event -> event.path("type").asText().equals("dev.cmek.onboarding.refused.v1"));
  }

  @Test
  void anUnknownClusterIsRefusedAndTheLogSinkTellsOfIt() {
    Ended ended = deployment.onboard(Order.of("unknown", "7d1c5a90-2f4e-4b83-9c61-0e5f8a7b3d21"));

    assertThat(ended.result()).isEqualTo("CLUSTER_NOT_FOUND");
    deployment.awaitMessage("stopped", ended.id());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''| body",
        "no base64!| body",
        "bm8ganNvbg==| body",
      })
  void whatIsNoEventGoesToTheDeadLetters(String base64, String field) {
    int answer = deployment.post(Deployment.pushRaw(base64));

    assertThat(answer).isEqualTo(204);
    assertThat(onlyLetter().attributes())
        .containsEntry("reason", "BAD_REQUEST")
        .containsEntry("field", field);
    assertThat(deployment.executions("provision")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"accessGrant\":\"KEY_POLICY\"| data.accessGrant",
        "\"labels\":{\"Team\":\"x\"}| data.labels",
      })
  void whatIsNotForGoogleCloudGoesToTheDeadLettersByField(String choice, String field) {
    String cluster = deployment.cluster("europe-west1");

    deployment.deliver(Deployment.push(new Order("wrong", cluster, choice).json()));

    assertThat(onlyLetter().attributes().getOrDefault("field", "")).startsWith(field);
    assertThat(deployment.executions("provision")).isEmpty();
  }

  @Test
  void theSameIdWithOtherDataGoesToTheDeadLetters() {
    String cluster = deployment.cluster("europe-west1");
    Ended first = deployment.onboard(Order.of("reused", cluster));

    deployment.deliver(Deployment.push(new Order("reused", cluster, "\"enable\":false").json()));

    assertThat(first.result()).isEqualTo("ENABLED");
    assertThat(onlyLetter().attributes()).containsEntry("reason", "KEY_REUSED");
    assertThat(deployment.executions("provision")).hasSize(1);
  }

  @Test
  void eventsOutOfOrderAndTwiceEndAsOneInOrderWould() {
    String cluster = deployment.cluster("europe-west1");
    String later = Deployment.push(Order.of("later", cluster).json());
    String earlier = Deployment.push(new Order("earlier", cluster, "\"enable\":false").json());

    List.of(later, earlier, later, earlier).forEach(deployment::deliver);

    assertThat(deployment.endOf("later").result()).isEqualTo("ENABLED");
    assertThat(deployment.endOf("earlier").succeeded()).isTrue();
    assertThat(Standing.enablings(deployment, cluster)).isEqualTo(1);
  }

  private Message onlyLetter() {
    List<Message> letters = deployment.messages("onboarding-dead-letters");
    assertThat(letters).hasSize(1);
    return letters.getFirst();
  }

  /// What the evidence of a run says that it changed, or would.
  private List<String> changes(String cluster, String eventId) {
    return Standing.evidenceOf(deployment, cluster, eventId)
        .path("changes")
        .findValuesAsText("object")
        .stream()
        .sorted()
        .toList();
  }

  /// Writes to KMS, IAM or the Cloud API, not to this system's own memory.
  private static boolean writesObjects(Call call) {
    Predicate<String> own =
        target ->
            target.startsWith("/upload/")
                || target.contains(":publish")
                || target.contains("troubleshoot")
                || target.contains("/executions");
    return call.writes() && !own.test(call.target());
  }
}
