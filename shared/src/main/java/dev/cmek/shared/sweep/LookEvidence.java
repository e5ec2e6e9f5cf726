package dev.cmek.shared.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.evidence.Chain.Link;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.NotEvaluated;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One record for auditors: what a look found, whenever that is other than before.
///
/// @param type `dev.cmek.evidence.look.v1`
/// @param at when it was looked
/// @param previous hex SHA-256 of the cluster's record before this one
/// @param previousPath of that record
/// @param sweep see [Sweep#id]
/// @param run that asked for it; absent: none did
/// @param facts what the findings were judged from; absent: nothing was looked at
record LookEvidence(
    String type,
    Instant at,
    String previous,
    String previousPath,
    ClusterId clusterId,
    String sweep,
    @Nullable String run,
    Protection protection,
    List<RegionKey> keys,
    List<String> bareRegions,
    List<Finding> findings,
    List<NotEvaluated> notEvaluated,
    @Nullable JsonNode facts) {

  static LookEvidence of(Look look, @Nullable String run, Link previous) {
    return new LookEvidence(
        "dev.cmek.evidence.look.v1",
        look.at(),
        previous.sha256(),
        previous.path(),
        look.clusterId(),
        look.sweep(),
        run,
        look.protection(),
        look.keys(),
        look.bareRegions(),
        look.findings(),
        look.notEvaluated(),
        look.facts());
  }

  /// That a cluster was looked at and all was as before, once a day.
  ///
  /// @param type `dev.cmek.evidence.heartbeat.v1`
  /// @param unchangedSince the path of the record that still holds
  record Heartbeat(
      String type,
      Instant at,
      String previous,
      String previousPath,
      ClusterId clusterId,
      String sweep,
      String unchangedSince) {

    static Heartbeat of(Look look, String unchangedSince, Link previous) {
      return new Heartbeat(
          "dev.cmek.evidence.heartbeat.v1",
          look.at(),
          previous.sha256(),
          previous.path(),
          look.clusterId(),
          look.sweep(),
          unchangedSince);
    }
  }
}
