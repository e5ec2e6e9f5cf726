package dev.cmek.shared.verify.gcp;

import dev.cmek.shared.verify.Check;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.Reading;
import dev.cmek.shared.verify.Reading.Denied;
import dev.cmek.shared.verify.Reading.Unreachable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Everything could be read: what could not is never taken for fine. The troubleshooter's opinion
/// is a second one, and nobody has to have it.
final class ReadingsCheck implements Check<GcpFacts> {

  @Override
  public List<Finding> check(GcpFacts facts) {
    List<Finding> findings = new ArrayList<>();
    for (AccountFacts account : facts.accounts()) {
      unread(account.email(), account.identity()).ifPresent(findings::add);
      unread(account.email(), account.policy()).ifPresent(findings::add);
      if (isThere(account.identity()) && isAbsent(account.policy())) {
        findings.add(vanished(account.email()));
      }
    }
    for (KeyFacts key : facts.keys()) {
      String name = key.name().toString();
      for (Reading<?> reading :
          List.of(key.metadata(), key.versions(), key.policy(), key.ringPolicy())) {
        unread(name, reading).ifPresent(findings::add);
      }
      if (isThere(key.metadata())
          && (isAbsent(key.versions()) || isAbsent(key.policy()) || isAbsent(key.ringPolicy()))) {
        findings.add(vanished(name));
      }
    }
    facts
        .projects()
        .forEach((id, policy) -> unread("projects/" + id, policy).ifPresent(findings::add));
    facts.roles().forEach((name, role) -> unread(name, role).ifPresent(findings::add));
    return findings;
  }

  private static boolean isThere(Reading<?> reading) {
    return reading instanceof Reading.Read<?>;
  }

  private static boolean isAbsent(Reading<?> reading) {
    return reading instanceof Reading.Absent<?>;
  }

  private static Finding vanished(String object) {
    return unreachable(object, "something of it vanished while it was looked at");
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
                      + " to the service account of the function that verifies, and look for a deny"
                      + " policy, an organization policy or a service perimeter in the way"));
      case Unreachable<?>(String cause) -> Optional.of(unreachable(object, cause));
    };
  }

  private static Finding unreachable(String object, String cause) {
    return new Finding(
        FindingCode.FACT_UNREACHABLE,
        object,
        "something about " + object + " could not be read: " + cause,
        "Nothing, unless it lasts: then look at the state of IAM and Cloud KMS in that location");
  }
}
