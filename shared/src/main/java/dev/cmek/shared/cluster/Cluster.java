package dev.cmek.shared.cluster;

import java.time.Instant;
import java.util.List;

/// A cluster as the Cloud API describes it, in what this system needs of it.
///
/// Enumerations stay text: the service may add values at any time, and a value unknown to us is no
/// reason to fail.
///
/// @param plan `BASIC`, `STANDARD` or `ADVANCED`
/// @param cloud `AWS`, `GCP` or `AZURE`
/// @param state `CREATING`, `CREATED`, `CREATION_FAILED`, `DELETED` or `LOCKED`
/// @param operationStatus `UNSPECIFIED` when idle, else such as `CRDB_CMEK_OPERATION_RUNNING`
/// @param accountId the vendor's cloud account that hosts it: AWS account number or GCP project id;
///   empty if the API names none
/// @param regions in the API's order, one at least
/// @param createdAt [Instant#EPOCH] if the API does not say, so that the cluster counts as an old
///   one
public record Cluster(
    ClusterId id,
    String name,
    String plan,
    String cloud,
    String state,
    String operationStatus,
    String accountId,
    List<Region> regions,
    Instant createdAt) {

  public Cluster {
    regions = List.copyOf(regions);
  }

  /// Only this plan may have CMEK.
  public boolean isAdvanced() {
    return plan.equals("ADVANCED");
  }

  public boolean isOn(CloudProvider provider) {
    return cloud.equals(provider.name());
  }

  /// Exists and no exclusive operation runs.
  public boolean isReady() {
    return state.equals("CREATED");
  }

  /// Deleted, or never came to be.
  public boolean isGone() {
    return state.equals("DELETED") || state.equals("CREATION_FAILED");
  }

  public List<String> regionNames() {
    return regions.stream().map(Region::name).toList();
  }

  /// The region marked so, else the first.
  public String primaryRegion() {
    return regions.stream().filter(Region::primary).findFirst().orElseGet(regions::getFirst).name();
  }
}
