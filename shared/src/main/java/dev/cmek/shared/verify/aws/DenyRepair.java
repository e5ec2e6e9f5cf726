package dev.cmek.shared.verify.aws;

import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.NamedPolicy;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.iam.Principals;
import dev.cmek.shared.iam.Statement;
import dev.cmek.shared.verify.aws.AwsFacts.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How to be rid of a denial of the cluster's access, where it is about nobody but the cluster's
/// role: in a policy of that role, or in a statement of the key's policy that names that role
/// alone.
final class DenyRepair {

  private DenyRepair() {}

  /// Takes the denials away; empty if one is about others too, so that only a person can tell what
  /// it is for.
  static Optional<String> command(Use use, AwsFacts facts) {
    Arn role = Arn.parse(use.role().arn());
    Arn key = Arn.parse(use.key().arn());
    List<String> commands = new ArrayList<>();
    for (NamedPolicy policy : use.role().inline().find().orElse(List.of())) {
      if (denies(policy.document())) {
        commands.add(without(policy.name(), role, use, facts));
      }
    }
    for (NamedPolicy policy : use.role().attached().find().orElse(List.of())) {
      if (denies(policy.document())) {
        commands.add(AwsCommands.detach(role, policy.name()));
      }
    }
    PolicyDocument keyPolicy = use.key().policy().find().orElse(PolicyDocument.of());
    List<Statement> kept =
        keyPolicy.statements().stream().filter(s -> !deniesOnly(s, role)).toList();
    if (kept.size() < keyPolicy.statements().size()) {
      commands.add(
          AwsCommands.putKeyPolicy(
              key, new PolicyDocument(keyPolicy.version(), keyPolicy.id(), kept)));
    }
    return commands.isEmpty() || isDeniedByOthers(use, facts, kept)
        ? Optional.empty()
        : Optional.of(String.join(" && ", commands));
  }

  /// Our own policy is put back as it must be, any other is no policy of ours.
  private static String without(String policy, Arn role, Use use, AwsFacts facts) {
    return policy.equals(AwsPolicyTexts.INLINE_NAME) && !KeyPolicyRepair.isHomeOfGrants(facts)
        ? AwsCommands.putInline(role, policy, AwsPolicyTexts.rolePolicy(facts.keysOf(use.role())))
        : AwsCommands.deleteInline(role, policy);
  }

  private static boolean denies(PolicyDocument policy) {
    return policy.statements().stream().anyMatch(s -> !s.allows());
  }

  private static boolean deniesOnly(Statement statement, Arn role) {
    Principals principals = statement.principals();
    return !statement.allows()
        && principals != null
        && !principals.negated()
        && principals.byType().equals(Principals.aws(role.toString()).byType());
  }

  /// By what is left once the commands ran: the boundary, and other statements on the key.
  private static boolean isDeniedByOthers(Use use, AwsFacts facts, List<Statement> kept) {
    PolicyDocument keyPolicy = PolicyDocument.of(kept);
    return KeyAccess.of(use, facts, keyPolicy)
        .map(access -> KmsActions.NEEDED.stream().anyMatch(access::isDeniedByOthers))
        .orElse(true);
  }
}
