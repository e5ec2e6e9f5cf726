package dev.cmek.shared.verify.aws;

import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.verify.Shell;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Commands of the AWS CLI, to be pasted as they are.
final class AwsCommands {

  private AwsCommands() {}

  static String setTrust(Arn role, PolicyDocument trust) {
    return iam("update-assume-role-policy", role) + " --policy-document " + json(trust);
  }

  static String createRole(
      Arn role, PolicyDocument trust, @Nullable String boundaryArn, Map<String, String> tags) {
    String path = role.resource().substring("role".length(), role.resource().lastIndexOf('/') + 1);
    return iam("create-role", role)
        + " --path "
        + Shell.quote(path)
        + " --assume-role-policy-document "
        + json(trust)
        + (boundaryArn == null ? "" : " --permissions-boundary " + Shell.quote(boundaryArn))
        + (tags.isEmpty() ? "" : " --tags" + tags(tags, "Key", "Value"));
  }

  static String setBoundary(Arn role, String boundaryArn) {
    return iam("put-role-permissions-boundary", role)
        + " --permissions-boundary "
        + Shell.quote(boundaryArn);
  }

  static String putInline(Arn role, String name, PolicyDocument policy) {
    return iam("put-role-policy", role)
        + " --policy-name "
        + Shell.quote(name)
        + " --policy-document "
        + json(policy);
  }

  static String deleteInline(Arn role, String name) {
    return iam("delete-role-policy", role) + " --policy-name " + Shell.quote(name);
  }

  static String detach(Arn role, String policyArn) {
    return iam("detach-role-policy", role) + " --policy-arn " + Shell.quote(policyArn);
  }

  static String tagRole(Arn role, Map<String, String> tags) {
    return iam("tag-role", role) + " --tags" + tags(tags, "Key", "Value");
  }

  static String putKeyPolicy(Arn key, PolicyDocument policy) {
    return kms("put-key-policy", key) + " --policy-name default --policy " + json(policy);
  }

  static String enableKey(Arn key) {
    return kms("enable-key", key);
  }

  static String cancelDeletion(Arn key) {
    return kms("cancel-key-deletion", key);
  }

  static String enableRotation(Arn key) {
    return kms("enable-key-rotation", key);
  }

  static String revokeGrant(Arn key, String grantId) {
    return kms("revoke-grant", key) + " --grant-id " + Shell.quote(grantId);
  }

  static String tagKey(Arn key, Map<String, String> tags) {
    return kms("tag-resource", key) + " --tags" + tags(tags, "TagKey", "TagValue");
  }

  private static String iam(String command, Arn role) {
    return "aws iam " + command + " --role-name " + Shell.quote(role.name());
  }

  private static String kms(String command, Arn key) {
    return "aws kms "
        + command
        + " --region "
        + Shell.quote(key.region())
        + " --key-id "
        + Shell.quote(key.toString());
  }

  private static String json(PolicyDocument policy) {
    return Shell.quote(policy.json());
  }

  /// As JSON, because the CLI's short form knows no commas in values.
  private static String tags(Map<String, String> tags, String key, String value) {
    List<Map<String, String>> list =
        new TreeMap<>(tags)
            .entrySet().stream()
                .map(tag -> new TreeMap<>(Map.of(key, tag.getKey(), value, tag.getValue())))
                .<Map<String, String>>map(tag -> tag)
                .toList();
    return " " + Shell.quote(Payloads.writeString(list));
  }
}
