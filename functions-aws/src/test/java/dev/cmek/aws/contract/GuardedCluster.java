package dev.cmek.aws.contract;

import dev.cmek.aws.key.Key;
import dev.cmek.aws.key.KmsClients;
import dev.cmek.aws.key.KmsKeys;
import dev.cmek.aws.key.NewKey;
import dev.cmek.aws.plan.Tags;
import dev.cmek.aws.policy.AwsPolicies;
import dev.cmek.aws.role.IamRoles;
import dev.cmek.aws.role.Role;
import dev.cmek.aws.verify.SdkFactSource;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.request.AccessGrant;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Write;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.Subject;
import dev.cmek.shared.verify.aws.AwsChecks;
import dev.cmek.shared.verify.aws.AwsExpectations;
import dev.cmek.shared.verify.aws.AwsInspection;
import dev.cmek.shared.verify.aws.AwsPolicyTexts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;

/// A cluster of two regions with its role and keys in the local AWS, all well, to be tampered with
/// and looked at as verification does.
final class GuardedCluster {

  static final String VENDOR = "777788889999";
  static final String ORGANIZATION = "4f1d2a3b-0c0d-4e4f-8a8b-9c9d0e0f1a1b";

  private static final List<String> REGIONS = List.of("eu-west-1", "us-east-1");

  final ClusterId id = new ClusterId(UUID.randomUUID().toString());
  final Arn role = AccountContract.NAMING.role(AccountContract.NAMING.principal(id));
  final String alias = AccountContract.NAMING.key(id);
  final List<Arn> keys = new ArrayList<>();
  final IamClient iam;
  private final KmsClients kms;
  private final AwsInspection inspection;

  GuardedCluster(LocalAws aws, AccessGrant grant, String boundaryArn) {
    iam = aws.client(IamClient.builder());
    kms = aws.kms();
    AwsExpectations expectations =
        new AwsExpectations(boundaryArn, Tags.OURS.of(id, Map.of()), null);
    inspection =
        new AwsInspection(
            new SdkFactSource(iam, kms, LocalAws.calls()),
            _ -> expectations,
            AwsChecks.SCHEDULED,
            InstantSource.system());
    make(grant, boundaryArn);
  }

  private void make(AccessGrant grant, String boundaryArn) {
    PolicyDocument trust = AwsPolicyTexts.trust(role, VENDOR, ORGANIZATION);
    Map<String, String> tags = Tags.OURS.of(id, Map.of());
    Role _ =
        made(
            new IamRoles(iam, LocalAws.calls())
                .create(new Role(role, trust, boundaryArn, tags, Instant.now())));
    KmsKeys creator = new KmsKeys(kms, LocalAws.calls());
    Optional<PolicyDocument> keyPolicy =
        grant == AccessGrant.ROLE_POLICY
            ? Optional.empty()
            : Optional.of(
                PolicyDocument.of(
                    AwsPolicyTexts.accountStatement(AccountContract.NAMING.accountRoot()),
                    AwsPolicyTexts.keyStatement(role.toString())));
    for (String region : REGIONS) {
      Arn foretold = AccountContract.NAMING.key(region, "(new)");
      Key key = made(creator.create(new NewKey(foretold, false, keyPolicy, tags)));
      boolean _ = made(creator.createAlias(key, alias));
      Key _ = made(creator.enableRotation(key, Duration.ofDays(365)));
      keys.add(key.arn());
    }
    if (grant == AccessGrant.ROLE_POLICY) {
      List<String> arns = keys.stream().map(Arn::toString).toList();
      PolicyDocument _ =
          made(
              new AwsPolicies(iam, kms, LocalAws.calls())
                  .putInline(role, AwsPolicyTexts.rolePolicy(arns)));
    }
  }

  /// What verification finds now.
  List<Finding> findings() {
    List<RegionKey> regions =
        keys.stream().map(k -> new RegionKey(k.region(), k.toString(), role.toString())).toList();
    return inspection.inspect(new Subject(id, VENDOR, ORGANIZATION, regions)).report().findings();
  }

  String name() {
    return role.name();
  }

  /// The first key.
  String key() {
    return keys.getFirst().toString();
  }

  /// KMS where the first key is.
  KmsClient kms() {
    return kms.in(keys.getFirst().region());
  }

  String trust() {
    return AwsPolicyTexts.trust(role, VENDOR, ORGANIZATION).json();
  }

  String rolePolicy() {
    return AwsPolicyTexts.rolePolicy(keys.stream().map(Arn::toString).toList()).json();
  }

  void setTrust(String json) {
    var _ = iam.updateAssumeRolePolicy(r -> r.roleName(name()).policyDocument(json));
  }

  void setInline(String policy, String json) {
    var _ = iam.putRolePolicy(r -> r.roleName(name()).policyName(policy).policyDocument(json));
  }

  String keyPolicy() {
    return kms().getKeyPolicy(r -> r.keyId(key()).policyName("default")).policy();
  }

  void setKeyPolicy(String json) {
    var _ =
        kms()
            .putKeyPolicy(r ->
                r.keyId(key())
                    .policyName("default")
                    .policy(json)
                    .bypassPolicyLockoutSafetyCheck(true));
  }

  /// Adds a statement to the first key's policy.
  void addToKeyPolicy(String statement) {
    String policy = PolicyDocument.parse(keyPolicy()).json();
    int end = policy.lastIndexOf(']');
    setKeyPolicy(policy.substring(0, end) + "," + statement + policy.substring(end));
  }

  private static <T> T made(Write<T> write) {
    return Changes.of(false).make(write);
  }
}
