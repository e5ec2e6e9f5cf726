package dev.cmek.shared.verify.gcp;

import dev.cmek.shared.gcp.Member;
import dev.cmek.shared.gcp.Permission;
import dev.cmek.shared.verify.Check;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Nobody who does not belong there may use a key, neither by its own policy nor by its ring's or
/// its project's.
///
/// People who administer the project, and could grant themselves anything, are no finding.
final class KeyOthersCheck implements Check<GcpFacts> {

  @Override
  public List<Finding> check(GcpFacts facts) {
    List<Finding> findings = new ArrayList<>();
    for (KeyFacts key : facts.keys()) {
      Gathered gathered = new Gathered(key.name().toString());
      for (Held held : Held.on(key, facts)) {
        code(held, facts).ifPresent(code -> gathered.add(code, held));
      }
      findings.addAll(gathered.findings(exact(key, facts)));
    }
    return findings;
  }

  private static Optional<FindingCode> code(Held held, GcpFacts facts) {
    boolean uses = held.allowsAny(Permission.OF_KEYS, facts);
    if (held.isEveryone()) {
      return uses || !held.is(Held.Level.PROJECT)
          ? Optional.of(FindingCode.KEY_OPEN_TO_EVERYONE)
          : Optional.empty();
    }
    if (!uses || held.isOurs(facts)) {
      return Optional.empty();
    }
    if (held.member().isDeleted()) {
      return held.is(Held.Level.PROJECT) || isMissed(held.member(), facts)
          ? Optional.empty()
          : Optional.of(FindingCode.KEY_DEAD_PRINCIPAL);
    }
    return Optional.of(FindingCode.KEY_OPEN_TO_OTHERS);
  }

  /// The cluster's own account, deleted: its grants come back with it.
  private static boolean isMissed(Member member, GcpFacts facts) {
    return member
        .deletedAccount()
        .map(Member.Deleted::email)
        .filter(email ->
            facts.accounts().stream()
                .anyMatch(account -> account.isMissing() && account.email().equals(email)))
        .isPresent();
  }

  /// What has to be granted first, should the cluster live by a grant to everybody.
  private static List<String> exact(KeyFacts key, GcpFacts facts) {
    return facts.uses().stream()
        .filter(use -> use.key().equals(key) && !use.account().isMissing())
        .flatMap(use -> new KeyAccess(use, facts).exact().stream())
        .toList();
  }
}
