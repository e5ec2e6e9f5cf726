package dev.cmek.gcp.cluster;

import dev.cmek.gcp.StepFunction;
import dev.cmek.gcp.wiring.GcpWiring;
import dev.cmek.gcp.wiring.Wiring;
import dev.cmek.shared.cluster.Cmek;
import dev.cmek.shared.cluster.EnableCmek;
import dev.cmek.shared.plan.Provisioned;

/// [EnableCmek] on Google Cloud, with the operator's API key.
public final class EnableCmekFunction extends StepFunction<Provisioned, Cmek> {

  private static final String NAME = "EnableCmek";

  public EnableCmekFunction() {
    this(new GcpWiring(NAME));
  }

  public EnableCmekFunction(Wiring wiring) {
    super(
        NAME,
        Provisioned.class,
        new EnableCmek(wiring.clusterApi(), wiring.intents(), wiring.clock()),
        wiring);
  }
}
