package dev.cmek.aws.workflow;

import static dev.cmek.aws.workflow.SweepFaultsTest.cluster;
import static dev.cmek.aws.workflow.SweepTest.assertSwept;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.aws.key.FakeKeys;
import dev.cmek.shared.sweep.Coverage.Entry;
import dev.cmek.shared.sweep.Protection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// A sweep over a thousand clusters, each with one key, every call taking 30 ms on average.
final class SweepScaleTest {

  private static final int CLUSTERS = 1_000;

  private final Guarded guarded = new Guarded();
  private final InMemoryDeployment deployment = guarded.deployment;
  private final List<Instant> asked = new ArrayList<>();
  private final Map<String, Integer> counts = new TreeMap<>();

  @Test
  void keepsToItsPaceAndTellsNobodyAnything() {
    for (int i = 0; i < CLUSTERS; i++) {
      guarded.byHand(cluster(i), Guarded.forRole(cluster(i)));
    }
    assertSwept(deployment.sweep());

    Execution sweep = run();

    assertThat(guarded.coverage().entries())
        .hasSize(CLUSTERS)
        .extracting(Entry::protection)
        .containsOnly(Protection.PROTECTED);
    assertThat(guarded.news()).isEmpty();
    assertThat(peak()).isEqualTo(3);
    assertThat(counts).containsEntry("GET cmek", CLUSTERS).doesNotContainKey("GET cluster");
    assertThat(asked).hasSize(CLUSTERS + 10 + 1);
    assertThat(sweep.elapsed()).isBetween(Duration.ofMinutes(5), Duration.ofSeconds(CLUSTERS / 2));
    assertThat(sweep.children())
        .hasSize(50)
        .allSatisfy(child -> assertThat(child.elapsed()).isLessThan(Duration.ofMinutes(2)));
  }

  @Test
  void findsEveryLossAtOnceWithinTheSameTimes() {
    for (int i = 0; i < CLUSTERS; i++) {
      guarded.byHand(cluster(i), FakeKeys.defaultPolicy());
    }

    Execution sweep = run();

    assertThat(guarded.news()).hasSize(CLUSTERS).containsOnly("dev.cmek.access.lost.v1");
    assertThat(peak()).isEqualTo(3);
    assertThat(sweep.children())
        .allSatisfy(child -> assertThat(child.elapsed()).isLessThan(Duration.ofMinutes(4)));
  }

  private Execution run() {
    deployment.calls.takeAtMost(Duration.ofMillis(60));
    deployment.calls.asEachIsSent(call -> {
      counts.merge(call.replaceFirst(" (state|evidence)/.*", ""), 1, Integer::sum);
      if (call.startsWith("GET ")) {
        asked.add(deployment.clock.instant());
      }
    });
    Execution sweep = deployment.sweep();
    assertSwept(sweep);
    return sweep;
  }

  /// The most calls of the Cloud API in any second.
  private int peak() {
    int peak = 0;
    int from = 0;
    for (int to = 0; to < asked.size(); to++) {
      while (!asked.get(from).plus(Duration.ofSeconds(1)).isAfter(asked.get(to))) {
        from++;
      }
      peak = Math.max(peak, to - from + 1);
    }
    return peak;
  }
}
