package dev.cmek.shared.verify.aws;

import dev.cmek.shared.iam.Access;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.Decision.Cause;
import dev.cmek.shared.iam.Decision.Denied;
import dev.cmek.shared.iam.NamedPolicy;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.iam.Principals;
import dev.cmek.shared.iam.Request;
import dev.cmek.shared.iam.Statement;
import dev.cmek.shared.verify.aws.AwsFacts.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A key's policy as it would be right: whoever does not belong there taken out, the account and
/// the role put back, everything else as it is. All findings about one key policy share its
/// command.
final class KeyPolicyRepair {

  private KeyPolicyRepair() {}

  /// Puts the repaired policy.
  static String command(Use use, AwsFacts facts) {
    PolicyDocument actual = use.key().policy().find().orElse(PolicyDocument.of(List.of()));
    return AwsCommands.putKeyPolicy(Arn.parse(use.key().arn()), repaired(use, facts, actual));
  }

  private static PolicyDocument repaired(Use use, AwsFacts facts, PolicyDocument actual) {
    KeyOthers others = new KeyOthers(use, facts, actual);
    List<Statement> kept = new ArrayList<>();
    for (Statement statement : actual.statements()) {
      Statement left = without(others, statement);
      if (left != null) {
        kept.add(left);
      }
    }
    PolicyDocument policy = new PolicyDocument(actual.version(), actual.id(), kept);
    Arn key = Arn.parse(use.key().arn());
    if (lacksAccount(key, policy)) {
      List<Statement> all = new ArrayList<>(List.of(AwsPolicyTexts.accountStatement(key)));
      all.addAll(kept);
      policy = new PolicyDocument(actual.version(), actual.id(), all);
    }
    return lacksRole(use, facts, policy)
        ? policy.with(AwsPolicyTexts.keyStatement(use.role().arn()))
        : policy;
  }

  /// The statement without those who do not belong there; absent if nobody is left.
  private static @Nullable Statement without(KeyOthers others, Statement statement) {
    Principals principals = statement.principals();
    if (principals == null) {
      return statement;
    }
    if (principals.negated()) {
      return others.isOutOfPlace("AWS", "*", statement) ? null : statement;
    }
    Map<String, List<String>> left = new TreeMap<>();
    principals
        .byType()
        .forEach((type, values) -> {
          List<String> kept =
              values.stream().filter(v -> !others.isOutOfPlace(type, v, statement)).toList();
          if (!kept.isEmpty()) {
            left.put(type, kept);
          }
        });
    return left.isEmpty()
        ? null
        : new Statement(
            statement.sid(),
            statement.effect(),
            new Principals(false, left),
            statement.actions(),
            statement.resources(),
            statement.conditions());
  }

  /// A statement that denies the account something is no reason to add one that allows.
  static boolean lacksAccount(Arn key, PolicyDocument policy) {
    String root = Arn.accountRoot(key.partition(), key.account()).toString();
    return Access.of()
                .to(new NamedPolicy("the key's policy", policy))
                .decide(new Request(root, "kms:PutKeyPolicy", key.toString()))
            instanceof Denied(Cause cause, String _)
        && cause != Cause.EXPLICIT_DENY;
  }

  private static boolean lacksRole(Use use, AwsFacts facts, PolicyDocument policy) {
    return KeyAccess.of(use, facts, policy).stream()
        .anyMatch(access ->
            KmsActions.NEEDED.stream()
                .anyMatch(action ->
                    access.decide(action) instanceof Denied(Cause cause, String _)
                        && cause != Cause.EXPLICIT_DENY
                        && cause != Cause.BOUNDARY));
  }

  /// Where the cluster's grants stand: some key policy names a role, or a role that was deleted.
  static boolean isHomeOfGrants(AwsFacts facts) {
    List<String> roles = facts.roles().stream().map(RoleFacts::arn).toList();
    return facts.keys().stream()
        .flatMap(key -> key.policy().find().stream())
        .flatMap(policy -> Named.in(policy).stream())
        .anyMatch(named -> named.isDead() || roles.contains(named.value()));
  }

  /// What has to follow a change of the role's policies so that they count on the key.
  static String delegation(Use use, Arn key, AwsFacts facts) {
    return use.key().policy().find().filter(p -> lacksAccount(key, p)).isPresent()
        ? " && " + command(use, facts)
        : "";
  }
}
