package dev.cmek.shared.verify.gcp;

import dev.cmek.shared.verify.Check;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.gcp.KeyFacts.Metadata;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Cloud KMS rotates each key that it can rotate, and does so in time.
final class RotationCheck implements Check<GcpFacts> {

  /// Cloud KMS rotates during the day, not at a minute.
  private static final Duration LATE = Duration.ofDays(2);

  /// What a request that names no period means.
  private static final Duration USUAL = Duration.ofDays(365);

  @Override
  public List<Finding> check(GcpFacts facts) {
    List<Finding> findings = new ArrayList<>();
    for (KeyFacts key : facts.keys()) {
      if (canRotate(key)) {
        rotation(key, key.metadata().find().orElseThrow(), facts.now(), findings);
      }
    }
    return findings;
  }

  private static void rotation(
      KeyFacts key, Metadata metadata, Instant now, List<Finding> findings) {
    Instant next = metadata.nextRotation();
    Duration period = metadata.rotationPeriod();
    if (next == null || period == null) {
      Duration wanted = Objects.requireNonNullElse(period, USUAL);
      findings.add(
          new Finding(
              FindingCode.ROTATION_OFF,
              key.name().toString(),
              "automatic rotation is off",
              GcloudCommands.rotate(key.name(), wanted, now.plus(wanted))));
    } else if (next.plus(LATE).isBefore(now)) {
      findings.add(
          new Finding(
              FindingCode.ROTATION_OVERDUE,
              key.name().toString(),
              "the key should have been rotated on " + next,
              "Whoever owns the key asks Google Cloud's support why it was not rotated"));
    }
  }

  /// Only material that Cloud KMS made; and never while the key can't be used, which is worse
  /// anyway.
  private static boolean canRotate(KeyFacts key) {
    return key.metadata().find().filter(m -> m.isSymmetric() && m.isMadeByKms()).isPresent()
        && key.primary().filter(version -> version.isIn("ENABLED")).isPresent();
  }
}
