package dev.cmek.shared.verify.aws;

import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.verify.Check;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.aws.KeyFacts.Metadata;
import dev.cmek.shared.verify.aws.KeyFacts.MultiRegion;
import dev.cmek.shared.verify.aws.KeyFacts.Rotation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// KMS rotates each key that it can rotate, and does so in time.
final class RotationCheck implements Check<AwsFacts> {

  /// KMS rotates during the day, not at a minute.
  private static final Duration LATE = Duration.ofDays(2);

  @Override
  public List<Finding> check(AwsFacts facts) {
    List<Finding> findings = new ArrayList<>();
    for (KeyFacts key : facts.keys()) {
      if (key.rotation().find().isEmpty() || !canRotate(key)) {
        continue;
      }
      Rotation rotation = key.rotation().find().get();
      Instant next = rotation.next();
      if (!rotation.enabled()) {
        findings.add(
            new Finding(
                FindingCode.ROTATION_OFF,
                key.arn(),
                "automatic rotation is off",
                AwsCommands.enableRotation(primary(key))));
      } else if (next != null && next.plus(LATE).isBefore(facts.now())) {
        findings.add(
            new Finding(
                FindingCode.ROTATION_OVERDUE,
                key.arn(),
                "the key should have been rotated on " + next,
                "Whoever owns the key asks AWS Support why it was not rotated"));
      }
    }
    return findings;
  }

  /// Only material that KMS made; and never while the key can't be used, which is worse anyway.
  private static boolean canRotate(KeyFacts key) {
    return key.metadata()
        .find()
        .filter(m -> m.origin().equals("AWS_KMS"))
        .filter(m -> m.spec().equals("SYMMETRIC_DEFAULT"))
        .filter(m -> m.state().equals("Enabled"))
        .isPresent();
  }

  /// The rotation of a multi-Region key is set on its primary.
  private static Arn primary(KeyFacts key) {
    MultiRegion family = key.metadata().find().map(Metadata::multiRegion).orElse(null);
    return Arn.parse(family == null ? key.arn() : family.primary());
  }
}
