package dev.cmek.aws.plan;

import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.plan.Naming;

/// What a cluster's objects are called in this account.
///
/// @param partition `aws`, `aws-us-gov` or `aws-cn`
/// @param account this account's number
public record AwsNaming(String partition, String account) implements Naming {

  /// Where the roles are kept, so that permissions can be given by path.
  public static final String ROLE_PATH = "/cockroachdb-cmek/";

  /// `cmek-<cluster id>`: 41 of the 64 characters that a role's name may have ("IAM and STS
  /// quotas").
  @Override
  public String principal(ClusterId cluster) {
    return "cmek-" + cluster;
  }

  /// `alias/cmek/<cluster id>`.
  @Override
  public String key(ClusterId cluster) {
    return "alias/cmek/" + cluster;
  }

  /// The role's ARN, whether it is there or not.
  public Arn role(String name) {
    return new Arn(partition, "iam", "", account, "role" + ROLE_PATH + name);
  }

  /// A key's ARN.
  public Arn key(String region, String keyId) {
    return new Arn(partition, "kms", region, account, "key/" + keyId);
  }

  /// An alias's ARN.
  public Arn alias(String region, String name) {
    return new Arn(partition, "kms", region, account, name);
  }

  /// The same multi-Region key in another region.
  public static Arn replica(Arn primary, String region) {
    return new Arn(
        primary.partition(), primary.service(), region, primary.account(), primary.resource());
  }

  /// This account as a principal.
  public Arn accountRoot() {
    return Arn.accountRoot(partition, account);
  }
}
