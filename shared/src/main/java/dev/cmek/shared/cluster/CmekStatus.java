package dev.cmek.shared.cluster;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// What the Cloud API says of CMEK on a cluster, a region or a key, such as `ENABLED`, `ENABLING`,
/// `ROTATE_FAILED`. Text, because the service may add values: an unknown one counts as work in
/// progress.
public record CmekStatus(@JsonValue String value) {

  public static final CmekStatus DISABLED = new CmekStatus("DISABLED");
  public static final CmekStatus ENABLING = new CmekStatus("ENABLING");
  public static final CmekStatus ENABLE_FAILED = new CmekStatus("ENABLE_FAILED");
  public static final CmekStatus ROTATING = new CmekStatus("ROTATING");
  public static final CmekStatus ENABLED = new CmekStatus("ENABLED");
  public static final CmekStatus REVOKED = new CmekStatus("REVOKED");

  @JsonCreator
  public CmekStatus {}

  public boolean isEnabled() {
    return equals(ENABLED);
  }

  /// Ended badly: `ENABLE_FAILED`, `ROTATE_FAILED`, `DISABLE_FAILED`, `REVOKE_FAILED`.
  public boolean isFailed() {
    return value.endsWith("_FAILED");
  }

  /// The vendor works on it, or says something we do not know.
  public boolean isWorking() {
    return !isEnabled() && !isFailed() && !equals(DISABLED) && !equals(REVOKED);
  }

  @Override
  public String toString() {
    return value;
  }
}
