package dev.cmek.shared.door;

import dev.cmek.shared.alert.AuditedChange;
import dev.cmek.shared.alert.RecentChanges;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.state.Digest;
import dev.cmek.shared.state.Documents;
import dev.cmek.shared.state.Engine;
import dev.cmek.shared.state.Leases;
import dev.cmek.shared.state.Memory;
import dev.cmek.shared.sweep.Watched;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Hears of changes to what clusters depend on, whoever made them: remembers who did what, and has
/// just these clusters looked at, once per change.
///
/// A `Stop` or any other exception means: tell of the change again.
public final class ChangeDoor {

  /// What every verification is started with, beside the cluster.
  private static final String SOURCE = "change";

  /// How the cloud's objects are told apart.
  public interface Names {

    /// The cluster that the object's name tells, if it is one of ours.
    Optional<ClusterId> cluster(String object);

    /// Whether the audit trail means this object, which it may name by less than its whole name.
    boolean isSame(String told, String watched);
  }

  /// What became of a change.
  ///
  /// @param everywhere all clusters are looked at
  /// @param clusters or these; none: nobody depends on the objects, or a run is at work
  public record Heard(boolean everywhere, List<ClusterId> clusters) {

    public Heard {
      clusters = List.copyOf(clusters);
    }
  }

  private final Workflows reverify;
  private final Engine provision;
  private final Leases leases;
  private final RecentChanges changes;
  private final Memory<Watched> watched;
  private final Names names;

  /// @param reverify the workflow that looks again
  /// @param provision knows how the runs fare that hold clusters
  public ChangeDoor(Workflows reverify, Engine provision, Documents state, Names names) {
    this.reverify = reverify;
    this.provision = provision;
    this.leases = new Leases(state);
    this.changes = new RecentChanges(state);
    this.watched = new Memory<>(state, Watched.class);
    this.names = names;
  }

  /// Takes a change of objects that some clusters may depend on. While a run works on a cluster it
  /// is not looked at: most changes are the run's own, and it verifies by itself.
  public Heard receive(AuditedChange change) {
    Set<ClusterId> clusters = clusters(change);
    clusters.forEach(cluster -> changes.add(cluster, change));
    List<ClusterId> idle =
        clusters.stream().filter(cluster -> !leases.isTaken(cluster, provision)).toList();
    for (ClusterId cluster : idle) {
      start(
          "change-" + cluster + "-" + suffix(change),
          Map.of("clusterId", cluster.value(), "source", SOURCE, "eventId", change.eventId()));
    }
    return new Heard(false, idle);
  }

  /// Takes a change of something that all clusters depend on.
  public Heard receiveForAll(AuditedChange change) {
    changes.addForAll(change);
    start("change-all-" + suffix(change), Map.of("source", SOURCE, "eventId", change.eventId()));
    return new Heard(true, List.of());
  }

  private Set<ClusterId> clusters(AuditedChange change) {
    Set<ClusterId> clusters = new TreeSet<>();
    Watched index = watched.find(Watched.PATH).orElse(Watched.NOTHING);
    for (String told : change.objects()) {
      names.cluster(told).ifPresent(clusters::add);
      index
          .objects()
          .forEach((object, dependents) -> {
            if (names.isSame(told, object)) {
              clusters.addAll(dependents);
            }
          });
    }
    return clusters;
  }

  /// A change that comes again finds the name used up, and has been looked at.
  private void start(String name, Map<String, String> input) {
    Workflows.Start _ = reverify.start(name, Payloads.canonical(input));
  }

  /// Short enough for a name of 80 characters.
  private static String suffix(AuditedChange change) {
    return Digest.sha256(change.eventId()).substring(0, 16);
  }
}
