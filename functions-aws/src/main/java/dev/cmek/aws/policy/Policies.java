package dev.cmek.aws.policy;

import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.step.Write;
import java.util.Optional;

/// The policies that say who may use a key. Any call may end in a `Stop`.
public interface Policies {

  /// Our inline policy of a role; absent if it, or the role, is not there.
  Optional<PolicyDocument> findInline(String roleName);

  Write<PolicyDocument> putInline(Arn role, PolicyDocument policy);

  /// Takes our inline policy away.
  Write<PolicyDocument> deleteInline(Arn role, PolicyDocument actual);

  /// A key's policy; absent if the key is not there.
  Optional<PolicyDocument> findKeyPolicy(Arn key);

  /// Replaces a key's policy, with KMS's check against locking everybody out.
  Write<PolicyDocument> putKeyPolicy(Arn key, PolicyDocument before, PolicyDocument policy);
}
