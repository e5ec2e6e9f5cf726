package dev.cmek.shared.plan;

import dev.cmek.shared.cluster.ClusterId;
import java.time.Instant;
import java.util.List;

/// The cluster that a run works for, with everything about it that later steps need: what
/// `FetchCluster` answers.
///
/// @param vendorAccountId the cloud account that hosts it, pinned by the first run
/// @param externalId the organization's id, pinned by the first run
/// @param regions in the Cloud API's order
/// @param guarded this system has seen CMEK enabled on it: from now on a missing grant is
///   somebody's decision, and no run puts it back unasked
/// @param enable whether this run goes on to enable CMEK
/// @param held why not, as a sentence; empty if it does
public record Target(
    ClusterId id,
    String name,
    String vendorAccountId,
    String externalId,
    List<String> regions,
    Instant createdAt,
    boolean guarded,
    boolean enable,
    String held,
    Plan plan) {

  public Target {
    regions = List.copyOf(regions);
  }
}
