package dev.cmek.shared.door;

import dev.cmek.shared.alert.AlertState;
import dev.cmek.shared.alert.AlertState.Open;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.sweep.Look;
import dev.cmek.shared.sweep.Protection;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.FindingId;
import dev.cmek.shared.verify.NotEvaluated;
import dev.cmek.shared.verify.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the last look at a cluster found, as callers see it: findings, never policies.
///
/// @param keys which key each region uses, and as whom
/// @param regionsWithoutKey names of the regions that no key protects
/// @param findings worst first
record ClusterView(
    ClusterId clusterId,
    String name,
    Protection protection,
    Instant lookedAt,
    List<RegionKey> keys,
    List<String> regionsWithoutKey,
    List<Found> findings,
    List<NotEvaluated> notEvaluated) {

  /// A finding, and what people were told of it.
  ///
  /// @param remedy the command that mends it, or who must do what
  /// @param since when it was first seen; absent: nobody was told of it
  /// @param toldAt when people were last told of it, or reminded; absent: nobody was
  record Found(
      FindingCode code,
      Severity severity,
      String object,
      String message,
      String remedy,
      @Nullable Instant since,
      @Nullable Instant toldAt) {}

  /// Characters; a longer remedy holds a whole policy.
  private static final int LONG = 1_000;

  static ClusterView of(Look look, AlertState alerts) {
    return new ClusterView(
        look.clusterId(),
        look.name(),
        look.protection(),
        look.at(),
        look.keys(),
        look.bareRegions(),
        look.findings().stream().map(finding -> found(finding, alerts)).toList(),
        look.notEvaluated());
  }

  private static Found found(Finding finding, AlertState alerts) {
    Optional<Open> open =
        alerts.open().stream().filter(o -> o.finding().equals(FindingId.of(finding))).findFirst();
    return new Found(
        finding.code(),
        finding.severity(),
        finding.object(),
        finding.message(),
        finding.remedy().length() <= LONG
            ? finding.remedy()
            : "The command holds a whole policy: the alert and the evidence of the look have it",
        open.map(Open::since).orElse(null),
        open.map(Open::toldAt).orElse(null));
  }
}
