package dev.cmek.gcp.sweep;

import dev.cmek.gcp.StepFunction;
import dev.cmek.gcp.wiring.GcpWiring;
import dev.cmek.gcp.wiring.Wiring;
import dev.cmek.shared.sweep.ClusterList;
import dev.cmek.shared.sweep.ListClusters;

/// [ListClusters] on Google Cloud, with the reader's API key.
public final class ListClustersFunction
    extends StepFunction<ListClusters.Input, ListClusters.Listing> {

  private static final String NAME = "ListClusters";

  public ListClustersFunction() {
    this(new GcpWiring(NAME));
  }

  public ListClustersFunction(Wiring wiring) {
    super(
        NAME,
        ListClusters.Input.class,
        new ListClusters(
            new ClusterList(wiring.pacedClusterApi(), wiring.cloud(), wiring.pause()),
            wiring.state(),
            wiring.reverify(),
            wiring.sweeps(),
            wiring.clock()),
        wiring);
  }
}
