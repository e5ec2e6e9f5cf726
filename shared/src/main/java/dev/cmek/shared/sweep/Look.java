package dev.cmek.shared.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingId;
import dev.cmek.shared.verify.NotEvaluated;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the last look at a cluster brought: `clusters/<cluster id>/look.json` in the state bucket.
///
/// @param sweep see [Sweep#id]
/// @param keys which key each region uses, and as whom; empty: none is guarded here
/// @param bareRegions names of the cluster's regions that no key protects
/// @param findings worst first, with their whole remedies
/// @param earlier what the first look of the same sweep found; absent: this is its only look
/// @param facts what the findings were judged from: policies as found, states, tags; absent:
///   nothing was looked at
/// @param factsBefore the facts before they last changed; absent: they never did
/// @param factsSince when these facts were first seen
public record Look(
    ClusterId clusterId,
    String name,
    String sweep,
    Instant at,
    Protection protection,
    List<RegionKey> keys,
    List<String> bareRegions,
    List<Finding> findings,
    List<NotEvaluated> notEvaluated,
    @Nullable List<FindingId> earlier,
    @Nullable JsonNode facts,
    @Nullable JsonNode factsBefore,
    Instant factsSince) {

  public Look {
    keys = List.copyOf(keys);
    bareRegions = List.copyOf(bareRegions);
    findings = List.copyOf(findings);
    notEvaluated = List.copyOf(notEvaluated);
    earlier = earlier == null ? null : List.copyOf(earlier);
  }
}
