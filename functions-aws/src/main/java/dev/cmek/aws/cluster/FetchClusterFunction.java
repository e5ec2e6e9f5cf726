package dev.cmek.aws.cluster;

import dev.cmek.aws.StepFunction;
import dev.cmek.aws.wiring.AwsWiring;
import dev.cmek.aws.wiring.Wiring;
import dev.cmek.shared.cluster.CloudProvider;
import dev.cmek.shared.cluster.FetchCluster;
import dev.cmek.shared.plan.Target;

/// [FetchCluster] on Lambda, with the reader's API key.
public final class FetchClusterFunction extends StepFunction<FetchCluster.Input, Target> {

  private static final String NAME = "FetchCluster";

  public FetchClusterFunction() {
    this(new AwsWiring(NAME));
  }

  public FetchClusterFunction(Wiring wiring) {
    super(
        NAME,
        FetchCluster.Input.class,
        new FetchCluster(
            wiring.clusterApi(),
            wiring.intents(),
            CloudProvider.AWS,
            wiring.naming(),
            wiring.clock()),
        wiring);
  }
}
