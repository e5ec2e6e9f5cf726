package dev.cmek.shared.verify.gcp;

import dev.cmek.shared.gcp.CryptoKeyName;
import dev.cmek.shared.gcp.IamPolicy;
import dev.cmek.shared.gcp.IamPolicy.Grant;
import dev.cmek.shared.gcp.ServiceAccountEmail;
import dev.cmek.shared.verify.ShellWords;
import dev.cmek.shared.verify.gcp.SetUp.KeySetUp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A shell with a Google Cloud CLI that works on a [SetUp]: strict about what the real one refuses.
final class Gcloud {

  private final SetUp setUp;

  Gcloud(SetUp setUp) {
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
    List<String> names = words.stream().filter(word -> !word.startsWith("--")).toList();
    Map<String, String> options = new HashMap<>();
    for (String word : words) {
      if (word.startsWith("--")) {
        String[] parts = word.split("=", 2);
        if (options.put(parts[0], parts.length == 2 ? parts[1] : "") != null) {
          throw new AssertionError("said twice: " + word);
        }
      }
    }
    String command = String.join(" ", names.subList(0, names.size() - 1));
    run(command, names.getLast(), options);
    if (!options.isEmpty()) {
      throw new AssertionError("options left over: " + options.keySet() + " of " + words);
    }
  }

  private void run(String command, String name, Map<String, String> options) {
    switch (command) {
      case "gcloud kms keys add-iam-policy-binding" -> {
        KeySetUp key = key(name, options);
        key.policy = added(key.policy, options);
      }
      case "gcloud kms keys remove-iam-policy-binding" -> {
        KeySetUp key = key(name, options);
        key.policy = removed(key.policy, options);
      }
      case "gcloud kms keyrings remove-iam-policy-binding" -> {
        KeySetUp key = keyOf(name, "cmek", options);
        key.ring = removed(key.ring, options);
      }
      case "gcloud projects remove-iam-policy-binding" ->
          setUp.projects.computeIfPresent(name, (_, policy) -> removed(policy, options));
      case "gcloud kms keys update" -> update(key(name, options), options);
      case "gcloud kms keys versions enable" -> {
        KeySetUp key = key(take(options, "--key"), options);
        if ("DESTROY_SCHEDULED".equals(key.versions.get(name))) {
          throw new AssertionError("restore it first");
        }
        key.versions.put(name, "ENABLED");
      }
      case "gcloud kms keys versions restore" -> {
        KeySetUp key = key(take(options, "--key"), options);
        if (!"DESTROY_SCHEDULED".equals(key.versions.put(name, "DISABLED"))) {
          throw new AssertionError("nothing to restore");
        }
      }
      default -> account(command, name, options);
    }
  }

  private void account(String command, String name, Map<String, String> options) {
    if (!take(options, "--project").equals(setUp.account.project())) {
      throw new AssertionError("another project");
    }
    switch (command) {
      case "gcloud iam service-accounts create" -> {
        setUp.account = new ServiceAccountEmail(name, setUp.account.project());
        setUp.accountExists = true;
        setUp.accountPolicy = IamPolicy.EMPTY;
        setUp.description =
            options.containsKey("--description") ? take(options, "--description") : "";
        var _ = take(options, "--display-name");
      }
      case "gcloud iam service-accounts undelete" -> {
        setUp.accountExists = true;
        var _ = setUp.eachKey(key -> key.policy = undeleted(key.policy, name));
      }
      default -> {
        if (!name.equals(setUp.account.toString()) || !setUp.accountExists) {
          throw new AssertionError("no account " + name);
        }
        existing(command, options);
      }
    }
  }

  private void existing(String command, Map<String, String> options) {
    switch (command) {
      case "gcloud iam service-accounts add-iam-policy-binding" ->
          setUp.accountPolicy = added(setUp.accountPolicy, options);
      case "gcloud iam service-accounts remove-iam-policy-binding" ->
          setUp.accountPolicy = removed(setUp.accountPolicy, options);
      case "gcloud iam service-accounts enable" -> {
        setUp.accountDisabled = false;
        var _ = setUp.troubleshooterSays(Opinion.UNKNOWN);
      }
      case "gcloud iam service-accounts update" ->
          setUp.description = take(options, "--description");
      default -> throw new AssertionError("unknown command " + command);
    }
  }

  private static void update(KeySetUp key, Map<String, String> options) {
    if (options.containsKey("--primary-version")) {
      key.primary = take(options, "--primary-version");
    } else if (options.containsKey("--update-labels")) {
      for (String label : take(options, "--update-labels").split(",", -1)) {
        key.labels.put(label.split("=", 2)[0], label.split("=", 2)[1]);
      }
    } else {
      String days = take(options, "--rotation-period");
      key.rotationPeriod = Duration.ofDays(Long.parseLong(days.replace("d", "")));
      key.nextRotation = Instant.parse(take(options, "--next-rotation-time"));
    }
  }

  private static IamPolicy added(IamPolicy policy, Map<String, String> options) {
    if (!take(options, "--condition").equals("None")) {
      throw new AssertionError("a condition");
    }
    return policy.with(take(options, "--role"), take(options, "--member"));
  }

  private static IamPolicy removed(IamPolicy policy, Map<String, String> options) {
    String role = take(options, "--role");
    String member = take(options, "--member");
    var _ = take(options, "--all");
    IamPolicy narrower = policy;
    for (Grant grant : policy.grants()) {
      if (grant.role().equals(role) && grant.member().equals(member)) {
        narrower = narrower.without(grant);
      }
    }
    if (narrower.equals(policy)) {
      throw new AssertionError("policy binding with the specified member and role not found");
    }
    return narrower;
  }

  private static IamPolicy undeleted(IamPolicy policy, String uid) {
    IamPolicy undeleted = policy;
    for (Grant grant : policy.grants()) {
      if (grant.member().endsWith("?uid=" + uid)) {
        String member = grant.member().replace("deleted:", "").replace("?uid=" + uid, "");
        undeleted = undeleted.without(grant).with(grant.role(), member);
      }
    }
    return undeleted;
  }

  private KeySetUp key(String name, Map<String, String> options) {
    return keyOf(take(options, "--keyring"), name, options);
  }

  private KeySetUp keyOf(String ring, String name, Map<String, String> options) {
    CryptoKeyName key =
        new CryptoKeyName(take(options, "--project"), take(options, "--location"), ring, name);
    KeySetUp found = setUp.keys.get(key);
    if (found == null) {
      throw new AssertionError("no key " + key);
    }
    return found;
  }

  private static String take(Map<String, String> options, String name) {
    String value = options.remove(name);
    if (value == null) {
      throw new AssertionError("missing " + name);
    }
    return value;
  }
}
