package dev.cmek.shared.verify.aws;

import dev.cmek.shared.verify.Check;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.Reading;
import dev.cmek.shared.verify.Reading.Denied;
import dev.cmek.shared.verify.Reading.Unreachable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Everything could be read: what could not is never taken for fine.
final class ReadingsCheck implements Check<AwsFacts> {

  @Override
  public List<Finding> check(AwsFacts facts) {
    List<Finding> findings = new ArrayList<>();
    for (RoleFacts role : facts.roles()) {
      for (Reading<?> reading :
          List.of(role.identity(), role.inline(), role.attached(), role.boundary())) {
        unread(role.arn(), reading).ifPresent(findings::add);
      }
      if (hasVanished(role)) {
        findings.add(vanished(role.arn()));
      }
    }
    for (KeyFacts key : facts.keys()) {
      for (Reading<?> reading :
          List.of(key.metadata(), key.policy(), key.grants(), key.rotation(), key.tags())) {
        unread(key.arn(), reading).ifPresent(findings::add);
      }
      if (isThere(key.metadata()) && isAbsent(key.policy())) {
        findings.add(vanished(key.arn()));
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

  private static Finding vanished(String object) {
    return unreachable(object, "a policy of it vanished while it was looked at");
  }

  private static Optional<Finding> unread(String object, Reading<?> reading) {
    return switch (reading) {
      case Reading.Read<?> _, Reading.Absent<?> _ -> Optional.empty();
      case Denied<?>(String action) ->
          Optional.of(
              new Finding(
                  FindingCode.FACT_DENIED,
                  object,
                  "verification may not " + action + " on " + object,
                  "Allow "
                      + action
                      + " on "
                      + object
                      + " in the role of the function that verifies, and look for a deny in"
                      + " organization policies and in the key's policy"));
      case Unreachable<?>(String cause) -> Optional.of(unreachable(object, cause));
    };
  }

  private static Finding unreachable(String object, String cause) {
    return new Finding(
        FindingCode.FACT_UNREACHABLE,
        object,
        "something about " + object + " could not be read: " + cause,
        "Nothing, unless it lasts: then look at the state of IAM and KMS in that region");
  }
}
