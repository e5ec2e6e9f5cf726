package dev.cmek.gcp.account;

import dev.cmek.gcp.StepFunction;
import dev.cmek.gcp.wiring.GcpWiring;
import dev.cmek.gcp.wiring.Wiring;
import dev.cmek.shared.plan.Principal;

/// [EnsureAccount] as an HTTP function.
public final class EnsureAccountFunction extends StepFunction<EnsureAccount.Input, Principal> {

  private static final String NAME = "EnsureAccount";

  public EnsureAccountFunction() {
    this(new GcpWiring(NAME));
  }

  public EnsureAccountFunction(Wiring wiring) {
    super(
        NAME,
        EnsureAccount.Input.class,
        new EnsureAccount(wiring.accounts(), wiring.state(), wiring.naming(), wiring.clock()),
        wiring);
  }
}
