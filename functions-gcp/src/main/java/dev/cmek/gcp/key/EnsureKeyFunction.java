package dev.cmek.gcp.key;

import dev.cmek.gcp.StepFunction;
import dev.cmek.gcp.wiring.GcpWiring;
import dev.cmek.gcp.wiring.Wiring;
import dev.cmek.shared.plan.ProvisionedKey;

/// [EnsureKey] as an HTTP function.
public final class EnsureKeyFunction extends StepFunction<EnsureKey.Input, ProvisionedKey> {

  private static final String NAME = "EnsureKey";

  public EnsureKeyFunction() {
    this(new GcpWiring(NAME));
  }

  public EnsureKeyFunction(Wiring wiring) {
    super(
        NAME,
        EnsureKey.Input.class,
        new EnsureKey(wiring.keys(), wiring.naming(), wiring.clock()),
        wiring);
  }
}
