package dev.cmek.local.run;

import dev.cmek.shared.iam.PolicyDocument;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.kms.model.KeyMetadata;

/// What stands in the account for one cluster.
///
/// @param inline the role's inline policies by name
/// @param attached ARNs of its managed policies
/// @param keys all that carry the cluster's tag, in whatever region
record Standing(
    Optional<Role> role,
    Optional<PolicyDocument> trust,
    Map<String, PolicyDocument> inline,
    List<String> attached,
    List<Key> keys) {

  /// A key or replica.
  ///
  /// @param rotationDays empty if it does not rotate
  record Key(
      String region,
      KeyMetadata metadata,
      PolicyDocument policy,
      Map<String, String> tags,
      List<String> aliases,
      Optional<Integer> rotationDays) {

    String arn() {
      return metadata.arn();
    }
  }

  Map<String, String> roleTags() {
    return role.orElseThrow().tags().stream().collect(Collectors.toMap(Tag::key, Tag::value));
  }

  List<String> keyArns() {
    return keys.stream().map(Key::arn).toList();
  }
}
