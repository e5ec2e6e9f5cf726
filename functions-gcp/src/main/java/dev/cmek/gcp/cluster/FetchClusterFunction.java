package dev.cmek.gcp.cluster;

import dev.cmek.gcp.StepFunction;
import dev.cmek.gcp.wiring.GcpWiring;
import dev.cmek.gcp.wiring.Wiring;
import dev.cmek.shared.cluster.FetchCluster;
import dev.cmek.shared.plan.Target;

/// [FetchCluster] on Google Cloud, with the reader's API key.
public final class FetchClusterFunction extends StepFunction<FetchCluster.Input, Target> {

  private static final String NAME = "FetchCluster";

  public FetchClusterFunction() {
    this(new GcpWiring(NAME));
  }

  public FetchClusterFunction(Wiring wiring) {
    super(
        NAME,
        FetchCluster.Input.class,
        new FetchCluster(
            wiring.clusterApi(), wiring.intents(), wiring.cloud(), wiring.naming(), wiring.clock()),
        wiring);
  }
}
