package dev.cmek.shared.verify.aws;

import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.iam.Principals;
import dev.cmek.shared.iam.Statement;
import java.util.List;

/// The policies as they should be.
final class AwsPolicyTexts {

  /// The name of the role's inline policy.
  static final String INLINE_NAME = "cmek";

  /// The most that an identity's own policies could give: what is left is the other side's doing.
  static final PolicyDocument ALLOW_ALL =
      PolicyDocument.of(Statement.allow("All").actions("*").on("*").build());

  private static final String STATEMENT = "CockroachDBCloudCmek";

  private AwsPolicyTexts() {}

  /// The vendor's account, and only with the external id.
  static PolicyDocument trust(Arn role, String vendorAccountId, String externalId) {
    Arn vendor = Arn.accountRoot(role.partition(), vendorAccountId);
    return PolicyDocument.of(
        Statement.allow("CockroachDBCloud")
            .to(Principals.aws(vendor.toString()))
            .actions("sts:AssumeRole")
            .when("StringEquals", "sts:ExternalId", externalId)
            .build());
  }

  /// The five actions on these keys.
  static PolicyDocument rolePolicy(List<String> keys) {
    return PolicyDocument.of(
        Statement.allow(STATEMENT).actions(KmsActions.GRANTED).on(keys).build());
  }

  /// The five actions for the role, in a key's policy.
  static Statement keyStatement(String role) {
    return Statement.allow(STATEMENT)
        .to(Principals.aws(role))
        .actions(KmsActions.GRANTED)
        .on("*")
        .build();
  }

  /// The account in its key's policy, as KMS writes it by default.
  static Statement accountStatement(Arn key) {
    return Statement.allow("Enable IAM User Permissions")
        .to(Principals.aws(Arn.accountRoot(key.partition(), key.account()).toString()))
        .actions("kms:*")
        .on("*")
        .build();
  }
}
