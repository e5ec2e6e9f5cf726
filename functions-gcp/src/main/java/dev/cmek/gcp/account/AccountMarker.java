package dev.cmek.gcp.account;

import dev.cmek.shared.cluster.ClusterId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The memory of a service account's creation, `clusters/<cluster id>/account.json` in the state
/// bucket: IAM does not say how old an account is, and a young one is not known everywhere; nor
/// what the unique id of a deleted one was, which alone brings it back.
///
/// @param askedAt when IAM was last asked to create it
/// @param uniqueId of the last that was created; absent as long as IAM has not answered
record AccountMarker(Instant askedAt, @Nullable String uniqueId) {

  /// So long after its creation an account may be unknown to parts of Google Cloud ("Create service
  /// accounts"; "Access change propagation").
  static final Duration SPREAD_WITHIN = Duration.ofMinutes(5);

  static String path(ClusterId cluster) {
    return "clusters/" + cluster + "/account.json";
  }
}
