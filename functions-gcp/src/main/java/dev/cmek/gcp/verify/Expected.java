package dev.cmek.gcp.verify;

import dev.cmek.gcp.plan.Labels;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.verify.gcp.GcpExpectations;
import java.util.Map;

/// What verification expects of set-ups in this project.
public final class Expected {

  private Expected() {}

  /// Of what this system made for the cluster: its marks on account and keys.
  public static GcpExpectations ofOurs(ClusterId cluster) {
    return new GcpExpectations(Labels.description(cluster), Labels.OURS.of(cluster, Map.of()));
  }

  /// Of what somebody set up by hand: nothing.
  public static GcpExpectations ofOthers() {
    return GcpExpectations.NONE;
  }
}
