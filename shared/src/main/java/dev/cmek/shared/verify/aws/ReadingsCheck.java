package dev.cmek.shared.verify.aws;

import dev.cmek.shared.verify.Check;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.Reading;
import dev.cmek.shared.verify.Unread;
import java.util.ArrayList;
import java.util.List;

/// Everything could be read: what could not is never taken for fine.
final class ReadingsCheck implements Check<AwsFacts> {

  private static final Unread UNREAD =
      new Unread(
          "in the role of the function that verifies, and look for a deny in organization policies"
              + " and in the key's policy",
          "IAM and KMS in that region");

  @Override
  public List<Finding> check(AwsFacts facts) {
    List<Finding> findings = new ArrayList<>();
    for (RoleFacts role : facts.roles()) {
      for (Reading<?> reading :
          List.of(role.identity(), role.inline(), role.attached(), role.boundary())) {
        UNREAD.find(role.arn(), reading).ifPresent(findings::add);
      }
      if (hasVanished(role)) {
        findings.add(UNREAD.vanished(role.arn()));
      }
    }
    for (KeyFacts key : facts.keys()) {
      for (Reading<?> reading :
          List.of(key.metadata(), key.policy(), key.grants(), key.rotation(), key.tags())) {
        UNREAD.find(key.arn(), reading).ifPresent(findings::add);
      }
      if (isThere(key.metadata()) && isAbsent(key.policy())) {
        findings.add(UNREAD.vanished(key.arn()));
      }
    }
    return findings;
  }

  private static boolean hasVanished(RoleFacts role) {
    boolean bounded =
        role.identity().find().filter(identity -> identity.boundaryArn() != null).isPresent();
    return isThere(role.identity())
        && (isAbsent(role.inline())
            || isAbsent(role.attached())
            || (bounded && isAbsent(role.boundary())));
  }

  private static boolean isThere(Reading<?> reading) {
    return reading instanceof Reading.Read<?>;
  }

  private static boolean isAbsent(Reading<?> reading) {
    return reading instanceof Reading.Absent<?>;
  }
}
