package dev.cmek.shared.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.cmek.shared.cluster.CloudProvider;
import dev.cmek.shared.cluster.Cluster;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.cluster.Region;
import dev.cmek.shared.plan.Plan.PlannedKey;
import dev.cmek.shared.request.KeyStrategy;
import dev.cmek.shared.request.RequestExample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class PlanTest {

  private static final List<String> FIVE = List.of("eu-a", "eu-b", "eu-c", "us-a", "us-b");

  private static final Naming NAMING =
      new Naming() {
        @Override
        public String principal(ClusterId cluster) {
          return "principal-of-" + cluster;
        }

        @Override
        public String key(ClusterId cluster) {
          return "key-of-" + cluster;
        }
      };

  static Stream<Arguments> everyChoice() {
    List<Arguments> all = new ArrayList<>();
    for (KeyStrategy strategy : KeyStrategy.values()) {
      for (int regions : new int[] {1, 2, 3, 5}) {
        all.add(arguments(strategy, FIVE.subList(0, regions)));
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("everyChoice")
  void servesEachRegionByOneKeyAndNoPlaceTwice(KeyStrategy strategy, List<String> regions) {
    Plan plan = plan(cluster(regions, ""), strategy, null).orElseThrow();

    List<PlannedKey> all = Stream.concat(plan.keys().stream(), plan.replicas().stream()).toList();
    assertThat(all)
        .flatExtracting(PlannedKey::regions)
        .containsExactlyInAnyOrderElementsOf(regions);
    assertThat(all).extracting(PlannedKey::place).doesNotHaveDuplicates().isSubsetOf(regions);
    assertThat(all).extracting(PlannedKey::name).containsOnly("key-of-" + RequestExample.CLUSTER);
    assertThat(plan.principal()).isEqualTo("principal-of-" + RequestExample.CLUSTER);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          KEY_PER_REGION   | -    | eu-a[eu-a] eu-b[eu-b] eu-c[eu-c] |
          SINGLE_KEY       | -    | eu-b[eu-a, eu-b, eu-c]           |
          SINGLE_KEY       | eu-c | eu-c[eu-a, eu-b, eu-c]           |
          MULTI_REGION_KEY | -    | eu-b[eu-b]+                      | eu-a[eu-a]+ eu-c[eu-c]+
          MULTI_REGION_KEY | eu-a | eu-a[eu-a]+                      | eu-b[eu-b]+ eu-c[eu-c]+
          """)
  void plansThreeRegionsWithTheSecondAsPrimary(
      KeyStrategy strategy, @Nullable String keyRegion, String keys, @Nullable String replicas) {
    Cluster cluster = cluster(FIVE.subList(0, 3), "eu-b");

    Plan plan = plan(cluster, strategy, keyRegion).orElseThrow();

    assertThat(words(plan.keys())).isEqualTo(keys);
    assertThat(words(plan.replicas())).isEqualTo(replicas == null ? "" : replicas);
  }

  @Test
  void takesTheFirstRegionForPrimaryWhenNoneIsMarked() {
    Plan plan = plan(cluster(FIVE, ""), KeyStrategy.SINGLE_KEY, null).orElseThrow();

    assertThat(plan.keys()).extracting(PlannedKey::place).containsExactly("eu-a");
  }

  @Test
  void needsNoReplicaOfAMultiRegionKeyInOneRegion() {
    Plan plan =
        plan(cluster(List.of("eu-a"), ""), KeyStrategy.MULTI_REGION_KEY, null).orElseThrow();

    assertThat(words(plan.keys())).isEqualTo("eu-a[eu-a]+");
    assertThat(plan.replicas()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"SINGLE_KEY", "MULTI_REGION_KEY"})
  void hasNoPlanForAKeyRegionThatTheClusterLacks(KeyStrategy strategy) {
    assertThat(plan(cluster(FIVE, ""), strategy, "ap-a")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          us-east1 us-west2         | us
          europe-west1 europe-west4 | europe
          asia-south1               | asia
          us-east1 europe-west1     | global
          """)
  void spansAllRegionsWithOneKeyOnGoogleCloud(String regions, String location) {
    Cluster cluster = cluster(List.of(regions.split(" ", -1)), "");
    KeyStrategy strategy = KeyStrategy.MULTI_REGION_KEY;
    String keyRegion = Plan.defaultKeyRegion(cluster, CloudProvider.GCP, strategy);

    Plan plan = Plan.of(cluster, CloudProvider.GCP, strategy, keyRegion, NAMING).orElseThrow();

    assertThat(words(plan.keys())).isEqualTo(location + cluster.regionNames() + "+");
    assertThat(plan.replicas()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"MULTI_REGION_KEY,us-east1", "SINGLE_KEY,us", "SINGLE_KEY,us-east4"})
  void hasNoPlanForALocationOfAnotherKindOnGoogleCloud(KeyStrategy strategy, String keyRegion) {
    Cluster cluster = cluster(List.of("us-east1", "us-west2"), "");

    assertThat(Plan.of(cluster, CloudProvider.GCP, strategy, keyRegion, NAMING)).isEmpty();
    assertThat(Plan.keyRegions(cluster, CloudProvider.GCP, strategy)).doesNotContain(keyRegion);
  }

  private static Optional<Plan> plan(
      Cluster cluster, KeyStrategy strategy, @Nullable String keyRegion) {
    return Plan.of(
        cluster,
        CloudProvider.AWS,
        strategy,
        keyRegion == null ? cluster.primaryRegion() : keyRegion,
        NAMING);
  }

  private static Cluster cluster(List<String> regions, String primary) {
    return new Cluster(
        RequestExample.CLUSTER,
        "orders-prod",
        "ADVANCED",
        "AWS",
        "CREATED",
        "UNSPECIFIED",
        "123456789012",
        regions.stream().map(name -> new Region(name, name.equals(primary))).toList(),
        Instant.EPOCH);
  }

  /// Such as `eu-a[eu-a, eu-b]`, with a `+` for a multi-Region key.
  private static String words(List<PlannedKey> keys) {
    return String.join(
        " ",
        keys.stream().map(k -> k.place() + k.regions() + (k.multiRegion() ? "+" : "")).toList());
  }
}
