package dev.cmek.shared.sweep;

import dev.cmek.shared.cluster.CloudProvider;
import dev.cmek.shared.cluster.Cluster;
import dev.cmek.shared.cluster.ClusterApi;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.cluster.ClusterPage;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import dev.cmek.shared.sweep.Batch.Listed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The clusters of the organization, as the Cloud API lists them.
public final class ClusterList {

  private final ClusterApi api;
  private final CloudProvider cloud;
  private final Pause pause;

  /// A list for one deployment.
  ///
  /// @param cloud the one that this deployment is for
  public ClusterList(ClusterApi api, CloudProvider cloud, Pause pause) {
    this.api = api;
    this.cloud = cloud;
    this.pause = pause;
  }

  /// The organization's id.
  String externalId() {
    pause.of(Pace.ALONE);
    return api.organization().id();
  }

  /// All of them, by id, read page by page with a pause before each.
  List<Listed> all() {
    List<Listed> clusters = new ArrayList<>();
    Set<String> pages = new HashSet<>();
    String page = "";
    do {
      pause.of(Pace.ALONE);
      ClusterPage found = api.list(page);
      found.clusters().forEach(cluster -> clusters.add(listed(cluster)));
      page = found.next();
      if (!pages.add(page)) {
        throw Stop.notYet(
            Reason.SERVICE_UNAVAILABLE, "listing clusters: the pages go round in a circle");
      }
    } while (!page.isEmpty());
    return clusters.stream().sorted(Comparator.comparing(Listed::id)).toList();
  }

  /// The one.
  Optional<Listed> find(ClusterId id) {
    return api.find(id).map(ClusterList::listed);
  }

  /// It may have CMEK here.
  boolean isEligible(Listed cluster) {
    return cluster.cloud().equals(cloud.name()) && cluster.plan().equals("ADVANCED");
  }

  /// One that the API does not list any more.
  Listed unlisted(Coverage.Entry known) {
    return new Listed(
        known.clusterId(),
        known.name(),
        known.plan(),
        known.cloud(),
        Listed.UNLISTED,
        "",
        List.of());
  }

  static Listed listed(Cluster cluster) {
    return new Listed(
        cluster.id(),
        cluster.name(),
        cluster.plan(),
        cluster.cloud(),
        cluster.state(),
        cluster.accountId(),
        cluster.regionNames());
  }
}
