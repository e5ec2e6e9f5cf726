package dev.cmek.gcp.state;

import dev.cmek.gcp.StepFunction;
import dev.cmek.gcp.wiring.GcpWiring;
import dev.cmek.gcp.wiring.Wiring;
import dev.cmek.shared.state.BeginRun;

/// [BeginRun] on Google Cloud.
public final class BeginRunFunction extends StepFunction<BeginRun.Input, BeginRun.Begun> {

  private static final String NAME = "BeginRun";

  public BeginRunFunction() {
    this(new GcpWiring(NAME));
  }

  public BeginRunFunction(Wiring wiring) {
    super(
        NAME,
        BeginRun.Input.class,
        new BeginRun(
            wiring.requests(),
            wiring.runs(),
            wiring.leases(),
            wiring.workflows(),
            wiring.runLimit(),
            wiring.clock()),
        wiring);
  }
}
