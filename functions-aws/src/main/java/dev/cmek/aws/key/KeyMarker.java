package dev.cmek.aws.key;

import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.iam.Arn;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The memory of a key's creation, `clusters/<cluster id>/keys/<region>.json` in the state bucket:
/// written before KMS is asked, so that no crash and no lost answer makes a second key.
///
/// @param arn absent as long as KMS has not answered
/// @param refused KMS answered that it made none
record KeyMarker(Instant askedAt, @Nullable String arn, boolean refused) {

  static KeyMarker asked(Instant at) {
    return new KeyMarker(at, null, false);
  }

  KeyMarker made(Arn key) {
    return new KeyMarker(askedAt, key.toString(), false);
  }

  KeyMarker notMade() {
    return new KeyMarker(askedAt, null, true);
  }

  static String path(ClusterId cluster, String region) {
    return "clusters/" + cluster + "/keys/" + region + ".json";
  }
}
