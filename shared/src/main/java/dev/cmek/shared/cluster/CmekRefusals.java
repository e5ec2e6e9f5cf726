package dev.cmek.shared.cluster;

import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Refused;
import dev.cmek.shared.step.Reason;
import java.util.Optional;

/// The states of CMEK that only a person can change, told alike by every step that meets them.
final class CmekRefusals {

  private CmekRefusals() {}

  /// It was revoked, or is on with other keys; empty if neither.
  static Optional<Outcome<Cmek>> of(ClusterId id, CmekComparison comparison) {
    if (comparison.isRevoked()) {
      return Optional.of(
          new Refused<>(
              Reason.CLUSTER_SUSPENDED,
              "CMEK of cluster " + id + " was revoked: " + comparison.progress(),
              "Give the vendor access to the keys again, then ask CockroachDB Cloud's support to"
                  + " restore the cluster: no API does"));
    }
    String difference = comparison.difference();
    if (!difference.isEmpty()) {
      return Optional.of(
          new Refused<>(
              Reason.CMEK_DIFFERS,
              "CMEK of cluster " + id + " is on with other keys than planned: " + difference,
              "Nothing was changed. If the keys in use are right, leave them; if not, ask the"
                  + " security team to rotate to the planned ones"));
    }
    return Optional.empty();
  }

  /// The vendor tried and failed.
  static Outcome<Cmek> failed(ClusterId id, CmekComparison comparison) {
    return new Refused<>(
        Reason.CMEK_FAILED,
        "CockroachDB Cloud failed to set up CMEK of cluster " + id + ": " + comparison.failures(),
        "See to what the vendor says of each region's key, then send the same event again");
  }
}
