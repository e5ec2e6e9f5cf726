package dev.cmek.shared.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.state.Documents;
import dev.cmek.shared.state.Engine;
import dev.cmek.shared.state.Leases;
import dev.cmek.shared.state.Memory;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Outcome.Refused;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Run;
import dev.cmek.shared.step.Step;
import dev.cmek.shared.step.StepInput;
import dev.cmek.shared.sweep.Batch.Listed;
import dev.cmek.shared.sweep.Coverage.Entry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Begins a sweep: makes sure that there is one at a time, lists the clusters and puts them into
/// batches, in the state bucket.
public final class ListClusters implements Step<ListClusters.Input, ListClusters.Listing> {

  /// What the workflow was started with, and as what.
  ///
  /// @param start with `clusterId` to look at one cluster, and then maybe with the `runId` that
  ///   waits for it; anything else, such as an event of the schedule: all clusters
  /// @param execution the engine's id of this execution
  public record Input(JsonNode start, String execution) implements StepInput {

    @Override
    public @Nullable Run run() {
      return null;
    }
  }

  /// The beginning of the object that travels.
  ///
  /// @param busy another sweep is under way: this one ends quietly, and has neither of the others
  public record Listing(boolean busy, @Nullable Sweep sweep, @Nullable Batches batches) {}

  /// Where the batches are.
  ///
  /// @param bucket its name
  /// @param count how many there are
  public record Batches(String bucket, String key, int count) {}

  /// How sweeps are set up.
  ///
  /// @param bucket the name of the state bucket
  /// @param period from one sweep to the next
  /// @param secondLookSeconds see [Sweep#secondLookSeconds]
  public record Settings(String bucket, Duration period, int secondLookSeconds) {}

  /// So few that a batch is read well within a function's time-out.
  static final int BATCH_SIZE = 20;

  /// Of these a listing without them says nothing: they were nobody's business here.
  private static final Set<Protection> FORGOTTEN =
      EnumSet.of(Protection.GONE, Protection.ELSEWHERE, Protection.NOT_ELIGIBLE);

  private final ClusterList clusters;
  private final SweepFiles files;
  private final Memory<Coverage> coverage;
  private final Leases leases;
  private final Engine engine;
  private final Settings settings;
  private final InstantSource clock;

  /// Begins sweeps.
  ///
  /// @param clusters listed with an API key that may read them and the organization
  /// @param engine knows how other sweeps fare
  public ListClusters(
      ClusterList clusters,
      Documents state,
      Engine engine,
      Settings settings,
      InstantSource clock) {
    this.clusters = clusters;
    this.files = new SweepFiles(state);
    this.coverage = new Memory<>(state, Coverage.class);
    this.leases = new Leases(state);
    this.engine = engine;
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public Outcome<Listing> run(Input input, Changes changes) {
    return input.start().has("clusterId") ? one(input) : all(input);
  }

  private Outcome<Listing> one(Input input) {
    String text = input.start().path("clusterId").asText();
    ClusterId id;
    try {
      id = new ClusterId(text);
    } catch (IllegalArgumentException e) {
      return new Refused<>(
          Reason.BAD_REQUEST, "clusterId " + e.getMessage(), "Correct the field and start again");
    }
    Optional<Listed> found = clusters.find(id);
    if (found.isEmpty()) {
      return new Refused<>(
          Reason.CLUSTER_NOT_FOUND,
          "the Cloud API knows no cluster " + id,
          "Check the id (the whole UUID) and that the reader's service account may see the"
              + " cluster");
    }
    return listing(input, clock.instant(), false, List.of(found.get()));
  }

  private Outcome<Listing> all(Input input) {
    Instant now = clock.instant();
    String holder = leases.takeSweep(input.execution(), now, engine);
    if (!holder.equals(input.execution())) {
      return new Done<>(new Listing(true, null, null));
    }
    List<Listed> all = new ArrayList<>(clusters.all());
    all.addAll(vanished(all));
    long count = all.stream().filter(clusters::isEligible).count();
    Duration least = Pace.OF_CLUSTER.multipliedBy(count);
    if (least.compareTo(settings.period()) > 0) {
      return new Refused<>(
          Reason.SWEEP_PERIOD_TOO_SHORT,
          count
              + " clusters take some "
              + least.toSeconds()
              + " seconds at "
              + Pace.CALLS_PER_SECOND
              + " calls of the Cloud API a second, but a sweep begins every "
              + settings.period().toSeconds(),
          "Deploy again with ReverifyMinutes of at least " + (least.toMinutes() + 1));
    }
    return listing(input, now, true, all);
  }

  /// What the last sweep knew and nobody lists any more: deleted, or hidden from our API key.
  private List<Listed> vanished(List<Listed> all) {
    Set<ClusterId> listed = all.stream().map(Listed::id).collect(Collectors.toSet());
    List<Entry> known = coverage.find(Coverage.PATH).map(Coverage::entries).orElse(List.of());
    return known.stream()
        .filter(entry -> !listed.contains(entry.clusterId()))
        .filter(entry -> !FORGOTTEN.contains(entry.protection()))
        .map(clusters::unlisted)
        .toList();
  }

  private Outcome<Listing> listing(Input input, Instant now, boolean whole, List<Listed> all) {
    String execution = input.execution();
    List<Batch> batches = batches(all.stream().filter(clusters::isEligible).toList());
    Sweep sweep =
        new Sweep(
            Sweep.idOf(execution),
            execution,
            now,
            whole,
            input.start().path("runId").textValue(),
            clusters.externalId(),
            Pace.of(batches.size()).toMillis(),
            settings.secondLookSeconds());
    files.others(sweep.id(), all.stream().filter(c -> !clusters.isEligible(c)).toList());
    int count = files.batches(sweep.id(), batches).size();
    return new Done<>(
        new Listing(
            false,
            sweep,
            new Batches(settings.bucket(), SweepFiles.batchesPath(sweep.id()), count)));
  }

  private static List<Batch> batches(List<Listed> clusters) {
    List<Batch> batches = new ArrayList<>();
    for (int from = 0; from < clusters.size(); from += BATCH_SIZE) {
      int to = Math.min(from + BATCH_SIZE, clusters.size());
      batches.add(new Batch(batches.size() + 1, clusters.subList(from, to)));
    }
    return batches;
  }
}
