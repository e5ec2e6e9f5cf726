package dev.cmek.shared.request;

import dev.cmek.shared.cluster.ClusterId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request to bring a cluster under customer-managed keys; the same through every door.
/// Everything that can be looked up is looked up: only the choices are asked for.
///
/// @param keyRegion the region of the one key or of the multi-Region primary, on Google Cloud also
///   the multi-region location of the key; absent: the one that an earlier run chose; in the first
///   the cluster's primary region
/// @param enable false: provision and verify, but leave enabling to somebody else
/// @param dryRun answer with the plan and its changes, make none
/// @param accessGrant AWS only; elsewhere always the default
/// @param rotationPeriodDays within the limits of the cloud's KMS
/// @param labels copied to keys and principals as tags or labels
public record OnboardingRequest(
    ClusterId clusterId,
    KeyStrategy keyStrategy,
    @Nullable String keyRegion,
    AccessGrant accessGrant,
    boolean enable,
    boolean dryRun,
    int rotationPeriodDays,
    Map<String, String> labels,
    List<Acknowledgement> acknowledge,
    @Nullable Ticket ticket) {

  public OnboardingRequest {
    labels = Map.copyOf(labels);
    acknowledge = List.copyOf(acknowledge);
  }

  public boolean acknowledges(Acknowledgement consequence) {
    return acknowledge.contains(consequence);
  }
}
