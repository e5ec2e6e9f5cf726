package dev.cmek.shared.cluster;

import static java.util.stream.Collectors.joining;

import dev.cmek.shared.cluster.Cmek.KeyStatus;
import dev.cmek.shared.cluster.Cmek.RegionStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// CMEK of a cluster as it is, beside the keys that it is to have. The regions decide: the
/// cluster's own status aggregates them by a rule that is not published, and no status alone says
/// which key is on.
///
/// @param wanted one for each region
record CmekComparison(Cmek cmek, List<RegionKey> wanted) {

  /// Every region uses its wanted key.
  boolean isOn() {
    return wanted.stream().allMatch(this::isOn);
  }

  /// What the vendor has to be asked for: all keys if CMEK is off, else those of the regions that
  /// use none.
  List<RegionKey> toAsk() {
    return isOff() ? wanted : wanted.stream().filter(key -> !isOn(key)).toList();
  }

  /// Somebody revoked it, is doing so, or tried to.
  boolean isRevoked() {
    return statuses().stream().anyMatch(status -> status.value().startsWith("REVOK"));
  }

  /// The vendor works on it, or has not said yet which key a region uses.
  boolean isWorking() {
    return cmek.status().isWorking()
        || regions().stream()
            .anyMatch(region ->
                region.status().isWorking()
                    || (region.status().isEnabled() && region.enabledKey().isEmpty()));
  }

  /// Off, or never came on: the keys of all regions may be sent.
  boolean isOff() {
    return cmek.status().equals(CmekStatus.DISABLED)
        || cmek.status().equals(CmekStatus.ENABLE_FAILED);
  }

  /// Where other keys or principals are on than the wanted ones, and nobody is changing that; empty
  /// if nowhere.
  String difference() {
    return wanted.stream()
        .filter(key -> !isOn(key))
        .flatMap(key -> enabledIn(key.region()).stream().map(other -> difference(key, other)))
        .collect(joining("; "));
  }

  /// What failed, with the vendor's own words: `eu-west-1 ENABLE_FAILED: …`; empty if nothing did.
  String failures() {
    List<String> failures = new ArrayList<>();
    regions().stream()
        .filter(region -> region.status().isFailed())
        .forEach(region -> failures.add(failure(region)));
    if (failures.isEmpty() && cmek.status().isFailed()) {
      failures.add("the cluster " + cmek.status());
    }
    return String.join("; ", failures);
  }

  /// Whatever failed is that keys did not come on.
  boolean onlyEnablingFailed() {
    return statuses().stream()
        .filter(CmekStatus::isFailed)
        .allMatch(status -> status.equals(CmekStatus.ENABLE_FAILED));
  }

  /// Where it stands, region by region: `eu-central-1 ENABLED, eu-west-1 ENABLING`.
  String progress() {
    return wanted.stream()
        .map(key ->
            key.region()
                + " "
                + cmek.region(key.region()).map(r -> r.status().value()).orElse("not listed"))
        .collect(joining(", "));
  }

  private boolean isOn(RegionKey key) {
    return cmek.region(key.region())
        .filter(region -> region.status().isEnabled())
        .filter(region -> region.uses(key))
        .isPresent();
  }

  private Optional<RegionKey> enabledIn(String region) {
    return cmek.region(region)
        .filter(r -> r.status().isEnabled())
        .flatMap(RegionStatus::enabledKey)
        .map(KeyStatus::key);
  }

  private static String difference(RegionKey key, RegionKey other) {
    return "%s uses %s as %s, not %s as %s"
        .formatted(key.region(), other.uri(), other.principal(), key.uri(), key.principal());
  }

  private static String failure(RegionStatus region) {
    String words =
        region.keys().stream()
            .map(KeyStatus::userMessage)
            .filter(message -> !message.isBlank())
            .distinct()
            .collect(joining(" / "));
    return region.region()
        + " "
        + region.status()
        + ": "
        + (words.isEmpty() ? "no message" : words);
  }

  /// What is said of the wanted regions.
  private List<RegionStatus> regions() {
    return wanted.stream().flatMap(key -> cmek.region(key.region()).stream()).toList();
  }

  private List<CmekStatus> statuses() {
    List<CmekStatus> statuses = new ArrayList<>();
    statuses.add(cmek.status());
    regions().forEach(region -> statuses.add(region.status()));
    return statuses;
  }
}
