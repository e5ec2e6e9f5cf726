package dev.cmek.aws.policy;

import dev.cmek.aws.account.FakeAws;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.step.Change;
import dev.cmek.shared.step.Eventual;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import dev.cmek.shared.step.Write;
import java.time.Duration;
import java.util.Optional;

/// IAM's inline policies in memory, and the way to those of the keys.
public final class FakePolicies implements Policies {

  private static final int LONGEST_INLINE = 10_240;

  private final FakeAws aws;
  private final Eventual<String, PolicyDocument> inline;

  public FakePolicies(FakeAws aws) {
    this.aws = aws;
    this.inline = new Eventual<>(aws.clock());
  }

  @Override
  public Optional<PolicyDocument> findInline(String roleName) {
    return aws.read("iam:GetRolePolicy", () -> inline.read(roleName));
  }

  @Override
  public Write<PolicyDocument> putInline(Arn role, PolicyDocument policy) {
    return write(
        "iam:PutRolePolicy",
        role,
        policy,
        () -> {
          if (aws.roles().role(role.name()).isEmpty()) {
            throw Stop.notYet(
                Reason.PRINCIPAL_SPREADING,
                "NoSuchEntity, The role with name " + role.name() + " cannot be found.");
          }
          if (policy.json().length() > LONGEST_INLINE) {
            throw new IllegalArgumentException("LimitExceeded: the inline policy is too long");
          }
          inline.put(role.name(), policy);
        });
  }

  @Override
  public Write<PolicyDocument> deleteInline(Arn role, PolicyDocument actual) {
    return write("iam:DeleteRolePolicy", role, actual, () -> inline.remove(role.name()));
  }

  @Override
  public Optional<PolicyDocument> findKeyPolicy(Arn key) {
    return aws.read("kms:GetKeyPolicy", () -> aws.keys().readPolicy(key));
  }

  @Override
  public Write<PolicyDocument> putKeyPolicy(Arn key, PolicyDocument before, PolicyDocument policy) {
    return write(
        "kms:PutKeyPolicy",
        key,
        policy,
        () -> {
          aws.checkKeyPolicy(policy);
          aws.keys().requireWritable(key);
          aws.keys().putPolicy(key, policy);
        });
  }

  public void hideChangesFor(int reads) {
    inline.hideChangesFor(reads);
  }

  public void hideChangesFor(Duration delay) {
    inline.hideChangesFor(delay);
  }

  /// A role's inline policy of our name, as it is.
  public Optional<PolicyDocument> inline(String roleName) {
    return inline.truth(roleName);
  }

  /// Others wrote it.
  public void putInline(String roleName, PolicyDocument policy) {
    inline.put(roleName, policy);
  }

  /// Others took it away.
  public void deleteInline(String roleName) {
    inline.remove(roleName);
  }

  private Write<PolicyDocument> write(
      String action, Arn object, PolicyDocument policy, Runnable change) {
    return new Write<>(
        new Change(action, object.toString(), policy.json()),
        policy,
        () ->
            aws.write(
                action,
                () -> {
                  change.run();
                  return policy;
                }));
  }
}
