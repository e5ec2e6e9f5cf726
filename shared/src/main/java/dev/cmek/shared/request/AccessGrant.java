package dev.cmek.shared.request;

/// Where the cluster's right to use its keys is written down (AWS).
public enum AccessGrant {
  /// The role's inline policy names the keys; each key keeps its default policy.
  ROLE_POLICY,
  /// Each key's policy names the role; the role has no permissions of its own.
  KEY_POLICY
}
