package dev.cmek.aws.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.aws.workflow.Execution.Status;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.iam.Principals;
import dev.cmek.shared.iam.Statement;
import dev.cmek.shared.request.AccessGrant;
import dev.cmek.shared.request.KeyStrategy;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How soon a run goes on once it can, and how soon it names what waiting does not mend. The clock
/// is virtual, the pace is the workflow's own.
final class ProvisionTimingTest {

  private static final int SEEDS = 12;
  private static final String ROLE = "cmek-" + Order.CLUSTER;
  private static final Duration NAMED_WITHIN = Duration.ofSeconds(5);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 10, 20, 35, 50, 75, 100, 150, 250, 400, 540})
  void accessIsUsedSoonAfterItIsVisible(int seconds) {
    Duration visible = Duration.ofSeconds(seconds);
    Duration latest = visible.plus(max(Duration.ofSeconds(5), visible.dividedBy(10)));

    for (long seed = 0; seed < SEEDS; seed++) {
      InMemoryDeployment deployment = deployment(seed);
      deployment.vendor.seesChangesAfter(visible);

      Execution execution = deployment.onboard(Order.of("event-1"));

      assertThat(execution.status()).as(execution::toString).isEqualTo(Status.SUCCEEDED);
      assertThat(execution.elapsed()).as("seed %s", seed).isBetween(visible, latest);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 60, 300, 540})
  void accessIsUsedEvenIfTheVendorMissesItOnlyWhileEnabling(int seconds) {
    InMemoryDeployment deployment = deployment(seconds);
    Duration visible = Duration.ofSeconds(seconds);
    Duration enabling = Duration.ofMinutes(2);
    deployment.api.looksAtKeys(deployment.vendor, false);
    deployment.api.enablingTakes(enabling);
    deployment.vendor.seesChangesAfter(visible);

    Execution execution = deployment.onboard(Order.of("event-1"));

    assertThat(execution.status()).as(execution::toString).isEqualTo(Status.SUCCEEDED);
    assertThat(execution.elapsed()).isLessThan(visible.plus(enabling.multipliedBy(3)));
  }

  @Test
  void accessThatIsNeverVisibleIsGivenUpWithTheVendorsWords() {
    InMemoryDeployment deployment = deployment(1);
    deployment.vendor.seesChangesAfter(Duration.ofDays(1));

    Execution execution = deployment.onboard(Order.of("event-1"));

    assertThat(execution.error()).isEqualTo("CMEK_REFUSED");
    assertThat(execution.cause()).contains("insufficient permissions to use the KMS key");
    assertThat(execution.elapsed()).isBetween(Duration.ofMinutes(15), Duration.ofMinutes(16));
  }

  @ParameterizedTest
  @MethodSource
  void mistakeIsNamedAtOnceAndBeforeCmekIsCalled(
      String error, String says, Consumer<InMemoryDeployment> mistake) {
    for (long seed = 0; seed < 5; seed++) {
      InMemoryDeployment deployment = deployment(seed);
      Execution prepared = deployment.onboard(Order.of("event-0").with("enable", false));
      assertThat(prepared.status()).as(prepared::toString).isEqualTo(Status.SUCCEEDED);
      mistake.accept(deployment);

      Execution execution = deployment.onboard(Order.of("event-1"));

      assertThat(execution.error()).as(execution::toString).isEqualTo(error);
      assertThat(execution.cause()).contains(says);
      assertThat(execution.elapsed()).isLessThan(NAMED_WITHIN);
      assertThat(deployment.api.writes()).isEmpty();
    }
  }

  static Stream<Arguments> mistakeIsNamedAtOnceAndBeforeCmekIsCalled() {
    return Stream.of(
        mistake(
            "ACCESS_NOT_EFFECTIVE",
            "ACCESS_DENIED",
            d -> d.aws.keys().putPolicy(key(d), denying(policy(d)))),
        mistake(
            "ACCESS_NOT_EFFECTIVE",
            "ACCESS_NOT_DELEGATED",
            d -> d.aws.keys().putPolicy(key(d), foreign(PolicyDocument.of()))),
        mistake(
            "ACCESS_NOT_EFFECTIVE",
            "KEY_OPEN_TO_EVERYONE",
            d -> d.aws.keys().putPolicy(key(d), open(policy(d)))),
        mistake(
            "ACCESS_CHANGED_BY_OTHERS",
            "trusts",
            d -> d.aws.roles().putTrust(ROLE, trust("444455556666", "another-organization"))),
        mistake(
            "ACCESS_CHANGED_BY_OTHERS",
            "trusts",
            d ->
                d.aws
                    .roles()
                    .putTrust(ROLE, trust("999988887777", InMemoryDeployment.ORGANIZATION))),
        mistake(
            "ACCESS_CHANGED_BY_OTHERS",
            "permissions boundary",
            d -> d.aws.roles().putBoundary(ROLE, null)),
        mistake("KEY_NOT_USABLE", "Disabled", d -> d.aws.keys().putState(key(d), "Disabled")));
  }

  /// Between the steps, so that verification is the first to see it.
  @ParameterizedTest
  @MethodSource
  void mistakeMadeMeanwhileIsNamedAtOnce(String says, Consumer<InMemoryDeployment> mistake) {
    InMemoryDeployment deployment = deployment(7);
    deployment.calls.behindEach(write -> {
      if (write.equals("iam:PutRolePolicy")) {
        mistake.accept(deployment);
      }
    });

    Execution execution = deployment.onboard(Order.of("event-1"));

    assertThat(execution.error()).as(execution::toString).isEqualTo("ACCESS_NOT_EFFECTIVE");
    assertThat(execution.cause()).contains(says);
    assertThat(execution.elapsed()).isLessThan(NAMED_WITHIN);
    assertThat(deployment.api.writes()).isEmpty();
  }

  static Stream<Arguments> mistakeMadeMeanwhileIsNamedAtOnce() {
    return Stream.of(
        meanwhile("ACCESS_DENIED", d -> d.aws.keys().putPolicy(key(d), denying(policy(d)))),
        meanwhile("KEY_DISABLED", d -> d.aws.keys().putState(key(d), "Disabled")),
        meanwhile("KEY_PENDING_DELETION", d -> d.aws.keys().putState(key(d), "PendingDeletion")),
        meanwhile(
            "BOUNDARY_OTHER", d -> d.aws.roles().putBoundary(ROLE, "arn:aws:iam::1:policy/p")));
  }

  /// What may be an answer from before the run's own change is looked at again for two minutes.
  @Test
  void whatMayBeStaleIsNamedAfterTwoMinutes() {
    InMemoryDeployment deployment = deployment(7);
    deployment.calls.behindEach(write -> {
      if (write.equals("iam:PutRolePolicy")) {
        deployment.aws.roles().putTrust(ROLE, trust("999988887777", "x"));
      }
    });

    Execution execution = deployment.onboard(Order.of("event-1"));

    assertThat(execution.error()).as(execution::toString).isEqualTo("ACCESS_NOT_EFFECTIVE");
    assertThat(execution.cause()).contains("TRUST_");
    assertThat(execution.elapsed()).isBetween(Duration.ofMinutes(2), Duration.ofSeconds(145));
    assertThat(deployment.api.writes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ROLE_POLICY", "KEY_POLICY"})
  void changesThatShowLateAreWaitedFor(AccessGrant grant) {
    for (KeyStrategy strategy : KeyStrategy.values()) {
      InMemoryDeployment deployment = deployment(3);
      deployment.aws.hideChangesFor(Duration.ofSeconds(40));
      deployment.aws.principalsSpreadIn(Duration.ofSeconds(15));
      deployment.aws.keys().tagsSpreadIn(Duration.ofMinutes(3));
      deployment.aws.keys().replicasReadyAfter(5);

      Execution execution = deployment.onboard(Order.of("event-1").keys(strategy).granted(grant));

      assertThat(execution.status()).as(execution::toString).isEqualTo(Status.SUCCEEDED);
      assertThat(deployment.aws.keys().keys()).hasSize(strategy == KeyStrategy.SINGLE_KEY ? 1 : 2);
      assertThat(deployment.aws.count("iam:CreateRole")).isEqualTo(1);
    }
  }

  private static InMemoryDeployment deployment(long seed) {
    InMemoryDeployment deployment = new InMemoryDeployment(seed);
    deployment.add(Order.CLUSTER, "eu-west-1", "us-east-1");
    return deployment;
  }

  private static Arguments mistake(
      String error, String says, Consumer<InMemoryDeployment> mistake) {
    return Arguments.of(error, says, mistake);
  }

  private static Arguments meanwhile(String says, Consumer<InMemoryDeployment> mistake) {
    return Arguments.of(says, mistake);
  }

  private static Arn key(InMemoryDeployment deployment) {
    return deployment.aws.keys().keys().getFirst().key().arn();
  }

  private static PolicyDocument policy(InMemoryDeployment deployment) {
    return deployment.aws.keys().keys().getFirst().policy();
  }

  private static PolicyDocument denying(PolicyDocument policy) {
    return policy.with(
        Statement.deny("NobodyFromOutside")
            .to(Principals.aws("*"))
            .actions("kms:Decrypt")
            .on("*")
            .build());
  }

  private static PolicyDocument open(PolicyDocument policy) {
    return policy.with(
        Statement.allow("All").to(Principals.aws("*")).actions("kms:Decrypt").on("*").build());
  }

  private static PolicyDocument foreign(PolicyDocument policy) {
    return policy.with(
        Statement.allow("Administrators")
            .to(Principals.aws("arn:aws:iam::111122223333:role/admin"))
            .actions("kms:*")
            .on("*")
            .build());
  }

  private static PolicyDocument trust(String account, String externalId) {
    return PolicyDocument.of(
        Statement.allow("CockroachDBCloud")
            .to(Principals.aws("arn:aws:iam::" + account + ":root"))
            .actions("sts:AssumeRole")
            .when("StringEquals", "sts:ExternalId", externalId)
            .build());
  }

  private static Duration max(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
