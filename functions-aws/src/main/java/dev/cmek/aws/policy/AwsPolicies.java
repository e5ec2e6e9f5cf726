package dev.cmek.aws.policy;

import dev.cmek.aws.call.AwsCalls;
import dev.cmek.aws.key.KmsClients;
import dev.cmek.aws.key.NewKey;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.step.Change;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import dev.cmek.shared.step.Write;
import dev.cmek.shared.verify.aws.AwsPolicyTexts;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.kms.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.kms.model.NotFoundException;

/// Policies in IAM and KMS.
public final class AwsPolicies implements Policies {

  /// A key has one policy, which is called so.
  private static final String KEY_POLICY = "default";

  private final IamClient iam;
  private final KmsClients kms;
  private final AwsCalls calls;

  public AwsPolicies(IamClient iam, KmsClients kms, AwsCalls calls) {
    this.iam = iam;
    this.kms = kms;
    this.calls = calls;
  }

  @Override
  public Optional<PolicyDocument> findInline(String roleName) {
    try {
      String encoded =
          calls
              .call(
                  "iam:GetRolePolicy",
                  "role " + roleName,
                  () ->
                      iam.getRolePolicy(
                          r -> r.roleName(roleName).policyName(AwsPolicyTexts.INLINE_NAME)))
              .policyDocument();
      return Optional.of(PolicyDocument.parse(URLDecoder.decode(encoded, StandardCharsets.UTF_8)));
    } catch (NoSuchEntityException _) {
      return Optional.empty();
    }
  }

  @Override
  public Write<PolicyDocument> putInline(Arn role, PolicyDocument policy) {
    return new Write<>(
        new Change("iam:PutRolePolicy", role.toString(), policy.json()),
        policy,
        () -> {
          try {
            var _ =
                calls.call(
                    "iam:PutRolePolicy",
                    role.toString(),
                    () ->
                        iam.putRolePolicy(r ->
                            r.roleName(role.name())
                                .policyName(AwsPolicyTexts.INLINE_NAME)
                                .policyDocument(policy.json())));
            return policy;
          } catch (NoSuchEntityException e) {
            throw Stop.notYet(
                Reason.PRINCIPAL_SPREADING,
                "iam:PutRolePolicy on " + role + ": " + AwsCalls.text(e));
          }
        });
  }

  @Override
  public Write<PolicyDocument> deleteInline(Arn role, PolicyDocument actual) {
    return new Write<>(
        new Change("iam:DeleteRolePolicy", role.toString(), "before " + actual.json()),
        actual,
        () -> {
          try {
            var _ =
                calls.call(
                    "iam:DeleteRolePolicy",
                    role.toString(),
                    () ->
                        iam.deleteRolePolicy(
                            r -> r.roleName(role.name()).policyName(AwsPolicyTexts.INLINE_NAME)));
          } catch (NoSuchEntityException _) {
            return actual;
          }
          return actual;
        });
  }

  @Override
  public Optional<PolicyDocument> findKeyPolicy(Arn key) {
    if (NewKey.isForetold(key)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          PolicyDocument.parse(
              calls
                  .call(
                      "kms:GetKeyPolicy",
                      key.toString(),
                      () ->
                          kms.in(key.region())
                              .getKeyPolicy(r -> r.keyId(key.toString()).policyName(KEY_POLICY)))
                  .policy()));
    } catch (NotFoundException _) {
      return Optional.empty();
    }
  }

  @Override
  public Write<PolicyDocument> putKeyPolicy(Arn key, PolicyDocument before, PolicyDocument policy) {
    return new Write<>(
        new Change("kms:PutKeyPolicy", key.toString(), policy.json() + ", before " + before.json()),
        policy,
        () -> {
          try {
            var _ =
                calls.call(
                    "kms:PutKeyPolicy",
                    key.toString(),
                    () ->
                        kms.in(key.region())
                            .putKeyPolicy(r ->
                                r.keyId(key.toString())
                                    .policyName(KEY_POLICY)
                                    .policy(policy.json())));
            return policy;
          } catch (MalformedPolicyDocumentException e) {
            throw Stop.notYet(
                Reason.PRINCIPAL_SPREADING,
                "kms:PutKeyPolicy on "
                    + key
                    + ": KMS does not know the role yet: "
                    + AwsCalls.text(e));
          }
        });
  }
}
