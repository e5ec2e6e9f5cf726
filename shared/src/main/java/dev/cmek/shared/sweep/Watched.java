package dev.cmek.shared.sweep;

import dev.cmek.shared.cluster.ClusterId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Which clusters depend on an object, so that whoever hears of a change to it knows at whom to
/// look again: `watched.json` in the state bucket.
///
/// @param objects the clusters by the ARN of a key or role, both sorted
public record Watched(Map<String, List<ClusterId>> objects) {

  /// Where it is in the state bucket.
  public static final String PATH = "watched.json";

  /// Nothing is watched.
  public static final Watched NOTHING = new Watched(Map.of());

  public Watched {
    Map<String, List<ClusterId>> sorted = new TreeMap<>();
    objects.forEach(
        (object, clusters) -> sorted.put(object, clusters.stream().distinct().sorted().toList()));
    objects = Collections.unmodifiableMap(sorted);
  }

  /// The clusters that depend on the object; empty if none that we look at does.
  public List<ClusterId> by(String object) {
    return objects.getOrDefault(object, List.of());
  }
}
