package dev.cmek.shared.cluster;

import dev.cmek.shared.plan.Provisioned;
import dev.cmek.shared.state.Intent;
import dev.cmek.shared.state.Intents;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Outcome.NotYet;
import dev.cmek.shared.step.Outcome.Refused;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Step;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Makes sure that the vendor was asked to turn CMEK on with a key for every region. Whether it
/// came on is [CheckCmek]'s question.
///
/// It never replaces a key that is on: CMEK can't be turned off again, and another key or principal
/// than the planned one is somebody's decision.
public final class EnableCmek implements Step<Provisioned, Cmek> {

  private final ClusterApi api;
  private final Intents intents;
  private final EnableRequest request;
  private final InstantSource clock;

  /// Asks with an API key that may operate the cluster.
  public EnableCmek(ClusterApi api, Intents intents, InstantSource clock) {
    this.api = api;
    this.intents = intents;
    this.clock = clock;
    this.request = new EnableRequest(api, clock);
  }

  @Override
  public Outcome<Cmek> run(Provisioned input, Changes changes) {
    ClusterId id = input.run().clusterId();
    Optional<Cluster> found = api.find(id);
    if (found.isEmpty()) {
      return new Refused<>(
          Reason.CLUSTER_NOT_FOUND,
          "the Cloud API knows no cluster " + id,
          "Check that the operator's service account may see the cluster");
    }
    Cluster cluster = found.get();
    if (cluster.isGone()) {
      return new Refused<>(
          Reason.CLUSTER_GONE,
          "cluster " + id + " is " + cluster.state(),
          "Name a cluster that exists");
    }
    Optional<Outcome<Cmek>> changed = changedRegions(cluster, input.regionKeys());
    if (changed.isPresent()) {
      return changed.get();
    }
    CmekComparison comparison = new CmekComparison(api.cmek(id), input.regionKeys());
    Optional<Outcome<Cmek>> settled = CmekRefusals.of(id, comparison);
    if (settled.isPresent()) {
      return settled.get();
    }
    if (comparison.isOn() || comparison.isWorking()) {
      return new Done<>(comparison.cmek());
    }
    if (!comparison.onlyEnablingFailed()) {
      return CmekRefusals.failed(id, comparison);
    }
    if (!cluster.isReady()) {
      return new NotYet<>(
          Reason.CLUSTER_NOT_READY,
          "cluster " + id + " is " + cluster.state() + ", operation " + cluster.operationStatus());
    }
    if (!input.run().dryRun()) {
      Instant now = clock.instant();
      Intent _ = intents.update(id, intent -> intent.withAsked(comparison.toAsk(), now));
    }
    return request.send(id, comparison, input.grantedAt(), changes);
  }

  private static Optional<Outcome<Cmek>> changedRegions(Cluster cluster, List<RegionKey> keys) {
    Set<String> actual = new TreeSet<>(cluster.regionNames());
    Set<String> planned = new TreeSet<>(keys.stream().map(RegionKey::region).toList());
    if (actual.equals(planned)) {
      return Optional.empty();
    }
    return Optional.of(
        new Refused<>(
            Reason.REGIONS_CHANGED,
            "cluster " + cluster.id() + " has regions " + actual + ", keys are for " + planned,
            "Send the event again under another id: the plan is then made for the regions of now"));
  }
}
