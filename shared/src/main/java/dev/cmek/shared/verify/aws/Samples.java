package dev.cmek.shared.verify.aws;

import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.Patterns;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.iam.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/// Requests to try policies with. Nobody can list all actions of AWS; but whatever a policy allows
/// beyond what it should, one of these is allowed too.
final class Samples {

  /// One of each kind that would hurt, for statements that name no action or only wildcards.
  private static final List<String> ELSEWHERE =
      List.of(
          "iam:CreateUser",
          "iam:PassRole",
          "iam:PutRolePolicy",
          "iam:DeleteRolePermissionsBoundary",
          "sts:AssumeRole",
          "s3:GetObject",
          "s3:PutObject",
          "ec2:RunInstances",
          "lambda:InvokeFunction",
          "secretsmanager:GetSecretValue",
          "ssm:GetParameter",
          "dynamodb:GetItem",
          "logs:PutLogEvents",
          "cloudtrail:StopLogging");

  /// A key that no cluster has.
  private static final String OTHER_KEY = "key/00000000-0000-0000-0000-000000000000";

  private static final int SHOWN = 5;

  private Samples() {}

  /// Part of what the vendor asks for.
  static boolean isTolerated(String action) {
    return KmsActions.TOLERATED.contains(action.toLowerCase(Locale.ROOT));
  }

  /// Actions of which the policy may allow some.
  static List<String> actions(PolicyDocument policy) {
    Set<String> actions = new LinkedHashSet<>();
    for (Statement statement : policy.statements()) {
      Patterns patterns = statement.actions();
      if (statement.allows() && patterns != null && !patterns.negated()) {
        patterns.values().forEach(pattern -> actions.addAll(filled(pattern)));
      }
    }
    Stream.of(
            KmsActions.NEEDED,
            KmsActions.CHANGING,
            KmsActions.READING,
            KmsActions.GENERAL,
            ELSEWHERE)
        .forEach(actions::addAll);
    return List.copyOf(actions);
  }

  /// Actions of services other than KMS are made up from a pattern; those of KMS are all known.
  private static List<String> filled(String pattern) {
    String lower = pattern.toLowerCase(Locale.ROOT);
    boolean wild = lower.indexOf('*') >= 0 || lower.indexOf('?') >= 0;
    if (wild && (lower.startsWith("kms:") || lower.indexOf(':') < 0)) {
      return List.of();
    }
    return wild ? List.of(fill(pattern, ""), fill(pattern, "X")) : List.of(pattern);
  }

  /// Resources of which the policy may cover some: the keys, others' keys, and whatever its
  /// statements name.
  static List<String> resources(PolicyDocument policy, List<String> keys) {
    Set<String> resources = new LinkedHashSet<>(keys);
    resources.add("*");
    resources.addAll(named(policy));
    resources.addAll(otherKeys(policy, keys));
    return List.copyOf(resources);
  }

  /// Keys that are none of these, of which the policy may cover some.
  static List<String> otherKeys(PolicyDocument policy, List<String> keys) {
    Set<String> ids = new LinkedHashSet<>();
    Set<String> others = new LinkedHashSet<>();
    for (String key : keys) {
      Arn arn = Arn.parse(key);
      ids.add(arn.resource());
      others.add(
          new Arn(arn.partition(), "kms", arn.region(), arn.account(), OTHER_KEY).toString());
    }
    for (String resource : named(policy)) {
      AwsFacts.keyArn(resource).map(Arn::toString).ifPresent(others::add);
    }
    others.removeIf(other -> ids.contains(Arn.parse(other).resource()));
    return List.copyOf(others);
  }

  private static List<String> named(PolicyDocument policy) {
    List<String> named = new ArrayList<>();
    for (Statement statement : policy.statements()) {
      Patterns resources = statement.resources();
      if (statement.allows() && resources != null && !resources.negated()) {
        resources.values().forEach(pattern -> named.add(fill(pattern, "x")));
      }
    }
    return named;
  }

  private static String fill(String pattern, String filling) {
    return pattern.replace("*", filling).replace("?", "x");
  }

  /// A few of them, and how many more.
  static String list(List<String> all) {
    String shown = String.join(", ", all.subList(0, Math.min(SHOWN, all.size())));
    return all.size() <= SHOWN ? shown : shown + " and " + (all.size() - SHOWN) + " more";
  }
}
