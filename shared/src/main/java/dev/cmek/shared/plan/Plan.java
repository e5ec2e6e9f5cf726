package dev.cmek.shared.plan;

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

  public Plan {
    keys = List.copyOf(keys);
    replicas = List.copyOf(replicas);
  }

  /// A key to make, or a replica of one.
  ///
  /// @param name AWS: the alias, such as `alias/cmek/<cluster id>`
  /// @param place the region where it is kept
  /// @param multiRegion it has replicas, or is one
  /// @param regions the cluster's regions that use it
  public record PlannedKey(String name, String place, boolean multiRegion, List<String> regions) {

    public PlannedKey {
      regions = List.copyOf(regions);
    }
  }

  /// The plan; the only place that tells strategies apart.
  ///
  /// @param keyRegion of the one key or of the multi-Region primary
  /// @return empty if `keyRegion` is none of the cluster's regions
  public static Optional<Plan> of(
      Cluster cluster, KeyStrategy strategy, String keyRegion, Naming naming) {
    List<String> regions = cluster.regionNames();
    String name = naming.key(cluster.id());
    if (!regions.contains(keyRegion)) {
      return Optional.empty();
    }
    List<PlannedKey> keys =
        switch (strategy) {
          case KEY_PER_REGION ->
              regions.stream().map(r -> new PlannedKey(name, r, false, List.of(r))).toList();
          case SINGLE_KEY -> List.of(new PlannedKey(name, keyRegion, false, regions));
          case MULTI_REGION_KEY ->
              List.of(new PlannedKey(name, keyRegion, true, List.of(keyRegion)));
        };
    List<PlannedKey> replicas =
        switch (strategy) {
          case KEY_PER_REGION, SINGLE_KEY -> List.of();
          case MULTI_REGION_KEY ->
              regions.stream()
                  .filter(r -> !r.equals(keyRegion))
                  .map(r -> new PlannedKey(name, r, true, List.of(r)))
                  .toList();
        };
    return Optional.of(new Plan(naming.principal(cluster.id()), keys, replicas));
  }
}
