package dev.cmek.shared.verify.aws;

import dev.cmek.shared.iam.Access;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.Condition;
import dev.cmek.shared.iam.Decision;
import dev.cmek.shared.iam.NamedPolicy;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.iam.Principals;
import dev.cmek.shared.iam.Request;
import dev.cmek.shared.iam.Statement;
import dev.cmek.shared.verify.Check;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.aws.AwsFacts.Use;
import dev.cmek.shared.verify.aws.KeyFacts.Grant;
import dev.cmek.shared.verify.aws.KeyOthers.Stranger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Nobody who does not belong there may use a key, by its policy or by KMS grant; and somebody may
/// still change its policy.
final class KeyOthersCheck implements Check<AwsFacts> {

  private static final Set<String> HARMLESS = Set.of("DescribeKey", "GetPublicKey", "RetireGrant");

  @Override
  public List<Finding> check(AwsFacts facts) {
    List<Finding> findings = new ArrayList<>();
    for (Use use : facts.usesOfOwnKeys()) {
      use.key()
          .policy()
          .find()
          .ifPresent(policy -> {
            strangers(use, facts, policy, findings);
            administration(use, facts, policy).ifPresent(findings::add);
          });
      for (Grant grant : use.key().grants().find().orElse(List.of())) {
        grant(use, facts, grant).ifPresent(findings::add);
      }
    }
    return findings;
  }

  private static void strangers(
      Use use, AwsFacts facts, PolicyDocument policy, List<Finding> findings) {
    for (Stranger stranger : new KeyOthers(use, facts, policy).strangers()) {
      Named named = stranger.named();
      findings.add(
          new Finding(
              stranger.code(),
              use.key().arn(),
              named.statement().label()
                  + " of the key's policy allows "
                  + (named.isEveryone() ? "everybody" : named.value())
                  + " "
                  + Samples.list(stranger.actions()),
              KeyPolicyRepair.command(use, facts)));
    }
    for (String dead : dead(policy)) {
      findings.add(
          new Finding(
              FindingCode.KEY_DEAD_PRINCIPAL,
              use.key().arn(),
              "the key's policy names " + dead + ", a role or user that was deleted",
              KeyPolicyRepair.command(use, facts)));
    }
  }

  private static Set<String> dead(PolicyDocument policy) {
    Set<String> dead = new LinkedHashSet<>();
    for (Statement statement : policy.statements()) {
      Principals principals = statement.principals();
      if (principals != null) {
        principals.of("AWS").stream().filter(Principals::isDead).forEach(dead::add);
      }
    }
    return dead;
  }

  private static Optional<Finding> grant(Use use, AwsFacts facts, Grant grant) {
    String revoke = AwsCommands.revokeGrant(Arn.parse(use.key().arn()), grant.id());
    String what = "KMS grant " + grant.id() + " allows " + grant.grantee() + " ";
    if (Principals.isDead(grant.grantee())) {
      return Optional.of(
          new Finding(
              FindingCode.KEY_DEAD_PRINCIPAL,
              use.key().arn(),
              "KMS grant "
                  + grant.id()
                  + " is for "
                  + grant.grantee()
                  + ", a role or user that was deleted",
              revoke));
    }
    List<String> used = grant.operations().stream().filter(op -> !HARMLESS.contains(op)).toList();
    boolean ours = facts.roles().stream().anyMatch(r -> r.arn().equals(grant.grantee()));
    if (ours) {
      List<String> more =
          grant.operations().stream().filter(op -> !Samples.isTolerated("kms:" + op)).toList();
      return more.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Finding(
                  FindingCode.ROLE_OTHER_ACTIONS,
                  use.key().arn(),
                  what + String.join(", ", more),
                  revoke));
    }
    return used.isEmpty() || isService(grant.grantee(), Arn.parse(use.key().arn()))
        ? Optional.empty()
        : Optional.of(
            new Finding(
                FindingCode.KEY_GRANT_TO_STRANGER,
                use.key().arn(),
                what + String.join(", ", used),
                revoke));
  }

  /// Only AWS makes grants to its services, for whoever uses them in the key's account.
  private static boolean isService(String grantee, Arn key) {
    return Arn.find(grantee)
        .map(a ->
            a.account().equals(key.account()) && a.resource().startsWith("role/aws-service-role/"))
        .orElse(grantee.endsWith(".amazonaws.com"));
  }

  private static Optional<Finding> administration(Use use, AwsFacts facts, PolicyDocument policy) {
    Arn key = Arn.parse(use.key().arn());
    String root = Arn.accountRoot(key.partition(), key.account()).toString();
    if (!mayChangePolicy(root, use, policy).isDenied()) {
      return Optional.empty();
    }
    List<String> administrators =
        administrators(key, policy).stream()
            .filter(a -> !mayChangePolicy(a, use, policy).isDenied())
            .toList();
    if (administrators.isEmpty()) {
      return Optional.of(
          new Finding(
              FindingCode.KEY_LOCKED_OUT,
              key.toString(),
              "nobody may change the key's policy any more",
              "Whoever owns the account asks AWS Support to restore access to the key, and then"
                  + " runs: "
                  + KeyPolicyRepair.command(use, facts)));
    }
    return KeyPolicyRepair.lacksAccount(key, policy)
        ? Optional.of(
            new Finding(
                FindingCode.KEY_WITHOUT_ACCOUNT,
                key.toString(),
                "the key's policy does not admit its account: if "
                    + String.join(" and ", administrators)
                    + " are deleted, nobody can change it any more",
                KeyPolicyRepair.command(use, facts)))
        : Optional.empty();
  }

  /// Identities of the account that the policy mentions, as principals or in conditions.
  private static Set<String> administrators(Arn key, PolicyDocument policy) {
    Set<String> mentioned = new LinkedHashSet<>();
    for (Statement statement : policy.statements()) {
      Principals principals = statement.principals();
      if (principals != null) {
        mentioned.addAll(principals.of("AWS"));
      }
      for (Condition condition : statement.conditions()) {
        if (condition.key().equalsIgnoreCase("aws:PrincipalArn")) {
          condition.values().forEach(v -> mentioned.add(v.replace('*', 'x').replace('?', 'x')));
        }
      }
    }
    mentioned.removeIf(m ->
        Arn.find(m).filter(a -> a.account().equals(key.account()) && !a.isAccountRoot()).isEmpty());
    return mentioned;
  }

  private static Decision mayChangePolicy(String caller, Use use, PolicyDocument policy) {
    return Access.of(AwsPolicyTexts.ALLOW_ALL)
        .to(new NamedPolicy("the key's policy", policy))
        .decide(
            new Request(
                caller,
                "kms:PutKeyPolicy",
                use.key().arn(),
                Contexts.on(use.key(), Contexts.stranger(Arn.parse(use.key().arn()).account()))
                    .other()));
  }
}
