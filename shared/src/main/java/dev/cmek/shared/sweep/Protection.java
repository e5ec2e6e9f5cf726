package dev.cmek.shared.sweep;

/// What a look says about a cluster as a whole. The name is part of the product: it stands in the
/// coverage list.
public enum Protection {
  /// Every region uses a key that this deployment guards.
  PROTECTED,
  /// Some regions do, others have no key.
  PARTLY_PROTECTED,
  /// It could have CMEK here, and has none.
  UNPROTECTED,
  /// The vendor is enabling, rotating or revoking, or a run of ours holds the cluster.
  WORK_IN_PROGRESS,
  /// Access was revoked on purpose.
  SUSPENDED,
  /// Its keys are another account's: another deployment guards them.
  ELSEWHERE,
  /// It runs on another cloud, or its plan has no CMEK.
  NOT_ELIGIBLE,
  /// It was deleted.
  GONE,
  /// The Cloud API did not say.
  UNKNOWN
}
