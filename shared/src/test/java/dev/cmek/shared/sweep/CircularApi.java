package dev.cmek.shared.sweep;

import dev.cmek.shared.cluster.Cluster;
import dev.cmek.shared.cluster.ClusterApi;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.cluster.ClusterPage;
import dev.cmek.shared.cluster.Cmek;
import dev.cmek.shared.cluster.Organization;
import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.step.Write;
import java.util.List;
import java.util.Optional;

/// A Cloud API whose list never ends: each page names the same next one.
record CircularApi(ClusterApi api) implements ClusterApi {

  @Override
  public ClusterPage list(String page) {
    return new ClusterPage(api.list("").clusters(), "again");
  }

  @Override
  public Optional<Cluster> find(ClusterId id) {
    return api.find(id);
  }

  @Override
  public Organization organization() {
    return api.organization();
  }

  @Override
  public Cmek cmek(ClusterId id) {
    return api.cmek(id);
  }

  @Override
  public Write<Cmek> enable(ClusterId id, List<RegionKey> keys) {
    return api.enable(id, keys);
  }

  @Override
  public Write<Cmek> update(ClusterId id, List<RegionKey> keys) {
    return api.update(id, keys);
  }
}
