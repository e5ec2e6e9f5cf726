package dev.cmek.shared.request;

/// A consequence that somebody must have read before it is brought about.
public enum Acknowledgement {
  /// Managed backups made before CMEK was enabled can't be restored afterwards.
  EARLIER_BACKUPS_UNRESTORABLE
}
