package dev.cmek.shared.cluster;

import java.util.List;
import java.util.Optional;

/// CMEK of a cluster as the Cloud API reports it.
///
/// @param regions empty if it was never enabled
public record Cmek(CmekStatus status, List<RegionStatus> regions) {

  /// Never enabled: the API answers so, or with 404.
  public static final Cmek NEVER_ENABLED = new Cmek(CmekStatus.DISABLED, List.of());

  public Cmek {
    regions = List.copyOf(regions);
  }

  public Optional<RegionStatus> region(String name) {
    return regions.stream().filter(r -> r.region().equals(name)).findFirst();
  }

  /// CMEK of one region.
  ///
  /// @param keys current and past ones, in no documented order
  public record RegionStatus(String region, CmekStatus status, List<KeyStatus> keys) {

    public RegionStatus {
      keys = List.copyOf(keys);
    }

    /// This key is on, as this principal.
    public boolean uses(RegionKey key) {
      return keys.stream().anyMatch(k -> k.status().isEnabled() && k.key().equals(key));
    }

    /// The key that is on, whatever its place in the list.
    public Optional<KeyStatus> enabledKey() {
      return keys.stream().filter(k -> k.status().isEnabled()).findFirst();
    }
  }

  /// One key that the region uses or used.
  ///
  /// @param userMessage the vendor's free text about a failure, empty if there is none: to be shown
  ///   as it is, never parsed
  public record KeyStatus(RegionKey key, CmekStatus status, String userMessage) {}
}
