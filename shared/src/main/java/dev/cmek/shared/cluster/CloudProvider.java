package dev.cmek.shared.cluster;

/// The cloud that a cluster runs on, as the Cloud API spells it.
public enum CloudProvider {
  AWS,
  GCP
}
