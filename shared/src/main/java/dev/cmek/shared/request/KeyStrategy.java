package dev.cmek.shared.request;

/// How many keys a cluster gets, and where.
public enum KeyStrategy {
  /// A key in each region of the cluster.
  KEY_PER_REGION,
  /// One key for all regions, in one of them.
  SINGLE_KEY,
  /// AWS: a multi-Region key with a replica in each other region. Google Cloud: one key in a
  /// multi-region location, such as `us`.
  MULTI_REGION_KEY
}
