package dev.cmek.shared.sweep;

import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.cluster.Cmek;
import dev.cmek.shared.cluster.Cmek.KeyStatus;
import dev.cmek.shared.cluster.Cmek.RegionStatus;
import dev.cmek.shared.cluster.CmekStatus;
import dev.cmek.shared.sweep.Batch.Listed;
import dev.cmek.shared.verify.Reading;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the Cloud API said of a cluster, small enough to travel from step to step.
///
/// @param cmek only if it was read; without past keys that are off
/// @param now the cluster as it is now; absent: nobody asked
/// @param cause why it was not read; else empty
public record CmekAnswer(
    ClusterId clusterId, Kind kind, @Nullable Cmek cmek, @Nullable Listed now, String cause) {

  /// Characters of the vendor's own text.
  private static final int LONG = 500;

  /// How it ended.
  public enum Kind {
    READ,
    /// The cluster was deleted.
    GONE,
    /// The API refuses our key.
    DENIED,
    /// There was no answer, or none that could be understood.
    UNREACHABLE
  }

  static CmekAnswer read(ClusterId cluster, Cmek cmek, @Nullable Listed now) {
    return new CmekAnswer(cluster, Kind.READ, brief(cmek), now, "");
  }

  static CmekAnswer gone(Listed now) {
    return new CmekAnswer(now.id(), Kind.GONE, null, now, "");
  }

  static CmekAnswer denied(ClusterId cluster, String cause) {
    return new CmekAnswer(cluster, Kind.DENIED, null, null, cause);
  }

  static CmekAnswer unreachable(ClusterId cluster, String cause) {
    return new CmekAnswer(cluster, Kind.UNREACHABLE, null, null, cause);
  }

  /// The same as a fact.
  Reading<Cmek> reading() {
    return switch (kind) {
      case READ -> cmek == null ? new Reading.Absent<>() : Reading.of(cmek);
      case GONE -> new Reading.Absent<>();
      case DENIED -> new Reading.Denied<>(cause);
      case UNREACHABLE -> new Reading.Unreachable<>(cause);
    };
  }

  /// A cluster has one more key after each rotation, for ever.
  private static Cmek brief(Cmek cmek) {
    return new Cmek(cmek.status(), cmek.regions().stream().map(CmekAnswer::brief).toList());
  }

  private static RegionStatus brief(RegionStatus region) {
    List<KeyStatus> keys =
        region.keys().stream()
            .filter(key -> !key.status().equals(CmekStatus.DISABLED))
            .map(CmekAnswer::brief)
            .toList();
    return new RegionStatus(region.region(), region.status(), keys);
  }

  private static KeyStatus brief(KeyStatus key) {
    String message = key.userMessage();
    return message.length() <= LONG
        ? key
        : new KeyStatus(key.key(), key.status(), message.substring(0, LONG) + "…");
  }
}
