package dev.cmek.shared.verify.aws;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.verify.ShellWords;
import dev.cmek.shared.verify.aws.KeyFacts.Rotation;
import dev.cmek.shared.verify.aws.SetUp.KeySetUp;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Runs commands of the AWS CLI on a [SetUp], as strictly as a shell and the CLI would.
final class AwsCli {

  private final SetUp setUp;

  AwsCli(SetUp setUp) {
    this.setUp = setUp;
  }

  void run(String line) {
    List<String> command = new ArrayList<>();
    for (String word : ShellWords.of(line)) {
      if (word.equals("&&")) {
        runOne(command);
        command.clear();
      } else {
        command.add(word);
      }
    }
    runOne(command);
  }

  private void runOne(List<String> words) {
    if (!words.getFirst().equals("aws")) {
      throw new AssertionError("no command of the AWS CLI: " + words);
    }
    String command = words.get(1) + " " + words.get(2);
    Map<String, String> options = new HashMap<>();
    for (int i = 3; i < words.size(); i += 2) {
      if (!words.get(i).startsWith("--") || options.put(words.get(i), words.get(i + 1)) != null) {
        throw new AssertionError("unexpected " + words.get(i) + " in " + words);
      }
    }
    if (words.get(1).equals("iam")) {
      if (!take(options, "--role-name").equals(Arn.parse(setUp.roleArn()).name())) {
        throw new AssertionError("another role in " + words);
      }
      iam(command, options);
    } else {
      Arn key = Arn.parse(take(options, "--key-id"));
      if (!take(options, "--region").equals(key.region())) {
        throw new AssertionError("another region in " + words);
      }
      kms(command, options, setUp.keyAt(key));
    }
    if (!options.isEmpty()) {
      throw new AssertionError("options left over: " + options.keySet());
    }
  }

  private void iam(String command, Map<String, String> options) {
    SetUp _ =
        switch (command) {
          case "iam update-assume-role-policy" ->
              setUp.trustDocument(take(options, "--policy-document"));
          case "iam put-role-permissions-boundary" ->
              setUp.boundaryArn(take(options, "--permissions-boundary")).boundary(SetUp.BOUNDARY);
          case "iam put-role-policy" ->
              setUp.inlineDocument(
                  take(options, "--policy-name"), take(options, "--policy-document"));
          case "iam delete-role-policy" -> setUp.noInline(take(options, "--policy-name"));
          case "iam detach-role-policy" -> setUp.detached(take(options, "--policy-arn"));
          case "iam create-role" ->
              setUp
                  .created(take(options, "--path"))
                  .trustDocument(take(options, "--assume-role-policy-document"))
                  .boundaryArn(take(options, "--permissions-boundary"))
                  .roleTags(tags(take(options, "--tags"), "Key", "Value"));
          case "iam tag-role" -> setUp.roleTags(tags(take(options, "--tags"), "Key", "Value"));
          default -> throw new AssertionError("unknown command " + command);
        };
  }

  private static void kms(String command, Map<String, String> options, KeySetUp key) {
    switch (command) {
      case "kms put-key-policy" -> {
        if (!take(options, "--policy-name").equals("default")) {
          throw new AssertionError("a key has only the policy default");
        }
        key.policy = take(options, "--policy");
        if (key.policy.contains("AROA") || key.policy.contains("AIDA")) {
          throw new AssertionError("KMS refuses a policy with a deleted principal");
        }
      }
      case "kms enable-key" -> {
        if (key.state.equals("PendingDeletion")) {
          throw new AssertionError("a key pending deletion can't be enabled");
        }
        key.state = "Enabled";
      }
      case "kms cancel-key-deletion" -> key.state = "Disabled";
      case "kms enable-key-rotation" -> key.rotation = new Rotation(true, SetUp.NOW.plusSeconds(1));
      case "kms revoke-grant" -> {
        String id = take(options, "--grant-id");
        if (!key.grants.removeIf(g -> g.id().equals(id))) {
          throw new AssertionError("no grant " + id);
        }
      }
      case "kms tag-resource" ->
          key.tags.putAll(tags(take(options, "--tags"), "TagKey", "TagValue"));
      default -> throw new AssertionError("unknown command " + command);
    }
  }

  private static Map<String, String> tags(String json, String key, String value) {
    Map<String, String> tags = new HashMap<>();
    for (JsonNode tag : Payloads.tree(json.getBytes(StandardCharsets.UTF_8))) {
      tags.put(tag.path(key).textValue(), tag.path(value).textValue());
    }
    return tags;
  }

  private static String take(Map<String, String> options, String name) {
    String value = options.remove(name);
    if (value == null) {
      throw new AssertionError("lacks " + name);
    }
    return value;
  }
}
