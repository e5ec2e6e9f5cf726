package dev.cmek.shared.verify.aws;

import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.verify.Check;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.Reading.Absent;
import dev.cmek.shared.verify.aws.KeyFacts.Metadata;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Each key exists, is of the right kind, can be used, and is tagged as ours ("Key states of AWS
/// KMS keys" of the KMS developer guide).
final class KeyStateCheck implements Check<AwsFacts> {

  @Override
  public List<Finding> check(AwsFacts facts) {
    List<Finding> findings = new ArrayList<>();
    for (RegionKey region : facts.subject().keys()) {
      if (AwsFacts.keyArn(region.uri()).isEmpty()) {
        findings.add(
            new Finding(
                FindingCode.KEY_URI_INVALID,
                region.uri(),
                region.region() + " names " + region.uri() + ", which is no ARN of a key",
                "Tell the Cloud API the key's ARN, no alias: send the onboarding event of the"
                    + " cluster again"));
      }
    }
    for (KeyFacts key : facts.keys()) {
      if (key.metadata() instanceof Absent<Metadata> _) {
        findings.add(missing(key));
      }
      key.metadata()
          .find()
          .ifPresent(metadata -> {
            state(key, metadata).ifPresent(findings::add);
            kind(key, metadata).ifPresent(findings::add);
            material(key, metadata).ifPresent(findings::add);
          });
      tags(key, facts.expectations().ownerTags()).ifPresent(findings::add);
    }
    return findings;
  }

  private static Finding missing(KeyFacts key) {
    return new Finding(
        FindingCode.KEY_MISSING,
        key.arn(),
        "KMS knows no key " + key.arn(),
        "A deleted key does not come back. If data was ever encrypted under it, stop here and ask"
            + " the vendor's support; else send the onboarding event of the cluster again, which"
            + " creates a key");
  }

  private static Optional<Finding> state(KeyFacts key, Metadata metadata) {
    Arn arn = Arn.parse(key.arn());
    String enable = AwsCommands.enableKey(arn);
    String cancel = AwsCommands.cancelDeletion(arn) + " && " + enable;
    return switch (metadata.state()) {
      // An updating key is a multi-Region key that can be used meanwhile.
      case "Enabled", "Updating" -> Optional.empty();
      case "Disabled" -> finding(FindingCode.KEY_DISABLED, key, "the key is disabled", enable);
      case "PendingDeletion" ->
          finding(
              FindingCode.KEY_PENDING_DELETION,
              key,
              "the key is to be deleted"
                  + (metadata.deletionDate() == null ? "" : " on " + metadata.deletionDate())
                  + "; with it all data and backups under it are lost",
              cancel);
      case "PendingReplicaDeletion" ->
          finding(
              FindingCode.KEY_PENDING_DELETION,
              key,
              "the key is to be deleted as soon as its replicas are",
              cancel);
      case "PendingImport" ->
          finding(
              FindingCode.KEY_PENDING_IMPORT,
              key,
              "the key has no material: it expired or was deleted, or was never imported",
              "Whoever holds the key material imports the same material again (aws kms"
                  + " get-parameters-for-import, then import-key-material)");
      case "Creating" ->
          finding(
              FindingCode.KEY_BEING_CREATED,
              key,
              "the key is just being created",
              "Nothing: it takes seconds");
      default ->
          finding(
              FindingCode.KEY_UNAVAILABLE,
              key,
              "the key is in state " + metadata.state(),
              "Whoever keeps the key's store brings it back; why it does not answer is shown by: aws kms"
                  + " describe-custom-key-stores --region "
                  + arn.region());
    };
  }

  private static Optional<Finding> kind(KeyFacts key, Metadata metadata) {
    if (key.isOfAws()) {
      return finding(
          FindingCode.KEY_OF_AWS,
          key,
          "the key is managed by AWS: its policy can't be changed",
          "Choose a key of your own: send the onboarding event of the cluster, which creates one");
    }
    if (metadata.spec().equals("SYMMETRIC_DEFAULT") && metadata.usage().equals("ENCRYPT_DECRYPT")) {
      return Optional.empty();
    }
    return finding(
        FindingCode.KEY_WRONG_KIND,
        key,
        "the key is "
            + metadata.spec()
            + " for "
            + metadata.usage()
            + "; the cluster needs SYMMETRIC_DEFAULT for ENCRYPT_DECRYPT",
        "A key's kind can't be changed: choose another key, or send the onboarding event of the"
            + " cluster, which creates one");
  }

  private static Optional<Finding> material(KeyFacts key, Metadata metadata) {
    return metadata.origin().equals("AWS_KMS")
        ? Optional.empty()
        : finding(
            FindingCode.KEY_FOREIGN_MATERIAL,
            key,
            "the key's material is from " + metadata.origin() + ", which KMS can't restore",
            "Whoever owns the key makes sure that its material is kept, does not expire and stays"
                + " in reach for as long as the cluster and its backups live");
  }

  private static Optional<Finding> tags(KeyFacts key, Map<String, String> wanted) {
    Map<String, String> missing = new HashMap<>(wanted);
    if (key.tags().find().isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> actual = key.tags().find().get();
    missing.entrySet().removeIf(t -> t.getValue().equals(actual.get(t.getKey())));
    return missing.isEmpty()
        ? Optional.empty()
        : finding(
            FindingCode.OWNER_TAGS_MISSING,
            key,
            "the key lacks the tags " + missing,
            AwsCommands.tagKey(Arn.parse(key.arn()), missing));
  }

  private static Optional<Finding> finding(
      FindingCode code, KeyFacts key, String message, String remedy) {
    return Optional.of(new Finding(code, key.arn(), message, remedy));
  }
}
