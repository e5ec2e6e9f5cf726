package dev.cmek.shared.verify.gcp;

import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.gcp.CryptoKeyName;
import dev.cmek.shared.plan.Marks;
import dev.cmek.shared.verify.Check;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.Reading.Absent;
import dev.cmek.shared.verify.gcp.KeyFacts.Metadata;
import dev.cmek.shared.verify.gcp.KeyFacts.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Each key exists, is of the right kind, can encrypt, and is labelled as ours ("Key version
/// states" of the Cloud KMS documentation).
final class KeyStateCheck implements Check<GcpFacts> {

  /// The longest that Cloud KMS knows.
  private static final Duration WANTED_DELAY = Duration.ofDays(120);

  @Override
  public List<Finding> check(GcpFacts facts) {
    List<Finding> findings = new ArrayList<>();
    for (RegionKey region : facts.subject().keys()) {
      if (CryptoKeyName.find(region.uri()).isEmpty()) {
        findings.add(
            new Finding(
                FindingCode.KEY_URI_INVALID,
                region.uri(),
                region.region() + " names " + region.uri() + ", which is no name of a key",
                "Tell the Cloud API the key's name, without a version: send the onboarding event of"
                    + " the cluster again"));
      }
    }
    for (KeyFacts key : facts.keys()) {
      if (key.metadata() instanceof Absent<Metadata> _) {
        findings.add(missing(key));
      }
      key.metadata()
          .find()
          .ifPresent(metadata -> {
            kind(key, metadata).or(() -> primary(key, metadata)).ifPresent(findings::add);
            material(key, metadata).ifPresent(findings::add);
            delay(key, metadata).ifPresent(findings::add);
            labels(key, metadata, facts.expectations().keyLabels()).ifPresent(findings::add);
          });
    }
    return findings;
  }

  private static Finding missing(KeyFacts key) {
    return new Finding(
        FindingCode.KEY_MISSING,
        key.name().toString(),
        "Cloud KMS knows no key " + key.name(),
        "A key is never deleted, so the name is wrong or its project is gone: a project can be"
            + " restored for 30 days (gcloud projects undelete). If no data was ever encrypted under"
            + " it, send the onboarding event of the cluster again, which creates a key");
  }

  private static Optional<Finding> kind(KeyFacts key, Metadata metadata) {
    return metadata.isSymmetric()
        ? Optional.empty()
        : finding(
            FindingCode.KEY_WRONG_KIND,
            key,
            "the key is "
                + metadata.algorithm()
                + " for "
                + metadata.purpose()
                + "; the cluster needs GOOGLE_SYMMETRIC_ENCRYPTION for ENCRYPT_DECRYPT",
            "A key's kind can't be changed: choose another key, or send the onboarding event of the"
                + " cluster, which creates one");
  }

  private static Optional<Finding> primary(KeyFacts key, Metadata metadata) {
    if (metadata.primary() == null) {
      return noPrimary(key);
    }
    return key.primary().flatMap(version -> state(key, version));
  }

  private static Optional<Finding> noPrimary(KeyFacts key) {
    Optional<String> newest =
        key.versions().find().orElse(List.of()).stream()
            .filter(version -> version.isIn("ENABLED"))
            .map(Version::number)
            .reduce((_, later) -> later);
    return finding(
        FindingCode.KEY_UNAVAILABLE,
        key,
        "the key has no primary version, and encrypts nothing",
        newest
            .map(number -> GcloudCommands.setPrimary(key.name(), number))
            .orElse(
                "Whoever administers the key makes one of its versions usable, then makes it the"
                    + " primary one"));
  }

  private static Optional<Finding> state(KeyFacts key, Version primary) {
    String version = "its primary version " + primary.number();
    return switch (primary.state()) {
      // What is destroyed is told with the other versions: nobody can mend it.
      case "ENABLED", "DESTROYED" -> Optional.empty();
      case "DISABLED" ->
          finding(
              FindingCode.KEY_DISABLED,
              key,
              version + " is disabled",
              GcloudCommands.enableVersion(key.name(), primary.number()));
      case "DESTROY_SCHEDULED" ->
          finding(
              FindingCode.KEY_PENDING_DELETION,
              key,
              version
                  + " is to be destroyed"
                  + (primary.destroyTime() == null ? "" : " on " + primary.destroyTime())
                  + "; with it all data and backups under it are lost",
              GcloudCommands.restoreVersion(key.name(), primary.number()));
      case "PENDING_GENERATION" ->
          finding(
              FindingCode.KEY_BEING_CREATED,
              key,
              version + " is just being created",
              "Nothing: it takes seconds");
      case "PENDING_IMPORT" ->
          finding(
              FindingCode.KEY_PENDING_IMPORT,
              key,
              version + " has no material: it is just being imported",
              "Whoever holds the key material finishes the import");
      default ->
          finding(
              FindingCode.KEY_UNAVAILABLE,
              key,
              version + " is in state " + primary.state(),
              "Whoever keeps the key's material finds out why; a version that is ENABLED can be made"
                  + " the primary one");
    };
  }

  private static Optional<Finding> material(KeyFacts key, Metadata metadata) {
    return metadata.isMadeByKms()
        ? Optional.empty()
        : finding(
            FindingCode.KEY_FOREIGN_MATERIAL,
            key,
            "the key's material is "
                + (metadata.importOnly() ? "imported" : "kept outside of Google Cloud")
                + ", and Cloud KMS can't make more of it",
            "Whoever owns the key makes sure that its material is kept and stays in reach for as"
                + " long as the cluster and its backups live");
  }

  private static Optional<Finding> delay(KeyFacts key, Metadata metadata) {
    Duration delay = metadata.destroyDelay();
    return delay == null || delay.compareTo(WANTED_DELAY) >= 0
        ? Optional.empty()
        : finding(
            FindingCode.DESTROY_DELAY_SHORT,
            key,
            "a version that somebody destroys is gone for ever after "
                + delay.toDays()
                + " days instead of "
                + WANTED_DELAY.toDays(),
            "It can't be changed on a key that exists. Whoever owns the key makes sure that few may"
                + " destroy versions, or has the cluster use a new key");
  }

  private static Optional<Finding> labels(
      KeyFacts key, Metadata metadata, Map<String, String> wanted) {
    Map<String, String> missing = Marks.missing(metadata.labels(), wanted);
    return missing.isEmpty()
        ? Optional.empty()
        : finding(
            FindingCode.OWNER_TAGS_MISSING,
            key,
            "the key lacks the labels " + missing,
            GcloudCommands.label(key.name(), missing));
  }

  private static Optional<Finding> finding(
      FindingCode code, KeyFacts key, String message, String remedy) {
    return Optional.of(new Finding(code, key.name().toString(), message, remedy));
  }
}
