package dev.cmek.simulator;

/// The status of a key, a region, or a cluster's CMEK. ROTATING and ROTATE_FAILED are never a
/// key's.
enum CmekStatus {
  DISABLED,
  DISABLING,
  ENABLED,
  ENABLING,
  ENABLE_FAILED,
  ROTATING,
  ROTATE_FAILED,
  REVOKED,
  REVOKING;

  boolean failed() {
    return this == ENABLE_FAILED || this == ROTATE_FAILED;
  }

  boolean working() {
    return this == DISABLING || this == ENABLING || this == ROTATING || this == REVOKING;
  }
}
