package dev.cmek.shared.verify;

import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.cluster.RegionKey;
import java.util.List;

/// Whose access is looked at. Neither strategy nor grant: whatever was set up, by whomever, has to
/// hold.
///
/// @param vendorAccountId the cloud account that hosts the cluster
/// @param externalId AWS: the organization's id, which the vendor shows when it assumes the role
/// @param keys which key each region uses, and as whom
public record Subject(
    ClusterId cluster, String vendorAccountId, String externalId, List<RegionKey> keys) {

  public Subject {
    keys = List.copyOf(keys);
  }
}
