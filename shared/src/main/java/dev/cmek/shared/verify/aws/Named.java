package dev.cmek.shared.verify.aws;

import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.iam.Principals;
import dev.cmek.shared.iam.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// A principal that a statement of a key's policy or of a trust allows something.
///
/// @param type `AWS`, `Service`, `Federated` or `CanonicalUser`
/// @param value as written; `*` also stands for everybody but some
/// @param statement that statement
/// @param alone the policy with no other statement that allows, so that one can tell who allows
///   what
record Named(String type, String value, Statement statement, PolicyDocument alone) {

  /// Each principal of each statement that allows.
  static List<Named> in(PolicyDocument policy) {
    List<Named> named = new ArrayList<>();
    for (Statement statement : policy.statements()) {
      Principals principals = statement.principals();
      if (!statement.allows() || principals == null) {
        continue;
      }
      PolicyDocument alone = alone(policy, statement);
      if (principals.negated()) {
        named.add(new Named("AWS", "*", statement, alone));
        continue;
      }
      principals
          .byType()
          .forEach((type, values) ->
              values.forEach(v -> named.add(new Named(type, v, statement, alone))));
    }
    return named;
  }

  private static PolicyDocument alone(PolicyDocument policy, Statement statement) {
    return new PolicyDocument(
        policy.version(),
        policy.id(),
        policy.statements().stream().filter(s -> !s.allows() || s.equals(statement)).toList());
  }

  boolean isAws() {
    return type.equals("AWS");
  }

  boolean isEveryone() {
    return isAws() && value.equals("*");
  }

  boolean isDead() {
    return isAws() && Principals.isDead(value);
  }

  /// The account it is in; empty if it is in none.
  String account() {
    return Principals.isAccountNumber(value) ? value : Arn.find(value).map(Arn::account).orElse("");
  }

  /// Who would call: an account number stands for the account's root.
  String caller(String partition) {
    return Principals.isAccountNumber(value) ? Arn.accountRoot(partition, value).toString() : value;
  }

  /// The number of an account that the policy does not mention: whoever is let in from there, all
  /// are.
  static String strangerTo(PolicyDocument policy, String... others) {
    String mentioned = policy.json() + String.join(" ", others);
    return IntStream.range(0, Integer.MAX_VALUE)
        .mapToObj("%012d"::formatted)
        .filter(account -> !mentioned.contains(account))
        .findFirst()
        .orElseThrow();
  }
}
