package dev.cmek.aws.plan;

import dev.cmek.shared.cluster.ClusterId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// The tags that mark a role or key as ours, and for which cluster it is.
public final class Tags {

  /// Whose keys these are: the cluster's id.
  public static final String CLUSTER = "cmek:cluster";

  /// Who made it: always [#US].
  public static final String MANAGED_BY = "cmek:managed-by";

  /// The value of [#MANAGED_BY].
  public static final String US = "cmek-functions";

  /// So long after they were set they may not count everywhere in authorization ("ABAC for AWS
  /// KMS").
  public static final Duration SPREAD_WITHIN = Duration.ofMinutes(5);

  private Tags() {}

  /// Ours, and the labels of the request beside them.
  public static Map<String, String> of(ClusterId cluster, Map<String, String> labels) {
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put(MANAGED_BY, US);
    tags.put(CLUSTER, cluster.value());
    tags.putAll(labels);
    return tags;
  }

  /// Made by this system for just this cluster.
  public static boolean areOurs(Map<String, String> tags, ClusterId cluster) {
    return US.equals(tags.get(MANAGED_BY)) && cluster.value().equals(tags.get(CLUSTER));
  }

  /// Those of the wanted tags that are not there, or have another value. What others added stays.
  public static Map<String, String> missing(
      Map<String, String> actual, Map<String, String> wanted) {
    Map<String, String> missing = new LinkedHashMap<>(wanted);
    missing.entrySet().removeIf(tag -> tag.getValue().equals(actual.get(tag.getKey())));
    return missing;
  }
}
