package dev.cmek.shared.verify.aws;

import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.iam.Principals;
import dev.cmek.shared.iam.Statement;
import java.util.List;

/// The policies as they should be: what the steps write, and what the remedies of findings put
/// back.
public final class AwsPolicyTexts {

  /// The five actions that CockroachDB Cloud needs ("Managing Customer-Managed Encryption Keys",
  /// AWS, key policy).
  public static final List<String> ACTIONS =
      List.of(
          "kms:Encrypt",
          "kms:Decrypt",
          "kms:GenerateDataKey*",
          "kms:DescribeKey",
          "kms:ReEncrypt*");

  /// The name of the one inline policy that we keep on a role.
  public static final String INLINE_NAME = "cmek";

  /// The name of our statement, in the role's inline policy or in a key's policy.
  public static final String STATEMENT = "CockroachDBCloudCmek";

  /// The most that an identity's own policies could give: what is left is the other side's doing.
  static final PolicyDocument ALLOW_ALL =
      PolicyDocument.of(Statement.allow("All").actions("*").on("*").build());

  private AwsPolicyTexts() {}

  /// The vendor's account, and only with the external id.
  public static PolicyDocument trust(Arn role, String vendorAccountId, String externalId) {
    Arn vendor = Arn.accountRoot(role.partition(), vendorAccountId);
    return PolicyDocument.of(
        Statement.allow("CockroachDBCloud")
            .to(Principals.aws(vendor.toString()))
            .actions("sts:AssumeRole")
            .when("StringEquals", "sts:ExternalId", externalId)
            .build());
  }

  /// The five actions on these keys.
  public static PolicyDocument rolePolicy(List<String> keys) {
    return PolicyDocument.of(Statement.allow(STATEMENT).actions(ACTIONS).on(keys).build());
  }

  /// The five actions for the role, in a key's policy.
  public static Statement keyStatement(String role) {
    return Statement.allow(STATEMENT).to(Principals.aws(role)).actions(ACTIONS).on("*").build();
  }

  /// The account in its key's policy, as KMS writes it by default.
  ///
  /// @param key or anything else of the account
  public static Statement accountStatement(Arn key) {
    return Statement.allow("Enable IAM User Permissions")
        .to(Principals.aws(Arn.accountRoot(key.partition(), key.account()).toString()))
        .actions("kms:*")
        .on("*")
        .build();
  }
}
