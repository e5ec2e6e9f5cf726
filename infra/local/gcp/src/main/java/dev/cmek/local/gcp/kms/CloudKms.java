package dev.cmek.local.gcp.kms;

import dev.cmek.local.gcp.iam.Iam;
import dev.cmek.local.gcp.iam.PolicyDoor;
import dev.cmek.local.gcp.settings.Settings;
import io.grpc.BindableService;
import java.time.InstantSource;
import java.util.List;

/// Cloud KMS: its own service and that of its policies.
public final class CloudKms {

  private final KeyRings rings;
  private final Iam iam;
  private final InstantSource clock;

  public CloudKms(Iam iam, Settings settings, InstantSource clock) {
    this.rings = new KeyRings(settings, clock);
    this.iam = iam;
    this.clock = clock;
  }

  /// What answers calls.
  public List<BindableService> services() {
    return List.of(
        new KeyManagement(rings, iam.enforcement(), clock),
        new KmsPolicies(rings, new PolicyDoor(iam)));
  }
}
