package dev.cmek.aws.key;

import dev.cmek.shared.cluster.ClusterId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The memory of a key's creation, `clusters/<cluster id>/keys/<region>.json` in the state bucket:
/// written before KMS is asked, so that no crash and no lost answer makes a second key.
///
/// @param arn absent as long as KMS has not answered
record KeyMarker(Instant askedAt, @Nullable String arn) {

  static String path(ClusterId cluster, String region) {
    return "clusters/" + cluster + "/keys/" + region + ".json";
  }
}
