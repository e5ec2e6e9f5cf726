package dev.cmek.gcp.plan;

import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.plan.Marks;

/// What marks a key or service account as ours, and for which cluster it is.
public final class Labels {

  /// On keys.
  public static final Marks OURS = new Marks("cmek-managed-by", "cmek-cluster");

  private Labels() {}

  /// The description of a cluster's service account, which can have no labels: `cmek-functions
  /// cluster=<cluster id>`.
  public static String description(ClusterId cluster) {
    return Marks.US + " cluster=" + cluster;
  }
}
