package dev.cmek.shared.plan;

import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.step.StepResult;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// A key or replica that is there.
///
/// @param name AWS: its alias
/// @param place the region where it is kept
/// @param uri AWS: its ARN
/// @param regions the cluster's regions that use it
public record ProvisionedKey(
    String name, String place, String uri, List<String> regions, Instant createdAt) {

  public ProvisionedKey {
    regions = List.copyOf(regions);
  }

  /// What the Cloud API is told: for each region its key, in the order of keys, then replicas.
  public static List<RegionKey> regionKeys(
      Principal principal,
      List<StepResult<ProvisionedKey>> keys,
      List<StepResult<ProvisionedKey>> replicas) {
    return Stream.concat(keys.stream(), replicas.stream())
        .map(StepResult::value)
        .flatMap(
            key -> key.regions().stream().map(r -> new RegionKey(r, key.uri(), principal.id())))
        .toList();
  }
}
