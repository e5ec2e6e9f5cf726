package dev.cmek.aws.sweep;

import dev.cmek.aws.StepFunction;
import dev.cmek.aws.wiring.AwsWiring;
import dev.cmek.aws.wiring.Wiring;
import dev.cmek.shared.cluster.CloudProvider;
import dev.cmek.shared.sweep.ClusterList;
import dev.cmek.shared.sweep.ListClusters;

/// [ListClusters] on Lambda, with the reader's API key.
public final class ListClustersFunction
    extends StepFunction<ListClusters.Input, ListClusters.Listing> {

  private static final String NAME = "ListClusters";

  public ListClustersFunction() {
    this(new AwsWiring(NAME));
  }

  public ListClustersFunction(Wiring wiring) {
    super(
        NAME,
        ListClusters.Input.class,
        new ListClusters(
            new ClusterList(wiring.pacedClusterApi(), CloudProvider.AWS, wiring.pause()),
            wiring.state(),
            wiring.reverify(),
            wiring.sweeps(),
            wiring.clock()),
        wiring);
  }
}
