package dev.cmek.shared.cluster;

import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.NotYet;
import dev.cmek.shared.step.Outcome.Refused;
import dev.cmek.shared.step.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Whether a cluster can be given its keys: it is there, idle, and its regions are those that the
/// keys are for.
///
/// What was found fit is believed for a few minutes, so that a request which is sent again and
/// again while access spreads does not look the same cluster up each time. Nothing is lost by that:
/// the vendor takes keys for all regions or refuses them ("Managing Customer-Managed Encryption
/// Keys", enable CMEK), and refuses while its own work, such as adding a region, holds the
/// cluster's lock. Whoever meets a refusal looks again with [#look].
final class Fitness {

  private static final Duration BELIEVED = Duration.ofMinutes(5);

  private record Fit(ClusterId id, Set<String> regions) {}

  private final ClusterApi api;
  private final InstantSource clock;
  private final Map<Fit, Instant> seen = new HashMap<>();

  Fitness(ClusterApi api, InstantSource clock) {
    this.api = api;
    this.clock = clock;
  }

  /// Why the cluster can't be given these keys; empty if it can, or could a few minutes ago.
  Optional<Outcome<Cmek>> obstacle(ClusterId id, List<RegionKey> keys) {
    Instant from = clock.instant().minus(BELIEVED);
    seen.values().removeIf(at -> at.isBefore(from));
    return seen.containsKey(new Fit(id, regions(keys))) ? Optional.empty() : look(id, keys);
  }

  /// Why the cluster can't be given these keys now; empty if it can.
  Optional<Outcome<Cmek>> look(ClusterId id, List<RegionKey> keys) {
    Fit fit = new Fit(id, regions(keys));
    seen.remove(fit);
    Optional<Cluster> found = api.find(id);
    if (found.isEmpty()) {
      return refused(
          Reason.CLUSTER_NOT_FOUND,
          "the Cloud API knows no cluster " + id,
          "Check that the operator's service account may see the cluster");
    }
    Cluster cluster = found.get();
    if (cluster.isGone()) {
      return refused(
          Reason.CLUSTER_GONE,
          "cluster " + id + " is " + cluster.state(),
          "Name a cluster that exists");
    }
    Set<String> actual = new TreeSet<>(cluster.regionNames());
    if (!actual.equals(fit.regions())) {
      return refused(
          Reason.REGIONS_CHANGED,
          "cluster " + id + " has regions " + actual + ", keys are for " + fit.regions(),
          "Send the event again under another id: the plan is then made for the regions of now");
    }
    if (!cluster.isReady()) {
      return Optional.of(
          new NotYet<>(
              Reason.CLUSTER_NOT_READY,
              "cluster "
                  + id
                  + " is "
                  + cluster.state()
                  + ", operation "
                  + cluster.operationStatus()));
    }
    seen.put(fit, clock.instant());
    return Optional.empty();
  }

  private static Set<String> regions(List<RegionKey> keys) {
    return new TreeSet<>(keys.stream().map(RegionKey::region).toList());
  }

  private static Optional<Outcome<Cmek>> refused(Reason reason, String message, String remedy) {
    return Optional.of(new Refused<>(reason, message, remedy));
  }
}
