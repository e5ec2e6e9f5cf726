package dev.cmek.shared.alert;

import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.state.Documents;
import dev.cmek.shared.state.Memory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The last changes that others and we made to clusters' objects: `clusters/<cluster
/// id>/changes.json` in the state bucket, and `changes.json` for what concerns all clusters.
public final class RecentChanges {

  private static final int MOST = 20;
  private static final String FOR_ALL = "changes.json";

  private final Memory<Kept> memory;

  /// The newest first.
  record Kept(List<AuditedChange> changes) {

    static final Kept NONE = new Kept(List.of());

    Kept {
      changes = List.copyOf(changes);
    }

    Kept with(AuditedChange change) {
      if (changes.stream().anyMatch(c -> c.eventId().equals(change.eventId()))) {
        return this;
      }
      List<AuditedChange> all = new ArrayList<>(changes);
      all.add(change);
      return new Kept(newestFirst(all.stream()).limit(MOST).toList());
    }
  }

  public RecentChanges(Documents state) {
    this.memory = new Memory<>(state, Kept.class);
  }

  /// Remembers a change of one cluster's objects, once.
  public void add(ClusterId cluster, AuditedChange change) {
    add(path(cluster), change);
  }

  /// Remembers a change of what all clusters depend on, once.
  public void addForAll(AuditedChange change) {
    add(FOR_ALL, change);
  }

  /// What is remembered for the cluster, the newest first.
  public List<AuditedChange> of(ClusterId cluster) {
    return newestFirst(Stream.concat(find(path(cluster)), find(FOR_ALL))).toList();
  }

  private void add(String path, AuditedChange change) {
    Kept _ = memory.update(path, found -> found.orElse(Kept.NONE).with(change));
  }

  private Stream<AuditedChange> find(String path) {
    return memory.find(path).stream().flatMap(kept -> kept.changes().stream());
  }

  private static Stream<AuditedChange> newestFirst(Stream<AuditedChange> changes) {
    return changes.sorted(Comparator.comparing(AuditedChange::at).reversed());
  }

  private static String path(ClusterId cluster) {
    return "clusters/" + cluster + "/changes.json";
  }
}
