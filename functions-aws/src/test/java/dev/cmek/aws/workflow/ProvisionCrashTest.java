package dev.cmek.aws.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.aws.workflow.Execution.Status;
import dev.cmek.shared.cluster.CmekStatus;
import dev.cmek.shared.notify.Announcement;
import dev.cmek.shared.request.AccessGrant;
import dev.cmek.shared.request.KeyStrategy;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// One onboarding for each of its calls and writes, with something happening at just that one.
final class ProvisionCrashTest {

  private static final String[] REGIONS = {"eu-west-1", "us-east-1"};

  /// What happens, by the deployment that it happens to.
  private enum Mishap {
    /// The process dies behind the write, and Lambda or the workflow calls the function again.
    KILLED {
      @Override
      void happen(InMemoryDeployment deployment) {
        throw new Killed("behind a write");
      }
    },
    /// The write was made, but nobody knows.
    ANSWER_LOST {
      @Override
      void happen(InMemoryDeployment deployment) {
        throw Stop.notYet(Reason.SERVICE_UNAVAILABLE, "the answer was lost");
      }
    },
    /// Somebody stops the execution, while the function goes on to its end.
    ABORTED {
      @Override
      void happen(InMemoryDeployment deployment) {
        deployment.executions().forEach(Execution::abort);
      }
    },
    /// The execution and the function end together.
    ALL_LOST {
      @Override
      void happen(InMemoryDeployment deployment) {
        deployment.executions().forEach(Execution::abort);
        throw new Killed("behind a write");
      }
    };

    abstract void happen(InMemoryDeployment deployment);
  }

  @ParameterizedTest
  @CsvSource({
    "KEY_PER_REGION, ROLE_POLICY",
    "SINGLE_KEY, KEY_POLICY",
    "MULTI_REGION_KEY, KEY_POLICY"
  })
  void mishapBehindAnyWriteLeavesNothingTwiceAndNothingUndone(
      KeyStrategy strategy, AccessGrant grant) {
    Order order = Order.of("event-1").keys(strategy).granted(grant);
    for (Mishap mishap : Mishap.values()) {
      boolean happened = true;
      for (int nth = 1; happened; nth++) {
        InMemoryDeployment deployment = deployment();
        Nth at = new Nth(nth, () -> mishap.happen(deployment));
        deployment.calls.behindEach(at);

        Execution last = deployment.onboard(order);
        Execution again = deployment.onboard(order);

        happened = at.happened;
        assertOnboardedOnce(deployment, strategy, mishap + " behind write " + nth + last + again);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "THROTTLED, KEY_PER_REGION, ROLE_POLICY",
    "THROTTLED, MULTI_REGION_KEY, KEY_POLICY",
    "SERVICE_UNAVAILABLE, KEY_PER_REGION, KEY_POLICY",
    "SERVICE_UNAVAILABLE, MULTI_REGION_KEY, ROLE_POLICY"
  })
  void anyCallThatIsRefusedForAWhileOnlyDelays(
      Reason reason, KeyStrategy strategy, AccessGrant grant) {
    Order order = Order.of("event-1").keys(strategy).granted(grant);
    boolean happened = true;
    for (int nth = 1; happened; nth++) {
      InMemoryDeployment deployment = deployment();
      Nth at =
          new Nth(
              nth,
              () -> {
                throw Stop.notYet(reason, "not now");
              });
      deployment.calls.beforeEach(at);

      Execution execution = deployment.onboard(order);

      happened = at.happened;
      assertThat(execution.status()).as(execution::toString).isEqualTo(Status.SUCCEEDED);
      assertOnboardedOnce(deployment, strategy, reason + " at call " + nth + execution);
    }
  }

  private static InMemoryDeployment deployment() {
    InMemoryDeployment deployment = new InMemoryDeployment(42);
    deployment.add(Order.CLUSTER, REGIONS);
    return deployment;
  }

  private static void assertOnboardedOnce(
      InMemoryDeployment deployment, KeyStrategy strategy, String story) {
    assertThat(deployment.cmek(Order.CLUSTER).status()).as(story).isEqualTo(CmekStatus.ENABLED);
    assertThat(deployment.aws.keys().keys())
        .as(story)
        .hasSize(strategy == KeyStrategy.SINGLE_KEY ? 1 : REGIONS.length)
        .allMatch(key -> key.rotation().isPresent() || key.key().arn().id().startsWith("mrk-"));
    assertThat(deployment.aws.roles().roles()).as(story).hasSize(1);
    assertThat(holder(deployment)).as(story).isNotEqualTo(Status.RUNNING);
    assertThat(deployment.announcements.all())
        .as(story)
        .extracting(Announcement::type)
        .last()
        .isEqualTo("dev.cmek.onboarding.completed.v1");
    assertThat(deployment.redriven).as(story).isEmpty();
  }

  /// How the execution fares that took the cluster's lease last.
  private static Status holder(InMemoryDeployment deployment) {
    String execution =
        deployment.document("clusters/" + Order.CLUSTER + "/lease.json").get("execution").asText();
    return deployment.service.find(execution).orElseThrow().status();
  }

  /// Happens once, at the nth time.
  private static final class Nth implements Consumer<String> {

    private final Runnable happening;
    private int left;
    private boolean happened;

    private Nth(int nth, Runnable happening) {
      this.left = nth;
      this.happening = happening;
    }

    @Override
    public void accept(String call) {
      left--;
      if (left == 0) {
        happened = true;
        happening.run();
      }
    }
  }
}
