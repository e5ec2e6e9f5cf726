package dev.cmek.shared.plan;

import dev.cmek.shared.cluster.ClusterId;
import java.util.LinkedHashMap;
import java.util.Map;

/// What marks an object as this system's, and for which cluster it is: tags on AWS, labels on
/// Google Cloud.
///
/// @param managedBy the key whose value is always [#US]
/// @param cluster the key whose value is the cluster's id
public record Marks(String managedBy, String cluster) {

  /// Who made it.
  public static final String US = "cmek-functions";

  /// Ours, and the labels of the request beside them.
  public Map<String, String> of(ClusterId id, Map<String, String> labels) {
    Map<String, String> marks = new LinkedHashMap<>();
    marks.put(managedBy, US);
    marks.put(cluster, id.value());
    marks.putAll(labels);
    return marks;
  }

  /// Whether an object with these was made by this system for just this cluster.
  public boolean areOurs(Map<String, String> actual, ClusterId id) {
    return US.equals(actual.get(managedBy)) && id.value().equals(actual.get(cluster));
  }

  /// Those of the wanted ones that are not there, or have another value. What others added stays.
  public static Map<String, String> missing(
      Map<String, String> actual, Map<String, String> wanted) {
    Map<String, String> missing = new LinkedHashMap<>(wanted);
    missing.entrySet().removeIf(mark -> mark.getValue().equals(actual.get(mark.getKey())));
    return missing;
  }
}
