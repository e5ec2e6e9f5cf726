package dev.cmek.aws.policy;

import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.iam.Statement;
import dev.cmek.shared.request.AccessGrant;
import dev.cmek.shared.verify.aws.AwsPolicyTexts;
import java.util.List;
import java.util.Optional;

/// What must stand in both homes of a permission: the role's inline policy and each key's policy.
/// The only place that tells the two kinds of grant apart.
///
/// @param rolePolicy the role's inline policy; empty: it has none
/// @param keyStatement our statement in each key's policy; empty: there is none
public record Grants(Optional<PolicyDocument> rolePolicy, Optional<Statement> keyStatement) {

  /// What must stand where.
  ///
  /// @param role the role's ARN
  /// @param keys the ARNs of all keys and replicas
  public static Grants of(AccessGrant grant, String role, List<String> keys) {
    return switch (grant) {
      case ROLE_POLICY ->
          new Grants(Optional.of(AwsPolicyTexts.rolePolicy(keys)), Optional.empty());
      case KEY_POLICY ->
          new Grants(Optional.empty(), Optional.of(AwsPolicyTexts.keyStatement(role)));
    };
  }

  /// The policy that a key is created with; empty: KMS's default, which is the first statement
  /// alone.
  public static Optional<PolicyDocument> keyPolicyAtCreation(
      AccessGrant grant, Arn accountRoot, String role) {
    return switch (grant) {
      case ROLE_POLICY -> Optional.empty();
      case KEY_POLICY ->
          Optional.of(
              PolicyDocument.of(
                  AwsPolicyTexts.accountStatement(accountRoot), AwsPolicyTexts.keyStatement(role)));
    };
  }

  /// A key's policy with our statement as it must be: others' statements stay as they are, one of
  /// ours that differs is replaced.
  PolicyDocument keyPolicy(PolicyDocument actual) {
    PolicyDocument others =
        new PolicyDocument(
            actual.version(),
            actual.id(),
            actual.statements().stream()
                .filter(s -> !AwsPolicyTexts.STATEMENT.equals(s.sid()))
                .toList());
    return keyStatement.map(others::with).orElse(others);
  }
}
