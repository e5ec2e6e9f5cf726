package dev.cmek.shared.plan;

import dev.cmek.shared.cluster.CloudProvider;
import dev.cmek.shared.cluster.Cluster;
import dev.cmek.shared.request.KeyStrategy;
import java.util.List;
import java.util.Optional;

/// Which objects a request means for a cluster. Workflows loop over `keys`, then over `replicas`,
/// and never ask for the strategy again.
///
/// @param principal the name of the role or service account
/// @param keys in the order of the regions that they serve
/// @param replicas copies of the one multi-Region key; empty for the other strategies
public record Plan(String principal, List<PlannedKey> keys, List<PlannedKey> replicas) {

  /// Multi-region locations of Cloud KMS that begin the names of their regions ("Cloud KMS
  /// locations", multi-region).
  private static final List<String> CONTINENTS = List.of("us", "europe", "asia");

  /// The usual ones; there are more, such as `eur4`.
  private static final List<String> MULTI_REGIONS = List.of("us", "europe", "asia", "global");

  public Plan {
    keys = List.copyOf(keys);
    replicas = List.copyOf(replicas);
  }

  /// A key to make, or a replica of one.
  ///
  /// @param name AWS: the alias, such as `alias/cmek/<cluster id>`; Google Cloud:
  ///   `keyRings/cmek-<cluster id>/cryptoKeys/cmek`
  /// @param place the region or location where it is kept
  /// @param multiRegion it has replicas, or is one, or spans regions by itself
  /// @param regions the cluster's regions that use it
  public record PlannedKey(String name, String place, boolean multiRegion, List<String> regions) {

    public PlannedKey {
      regions = List.copyOf(regions);
    }
  }

  /// The plan; the only place that tells strategies apart.
  ///
  /// @param cloud where the keys are: AWS copies a multi-Region key into each region, Google Cloud
  ///   has locations that span regions
  /// @param keyRegion of the one key or of the multi-Region primary; on Google Cloud a multi-region
  ///   location for [KeyStrategy#MULTI_REGION_KEY]
  /// @return empty if no key of this strategy can be in `keyRegion`
  public static Optional<Plan> of(
      Cluster cluster, CloudProvider cloud, KeyStrategy strategy, String keyRegion, Naming naming) {
    List<String> regions = cluster.regionNames();
    String name = naming.key(cluster.id());
    boolean spanning = isSpanning(cloud, strategy);
    if (spanning ? !isMultiRegion(keyRegion) : !regions.contains(keyRegion)) {
      return Optional.empty();
    }
    List<PlannedKey> keys =
        switch (strategy) {
          case KEY_PER_REGION ->
              regions.stream().map(r -> new PlannedKey(name, r, false, List.of(r))).toList();
          case SINGLE_KEY -> List.of(new PlannedKey(name, keyRegion, false, regions));
          case MULTI_REGION_KEY ->
              List.of(
                  new PlannedKey(name, keyRegion, true, spanning ? regions : List.of(keyRegion)));
        };
    List<PlannedKey> replicas =
        switch (strategy) {
          case KEY_PER_REGION, SINGLE_KEY -> List.of();
          case MULTI_REGION_KEY ->
              regions.stream()
                  .filter(r -> !spanning && !r.equals(keyRegion))
                  .map(r -> new PlannedKey(name, r, true, List.of(r)))
                  .toList();
        };
    return Optional.of(new Plan(naming.principal(cluster.id()), keys, replicas));
  }

  /// Where the one key or the primary is if nobody says: in the cluster's primary region; on Google
  /// Cloud a multi-region key in the location of all regions' continent, else in `global`.
  public static String defaultKeyRegion(
      Cluster cluster, CloudProvider cloud, KeyStrategy strategy) {
    if (!isSpanning(cloud, strategy)) {
      return cluster.primaryRegion();
    }
    return CONTINENTS.stream()
        .filter(continent ->
            cluster.regionNames().stream().allMatch(r -> r.startsWith(continent + "-")))
        .findFirst()
        .orElse("global");
  }

  /// Where the one key or the primary may be, for people.
  public static List<String> keyRegions(
      Cluster cluster, CloudProvider cloud, KeyStrategy strategy) {
    return isSpanning(cloud, strategy) ? MULTI_REGIONS : cluster.regionNames();
  }

  private static boolean isSpanning(CloudProvider cloud, KeyStrategy strategy) {
    return cloud == CloudProvider.GCP && strategy == KeyStrategy.MULTI_REGION_KEY;
  }

  /// Only regions have a dash in their names ("Cloud KMS locations").
  private static boolean isMultiRegion(String location) {
    return location.indexOf('-') < 0;
  }
}
