package dev.cmek.local.gcp.settings;

import dev.cmek.local.gcp.iam.Caller;
import dev.cmek.local.gcp.iam.Enforcement;
import java.util.Optional;

/// Lets faults meet the calls of services that only answer JSON. There a fault's method is the
/// permission that a call needs, such as `storage.objects.create`.
public final class FaultyEnforcement implements Enforcement {

  private final Enforcement enforcement;
  private final Faults faults;

  public FaultyEnforcement(Enforcement enforcement, Faults faults) {
    this.enforcement = enforcement;
    this.faults = faults;
  }

  @Override
  public void require(Caller caller, String permission, String resource) {
    Optional<Fault> fault = faults.meet(permission);
    if (fault.isEmpty()) {
      enforcement.require(caller, permission, resource);
      return;
    }
    if (fault.get().after()) {
      throw new IllegalStateException(
          "a call that needs " + permission + " cannot lose its answer");
    }
    throw fault.get().status().asRuntimeException();
  }

  @Override
  public boolean allows(Caller caller, String permission, String resource) {
    return enforcement.allows(caller, permission, resource);
  }
}
