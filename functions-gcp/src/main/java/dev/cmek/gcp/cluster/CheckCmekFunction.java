package dev.cmek.gcp.cluster;

import dev.cmek.gcp.StepFunction;
import dev.cmek.gcp.wiring.GcpWiring;
import dev.cmek.gcp.wiring.Wiring;
import dev.cmek.shared.cluster.CheckCmek;
import dev.cmek.shared.cluster.Cmek;
import dev.cmek.shared.plan.Provisioned;

/// [CheckCmek] on Google Cloud, with the operator's API key.
public final class CheckCmekFunction extends StepFunction<Provisioned, Cmek> {

  private static final String NAME = "CheckCmek";

  public CheckCmekFunction() {
    this(new GcpWiring(NAME));
  }

  public CheckCmekFunction(Wiring wiring) {
    super(
        NAME,
        Provisioned.class,
        new CheckCmek(wiring.clusterApi(), wiring.intents(), wiring.clock()),
        wiring);
  }
}
