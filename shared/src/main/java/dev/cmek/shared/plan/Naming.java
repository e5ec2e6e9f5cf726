package dev.cmek.shared.plan;

import dev.cmek.shared.cluster.ClusterId;

/// How a cloud's objects are called: derived from the cluster's id alone, so that every attempt
/// finds what an earlier one made.
public interface Naming {

  /// The role's or service account's name.
  String principal(ClusterId cluster);

  /// The key's name; the same in every place, because names are per place.
  String key(ClusterId cluster);
}
