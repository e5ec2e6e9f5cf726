package dev.cmek.aws.key;

import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.PolicyDocument;
import java.util.Map;
import java.util.Optional;

/// A key to create: symmetric, for encryption and decryption, made and kept by KMS.
///
/// @param foretold its ARN as far as one can say before it exists
/// @param policy its key policy; empty: KMS's default, which lets the account's own policies decide
public record NewKey(
    Arn foretold, boolean multiRegion, Optional<PolicyDocument> policy, Map<String, String> tags) {

  public NewKey {
    tags = Map.copyOf(tags);
  }

  /// Stands for the id that KMS will choose: a dry run goes on with it.
  static final String UNKNOWN_ID = "(new)";

  /// Whether the key of this ARN is only foretold, so that nobody need ask KMS for it.
  public static boolean isForetold(Arn key) {
    return key.id().equals(UNKNOWN_ID);
  }
}
