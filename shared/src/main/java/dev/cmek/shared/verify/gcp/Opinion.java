package dev.cmek.shared.verify.gcp;

/// What the policy troubleshooter says of one permission of one principal on one resource: it knows
/// folders, the organization and deny policies too.
public enum Opinion {
  CAN_ACCESS,
  CANNOT_ACCESS,
  /// It can't see enough, or a condition decides.
  UNKNOWN
}
