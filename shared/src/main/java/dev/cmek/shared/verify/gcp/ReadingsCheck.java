package dev.cmek.shared.verify.gcp;

import dev.cmek.shared.verify.Check;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.Reading;
import dev.cmek.shared.verify.Unread;
import java.util.ArrayList;
import java.util.List;

/// Everything could be read: what could not is never taken for fine. The troubleshooter's opinion
/// is a second one, and nobody has to have it.
final class ReadingsCheck implements Check<GcpFacts> {

  private static final Unread UNREAD =
      new Unread(
          "to the service account of the function that verifies, and look for a deny policy, an"
              + " organization policy or a service perimeter in the way",
          "IAM and Cloud KMS in that location");

  @Override
  public List<Finding> check(GcpFacts facts) {
    List<Finding> findings = new ArrayList<>();
    for (AccountFacts account : facts.accounts()) {
      UNREAD.find(account.email(), account.identity()).ifPresent(findings::add);
      UNREAD.find(account.email(), account.policy()).ifPresent(findings::add);
      if (isThere(account.identity()) && isAbsent(account.policy())) {
        findings.add(UNREAD.vanished(account.email()));
      }
    }
    for (KeyFacts key : facts.keys()) {
      String name = key.name().toString();
      for (Reading<?> reading :
          List.of(key.metadata(), key.versions(), key.policy(), key.ringPolicy())) {
        UNREAD.find(name, reading).ifPresent(findings::add);
      }
      if (isThere(key.metadata())
          && (isAbsent(key.versions()) || isAbsent(key.policy()) || isAbsent(key.ringPolicy()))) {
        findings.add(UNREAD.vanished(name));
      }
    }
    facts
        .projects()
        .forEach((id, policy) -> UNREAD.find("projects/" + id, policy).ifPresent(findings::add));
    facts.roles().forEach((name, role) -> UNREAD.find(name, role).ifPresent(findings::add));
    return findings;
  }

  private static boolean isThere(Reading<?> reading) {
    return reading instanceof Reading.Read<?>;
  }

  private static boolean isAbsent(Reading<?> reading) {
    return reading instanceof Reading.Absent<?>;
  }
}
