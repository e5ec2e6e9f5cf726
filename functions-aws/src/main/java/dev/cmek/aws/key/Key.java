package dev.cmek.aws.key;

import dev.cmek.shared.iam.Arn;
import java.time.Instant;
import java.util.Map;

/// A KMS key as it is.
///
/// @param state such as `Enabled`, `Disabled`, `PendingDeletion`, `Creating`, `Updating`
/// @param spec `SYMMETRIC_DEFAULT` is what a cluster needs
/// @param usage `ENCRYPT_DECRYPT` is what a cluster needs
/// @param multiRegion it is a multi-Region primary or replica
public record Key(
    Arn arn,
    String state,
    String spec,
    String usage,
    boolean multiRegion,
    Map<String, String> tags,
    Instant createdAt) {

  public Key {
    tags = Map.copyOf(tags);
  }

  public String region() {
    return arn.region();
  }

  boolean isEnabled() {
    return state.equals("Enabled");
  }

  /// Being created, replicated or updated: a matter of seconds.
  boolean isBecoming() {
    return state.equals("Creating") || state.equals("Updating");
  }

  /// Its deletion is scheduled; a primary's waits for its replicas'.
  boolean isToBeDeleted() {
    return state.equals("PendingDeletion") || state.equals("PendingReplicaDeletion");
  }

  boolean isSymmetric() {
    return spec.equals("SYMMETRIC_DEFAULT") && usage.equals("ENCRYPT_DECRYPT");
  }
}
