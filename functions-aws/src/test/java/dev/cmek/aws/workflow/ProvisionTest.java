package dev.cmek.aws.workflow;

import static java.util.Comparator.naturalOrder;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.aws.key.FakeKeys.Stored;
import dev.cmek.aws.workflow.Event.Entered;
import dev.cmek.aws.workflow.Event.Left;
import dev.cmek.aws.workflow.Execution.Status;
import dev.cmek.shared.cluster.Cluster;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.cluster.Cmek;
import dev.cmek.shared.cluster.CmekStatus;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.iam.Statement;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.notify.Announcement;
import dev.cmek.shared.request.AccessGrant;
import dev.cmek.shared.request.KeyStrategy;
import dev.cmek.shared.step.Change;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Onboarding from the message on the queue to the enabled cluster, over the real workflow.
final class ProvisionTest {

  private static final String[] THREE = {"eu-west-1", "us-east-1", "eu-central-1"};
  private static final List<String> ACTIONS =
      List.of(
          "kms:Encrypt",
          "kms:Decrypt",
          "kms:GenerateDataKey*",
          "kms:DescribeKey",
          "kms:ReEncrypt*");
  private static final int MOST_BYTES_PER_REGION = 8 * 1024;

  private final InMemoryDeployment deployment = new InMemoryDeployment(42);

  @ParameterizedTest
  @CsvSource({
    "KEY_PER_REGION, ROLE_POLICY, 19, 3",
    "KEY_PER_REGION, KEY_POLICY, 19, 3",
    "SINGLE_KEY, ROLE_POLICY, 17, 1",
    "SINGLE_KEY, KEY_POLICY, 17, 1",
    "MULTI_REGION_KEY, ROLE_POLICY, 19, 3",
    "MULTI_REGION_KEY, KEY_POLICY, 19, 3"
  })
  void threeRegionsAreEnabledInFewStates(
      KeyStrategy strategy, AccessGrant grant, int states, int keys) {
    deployment.add(Order.CLUSTER, THREE);

    Execution execution = deployment.onboard(Order.of("event-1").keys(strategy).granted(grant));

    assertSucceeded(execution);
    assertEnabled(Order.CLUSTER, THREE);
    assertThat(execution.entered()).isEqualTo(states).isLessThanOrEqualTo(30);
    assertThat(execution.retries()).isZero();
    assertThat(largest(execution)).isLessThan(THREE.length * MOST_BYTES_PER_REGION);
    assertThat(deployment.aws.keys().keys()).hasSize(keys);
    assertThat(announced()).containsExactly("dev.cmek.onboarding.completed.v1");
  }

  @ParameterizedTest
  @CsvSource({
    "KEY_PER_REGION, 1, 17", "SINGLE_KEY, 1, 17", "MULTI_REGION_KEY, 1, 17",
    "KEY_PER_REGION, 5, 21", "SINGLE_KEY, 5, 17", "MULTI_REGION_KEY, 5, 21"
  })
  void oneRegionIsAsRightAsFive(KeyStrategy strategy, int count, int states) {
    String[] regions =
        Stream.of("eu-west-1", "us-east-1", "eu-central-1", "us-west-2", "ap-south-1")
            .limit(count)
            .toArray(String[]::new);
    deployment.add(Order.CLUSTER, regions);

    Execution execution = deployment.onboard(Order.of("event-1").keys(strategy));

    assertSucceeded(execution);
    assertEnabled(Order.CLUSTER, regions);
    assertThat(execution.entered()).isEqualTo(states);
    assertThat(largest(execution)).isLessThan(count * MOST_BYTES_PER_REGION);
  }

  @ParameterizedTest
  @CsvSource({
    "KEY_PER_REGION, ROLE_POLICY",
    "KEY_PER_REGION, KEY_POLICY",
    "SINGLE_KEY, ROLE_POLICY",
    "SINGLE_KEY, KEY_POLICY",
    "MULTI_REGION_KEY, ROLE_POLICY",
    "MULTI_REGION_KEY, KEY_POLICY"
  })
  void secondIdenticalOnboardingWritesNothing(KeyStrategy strategy, AccessGrant grant) {
    deployment.add(Order.CLUSTER, THREE);
    Order order = Order.of("event-1").keys(strategy).granted(grant);
    assertSucceeded(deployment.onboard(order));
    List<String> written = deployment.aws.writes();

    Execution second = deployment.onboard(order.id("event-2"));

    assertSucceeded(second);
    assertThat(second.path()).contains("EnableCmek", "CheckCmek");
    assertThat(deployment.aws.writes()).isEqualTo(written);
    assertThat(deployment.api.writes()).hasSize(1);
    assertThat(changes(second)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "KEY_PER_REGION, ROLE_POLICY",
    "KEY_PER_REGION, KEY_POLICY",
    "SINGLE_KEY, KEY_POLICY",
    "MULTI_REGION_KEY, ROLE_POLICY",
    "MULTI_REGION_KEY, KEY_POLICY"
  })
  void dryRunForetellsWhatTheRunThenChanges(KeyStrategy strategy, AccessGrant grant) {
    deployment.add(Order.CLUSTER, THREE);
    Order order = Order.of("event-1").keys(strategy).granted(grant);

    Execution dry = deployment.onboard(order.id("event-0").with("dryRun", true));

    assertSucceeded(dry);
    assertThat(deployment.aws.writes()).isEmpty();
    assertThat(deployment.api.writes()).isEmpty();
    assertThat(deployment.state.contents().keySet())
        .noneMatch(path -> path.endsWith("intent.json") || path.contains("/keys/"));
    assertThat(announced()).containsExactly("dev.cmek.onboarding.planned.v1");
    assertThat(deployment.announcements.only().text()).contains("POST /cmek");
    Execution real = deployment.onboard(order);
    assertSucceeded(real);
    assertThat(withoutKeyIds(changes(dry))).isEqualTo(withoutKeyIds(changes(real)));
  }

  @Test
  void dryRunOfWhatIsDoneForetellsNothing() {
    deployment.add(Order.CLUSTER, THREE);
    assertSucceeded(deployment.onboard(Order.of("event-1")));

    Execution dry = deployment.onboard(Order.of("event-2").with("dryRun", true));

    assertSucceeded(dry);
    assertThat(changes(dry)).isEmpty();
  }

  @Test
  void withoutEnableEverythingIsReadyAndNothingIsEnabled() {
    deployment.add(Order.CLUSTER, THREE);

    Execution execution = deployment.onboard(Order.of("event-1").with("enable", false));

    assertSucceeded(execution);
    assertThat(execution.path()).contains("VerifyAccess").doesNotContain("EnableCmek");
    assertThat(deployment.api.writes()).isEmpty();
    assertThat(announced()).containsExactly("dev.cmek.onboarding.ready.v1");
    assertThat(deployment.announcements.only().text()).contains("region_specs").contains(THREE);
    assertSucceeded(deployment.onboard(Order.of("event-2")));
    assertEnabled(Order.CLUSTER, THREE);
  }

  @Test
  void oldClusterIsEnabledOnlyWithAcknowledgement() {
    deployment.api.put(old(InMemoryDeployment.cluster(Order.CLUSTER, THREE)));

    Execution without = deployment.onboard(Order.of("event-1"));

    assertSucceeded(without);
    assertThat(deployment.api.writes()).isEmpty();
    assertThat(deployment.announcements.only().text())
        .contains("older than 7 days", "EARLIER_BACKUPS_UNRESTORABLE");
    Execution with =
        deployment.onboard(
            Order.of("event-2").with("acknowledge", List.of("EARLIER_BACKUPS_UNRESTORABLE")));
    assertSucceeded(with);
    assertEnabled(Order.CLUSTER, THREE);
  }

  @Test
  void directStartWithRepairPutsBackWhatOthersChanged() {
    deployment.add(Order.CLUSTER, THREE);
    Order order = Order.of("event-1");
    assertSucceeded(deployment.onboard(order));
    String role = "cmek-" + Order.CLUSTER;
    PolicyDocument trust = deployment.aws.roles().role(role).orElseThrow().trust();
    PolicyDocument policy = deployment.aws.policies().inline(role).orElseThrow();
    deployment.aws.policies().deleteInline(role);
    deployment.aws.roles().putTrust(role, PolicyDocument.of());

    Execution refused = deployment.onboard(order.id("event-2"));
    Execution repair = deployment.start("by-hand", order.id("SEC-140").repair());
    deployment.clock.run();

    assertThat(refused.error()).isEqualTo("ACCESS_CHANGED_BY_OTHERS");
    assertSucceeded(repair);
    assertThat(deployment.aws.roles().role(role).orElseThrow().trust()).isEqualTo(trust);
    assertThat(deployment.aws.policies().inline(role)).contains(policy);
    assertThat(deployment.api.writes()).hasSize(1);
  }

  @Test
  void trustThatWasPutBackSpreadsLikeAGrant() {
    deployment.add(Order.CLUSTER, THREE);
    assertSucceeded(deployment.onboard(Order.of("event-1").with("enable", false)));
    deployment.clock.sleep(Duration.ofHours(1));
    deployment.aws.roles().putTrust("cmek-" + Order.CLUSTER, PolicyDocument.of());
    deployment.aws.hideChangesFor(Duration.ofSeconds(30));
    deployment.vendor.seesChangesAfter(Duration.ofMinutes(5));

    Execution repair = deployment.start("by-hand", Order.of("SEC-140").repair());
    deployment.clock.run();

    assertSucceeded(repair);
    assertEnabled(Order.CLUSTER, THREE);
  }

  @Test
  void sameEventAHundredTimesIsOneOnboarding() {
    deployment.add(Order.CLUSTER, THREE);
    deployment.calls.takeAtMost(Duration.ofMillis(300));
    String message = Order.of("event-1").message();

    for (int i = 0; i < 50; i++) {
      deployment.send(message, message);
    }
    deployment.clock.run();
    Execution late = deployment.onboard(Order.of("event-1"));

    assertEnabled(Order.CLUSTER, THREE);
    assertThat(deployment.aws.count("kms:CreateKey")).isEqualTo(3);
    assertThat(deployment.aws.count("iam:CreateRole")).isEqualTo(1);
    assertThat(deployment.api.writes()).hasSize(1);
    assertThat(announced()).containsExactly("dev.cmek.onboarding.completed.v1");
    assertThat(deployment.executions()).containsExactly(late);
    assertThat(deployment.deadLetters.letters()).isEmpty();
  }

  @Test
  void eventThatIsStartedTwiceIsWorkedOnOnce() {
    deployment.add(Order.CLUSTER, THREE);
    String input = direct(Order.of("event-1"));

    Execution first = deployment.start("first", input);
    Execution second = deployment.start("second", input);
    deployment.clock.run();

    assertSucceeded(first);
    assertSucceeded(second);
    assertThat(List.of(first.path(), second.path()))
        .containsOnlyOnce(List.of("BeginRun", "Duplicate?", "WorkedOnAlready"));
    assertThat(announced()).containsExactly("dev.cmek.onboarding.completed.v1");
  }

  @Test
  void twoEventsForOneClusterTakeTurns() {
    deployment.add(Order.CLUSTER, THREE);
    deployment.calls.takeAtMost(Duration.ofMillis(300));
    deployment.api.enablingTakes(Duration.ofMinutes(10));

    deployment.send(Order.of("event-1").message(), Order.of("event-2").message());
    deployment.clock.run();

    assertThat(deployment.executions()).allSatisfy(ProvisionTest::assertSucceeded).hasSize(2);
    assertThat(deployment.executions())
        .anyMatch(e -> e.toString().contains("BeginRun retry 1") && e.retries() > 5);
    assertThat(deployment.api.writes()).hasSize(1);
    assertThat(deployment.aws.count("kms:CreateKey")).isEqualTo(3);
  }

  @Test
  void poisonMessageHoldsNobodyUp() {
    ClusterId other = new ClusterId("0c6a1c3e-2f0b-4a57-8f0e-6a7d3c1b9e52");
    deployment.add(Order.CLUSTER, THREE);
    deployment.add(other, "us-east-1");

    deployment.send(
        Order.of("event-1").message(),
        Order.of("event-2").with("clusterId", "7d81e").message(),
        Order.of("event-3").cluster(other).message());
    deployment.clock.run();

    assertEnabled(Order.CLUSTER, THREE);
    assertEnabled(other, "us-east-1");
    assertThat(deployment.deadLetters.letters())
        .singleElement()
        .satisfies(letter -> assertThat(letter.why().field()).isEqualTo("data.clusterId"));
    assertThat(deployment.redriven).isEmpty();
  }

  @Test
  void waitsUntilTheVendorHasEnabledEveryRegion() {
    deployment.add(Order.CLUSTER, THREE);
    deployment.api.enablingTakes(Duration.ofMinutes(40));

    Execution execution = deployment.onboard(Order.of("event-1"));

    assertSucceeded(execution);
    assertThat(execution.elapsed()).isBetween(Duration.ofMinutes(40), Duration.ofMinutes(41));
  }

  @Test
  void waitsForAClusterThatIsBeingCreated() {
    Cluster cluster = InMemoryDeployment.cluster(Order.CLUSTER, THREE);
    deployment.api.put(in("CREATING", cluster));
    deployment.clock.start(
        "the vendor",
        () -> {
          deployment.clock.sleep(Duration.ofMinutes(30));
          deployment.api.put(cluster);
        });

    Execution execution = deployment.onboard(Order.of("event-1"));

    assertSucceeded(execution);
    assertThat(execution.elapsed()).isBetween(Duration.ofMinutes(30), Duration.ofSeconds(1820));
  }

  @Test
  void whatStandsAfterwardsIsWhatTheVendorAsksFor() {
    deployment.add(Order.CLUSTER, THREE);

    assertSucceeded(deployment.onboard(Order.of("event-1").granted(AccessGrant.KEY_POLICY)));

    assertThat(deployment.aws.roles().role("cmek-" + Order.CLUSTER).orElseThrow())
        .satisfies(role -> {
          assertThat(role.trust().json())
              .contains(
                  "\"arn:aws:iam::444455556666:root\"",
                  "{\"StringEquals\":{\"sts:ExternalId\":\"" + InMemoryDeployment.ORGANIZATION);
          assertThat(role.boundaryArn()).isEqualTo("arn:aws:iam::111122223333:policy/CmekBoundary");
          assertThat(role.tags()).containsEntry("team", "payments");
        });
    assertThat(deployment.aws.policies().inline("cmek-" + Order.CLUSTER)).isEmpty();
    assertThat(deployment.aws.keys().keys())
        .hasSize(3)
        .allSatisfy(key -> {
          assertThat(key.rotation()).contains(Duration.ofDays(365));
          assertThat(key.key().tags()).containsEntry("team", "payments");
          assertThat(key.policy().statements()).hasSize(2).anyMatch(ProvisionTest::grants);
        })
        .extracting(Stored::key)
        .allSatisfy(key ->
            assertThat(deployment.aws.keys().alias(key.region(), "alias/cmek/" + Order.CLUSTER))
                .contains(key.arn()));
  }

  private static boolean grants(Statement statement) {
    return statement.actions() != null
        && statement.actions().values().equals(ACTIONS)
        && statement.principals() != null
        && statement.principals().of("AWS").getFirst().endsWith("/cmek-" + Order.CLUSTER);
  }

  private void assertEnabled(ClusterId cluster, String... regions) {
    Cmek cmek = deployment.cmek(cluster);
    assertThat(cmek.status()).isEqualTo(CmekStatus.ENABLED);
    assertThat(cmek.regions()).extracting(Cmek.RegionStatus::region).containsOnly(regions);
    assertThat(cmek.regions()).allMatch(region -> region.status().isEnabled());
  }

  private static void assertSucceeded(Execution execution) {
    assertThat(execution.status()).as(execution::toString).isEqualTo(Status.SUCCEEDED);
  }

  private List<String> announced() {
    return deployment.announcements.all().stream().map(Announcement::type).toList();
  }

  /// The largest object that travelled, in bytes.
  private static int largest(Execution execution) {
    Stream<JsonNode> inputs = execution.history(Entered.class).stream().map(Entered::input);
    Stream<JsonNode> outputs = execution.history(Left.class).stream().map(Left::output);
    return Stream.concat(inputs, outputs)
        .map(json -> Payloads.write(json).length)
        .max(naturalOrder())
        .orElseThrow();
  }

  /// What all steps changed or foretold, in their order.
  private static List<Change> changes(Execution execution) {
    return execution.output().orElseThrow().findValues("changes").stream()
        .flatMap(list -> Stream.of(Payloads.convert(list, Change[].class)))
        .toList();
  }

  /// Keys that are foretold have no ids yet.
  private static List<String> withoutKeyIds(List<Change> changes) {
    return changes.stream()
        .map(change -> change.toString().replaceAll("key/(\\(new\\)|[0-9a-z-]+)", "key/…"))
        .toList();
  }

  private static String direct(Order order) {
    return Payloads.writeString(
        Map.of("source", Order.SOURCE, "eventId", order.id(), "request", order.data()));
  }

  private static Cluster old(Cluster c) {
    return new Cluster(
        c.id(),
        c.name(),
        c.plan(),
        c.cloud(),
        c.state(),
        c.operationStatus(),
        c.accountId(),
        c.regions(),
        c.createdAt().minus(Duration.ofDays(30)));
  }

  private static Cluster in(String state, Cluster c) {
    return new Cluster(
        c.id(),
        c.name(),
        c.plan(),
        c.cloud(),
        state,
        c.operationStatus(),
        c.accountId(),
        c.regions(),
        c.createdAt());
  }
}
