package dev.cmek.shared.sweep;

import dev.cmek.shared.cluster.Cmek;
import dev.cmek.shared.cluster.Cmek.KeyStatus;
import dev.cmek.shared.cluster.Cmek.RegionStatus;
import dev.cmek.shared.cluster.RegionKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Which keys a cluster uses, as far as they are this deployment's business.
///
/// @param wanted what the Cloud API should name: what is intended; where nobody said so, what is
///   enabled or was when somebody last looked
/// @param guarded what must be usable: what is enabled here; in a region where nothing is, what is
///   wanted
/// @param bare names of the cluster's regions that no key protects
/// @param protectedRegions how many are protected by a key that is guarded here
/// @param elsewhere some region uses a key of others
record KeysInUse(
    List<RegionKey> wanted,
    List<RegionKey> guarded,
    List<String> bare,
    int protectedRegions,
    boolean elsewhere) {

  /// As the Cloud API says.
  ///
  /// @param regions of the cluster
  /// @param intended empty: nobody said so
  /// @param known what was in use when somebody last looked
  /// @param isOurs whether a key is in the account that this deployment guards
  static KeysInUse of(
      Cmek cmek,
      List<String> regions,
      List<RegionKey> intended,
      List<RegionKey> known,
      Predicate<RegionKey> isOurs) {
    Map<String, RegionKey> enabled = new LinkedHashMap<>();
    for (RegionStatus region : cmek.regions()) {
      region.enabledKey().map(KeyStatus::key).ifPresent(key -> enabled.put(region.region(), key));
    }
    Map<String, RegionKey> here = new LinkedHashMap<>(enabled);
    here.values().removeIf(key -> !isOurs.test(key));
    List<RegionKey> wanted =
        intended.isEmpty() ? merged(here, without(enabled, known)) : List.copyOf(intended);
    Set<String> bare = new TreeSet<>(regions);
    bare.removeAll(enabled.keySet());
    bare.removeIf(region -> cmek.region(region).filter(KeysInUse::isChanging).isPresent());
    return new KeysInUse(
        wanted, merged(here, wanted), List.copyOf(bare), here.size(), enabled.size() > here.size());
  }

  /// When the Cloud API does not say: as it was.
  static KeysInUse unread(List<RegionKey> intended, Optional<Look> before) {
    List<RegionKey> known = before.map(Look::keys).orElse(List.of());
    List<RegionKey> wanted = intended.isEmpty() ? known : intended;
    return new KeysInUse(wanted, wanted, before.map(Look::bareRegions).orElse(List.of()), 0, false);
  }

  /// The vendor turns keys on or off in the region, and says so in a word that we know.
  static boolean isChanging(RegionStatus region) {
    return Set.of("ENABLING", "DISABLING", "ROTATING", "REVOKING")
        .contains(region.status().value());
  }

  private static List<RegionKey> without(Map<String, RegionKey> enabled, List<RegionKey> known) {
    return known.stream().filter(key -> !enabled.containsKey(key.region())).toList();
  }

  private static List<RegionKey> merged(Map<String, RegionKey> here, List<RegionKey> others) {
    List<RegionKey> merged = new ArrayList<>(here.values());
    Stream<RegionKey> missing = others.stream().filter(key -> !here.containsKey(key.region()));
    missing.forEach(merged::add);
    return List.copyOf(merged);
  }
}
