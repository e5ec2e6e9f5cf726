package dev.cmek.shared.verify;

/// How bad a finding is, worst first.
public enum Severity {
  /// The cluster can't use its key, now or at the next restart of a node.
  ACCESS_LOST,
  /// Somebody else may use the key or act as the cluster, or nothing limits what the cluster may
  /// do.
  EXPOSED,
  /// Not to be told: something could not be read, or depends on what nobody here can know.
  UNKNOWN,
  /// Should be mended, but nothing is lost or open.
  HYGIENE;

  /// Whether a cluster must not be given the key as things are.
  public boolean isBlocking() {
    return this != HYGIENE;
  }
}
