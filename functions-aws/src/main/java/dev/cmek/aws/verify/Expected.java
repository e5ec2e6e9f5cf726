package dev.cmek.aws.verify;

import dev.cmek.aws.plan.Tags;
import dev.cmek.aws.wiring.Wiring;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.verify.aws.AwsExpectations;
import java.util.Map;

/// What verification expects of set-ups in this account.
public final class Expected {

  private Expected() {}

  /// Of what this system made for the cluster: its boundary and its tags.
  public static AwsExpectations ofOurs(Wiring wiring, ClusterId cluster) {
    return new AwsExpectations(
        wiring.boundaryArn(),
        Tags.OURS.of(cluster, Map.of()),
        wiring.organizationId().orElse(null));
  }

  /// Of what somebody set up by hand: neither, but the account is in the same organization.
  public static AwsExpectations ofOthers(Wiring wiring) {
    return new AwsExpectations(null, Map.of(), wiring.organizationId().orElse(null));
  }
}
