package dev.cmek.shared.verify.gcp;

import dev.cmek.shared.verify.Check;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.gcp.KeyFacts.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Every earlier version can still decrypt. A cluster goes on with the version that it was given
/// until it is told to wrap its store key anew, and its backups need theirs for ever; nobody but
/// the vendor knows which.
final class KeyVersionsCheck implements Check<GcpFacts> {

  @Override
  public List<Finding> check(GcpFacts facts) {
    List<Finding> findings = new ArrayList<>();
    for (KeyFacts key : facts.keys()) {
      if (key.metadata().find().filter(KeyFacts.Metadata::isSymmetric).isPresent()) {
        unusable(key).ifPresent(findings::add);
        destroyed(key).ifPresent(findings::add);
      }
    }
    return findings;
  }

  private static Optional<Finding> unusable(KeyFacts key) {
    Optional<Version> primary = key.primary();
    List<Version> versions =
        versions(key).stream()
            .filter(version -> !primary.equals(Optional.of(version)))
            .filter(version -> version.isIn("DISABLED") || version.isIn("DESTROY_SCHEDULED"))
            .toList();
    return versions.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Finding(
                FindingCode.KEY_VERSION_UNUSABLE,
                key.name().toString(),
                versions.stream().map(KeyVersionsCheck::words).collect(Collectors.joining("; "))
                    + ": what was encrypted under it can't be read",
                GcloudCommands.chain(
                    versions.stream().map(version -> command(key, version)).toList())));
  }

  private static String words(Version version) {
    String date = version.destroyTime() == null ? "" : " on " + version.destroyTime();
    return "version "
        + version.number()
        + (version.isIn("DISABLED") ? " is disabled" : " is to be destroyed" + date);
  }

  private static String command(KeyFacts key, Version version) {
    return version.isIn("DISABLED")
        ? GcloudCommands.enableVersion(key.name(), version.number())
        : GcloudCommands.restoreVersion(key.name(), version.number());
  }

  private static Optional<Finding> destroyed(KeyFacts key) {
    List<String> numbers =
        versions(key).stream()
            .filter(version -> version.isIn("DESTROYED"))
            .map(Version::number)
            .toList();
    return numbers.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Finding(
                FindingCode.KEY_VERSION_DESTROYED,
                key.name().toString(),
                "destroyed for ever, with all data and backups under it: version "
                    + String.join(", ", numbers),
                "Nobody can bring it back. Do not restart, scale or patch the cluster before the"
                    + " vendor's support has said which version it uses. If it never used this one,"
                    + " mute the finding"));
  }

  private static List<Version> versions(KeyFacts key) {
    return key.versions().find().orElse(List.of());
  }
}
