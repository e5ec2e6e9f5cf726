package dev.cmek.aws.role;

import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.step.Write;
import java.util.Map;
import java.util.Optional;

/// The roles of this account. Any call may end in a `Stop`.
public interface Roles {

  /// By name without path.
  Optional<Role> find(String name);

  /// Creates it with trust, boundary and tags.
  Write<Role> create(Role wanted);

  Write<Role> updateTrust(Role actual, PolicyDocument trust);

  /// Adds or overwrites these tags, leaves others alone.
  Write<Role> addTags(Role actual, Map<String, String> tags);
}
