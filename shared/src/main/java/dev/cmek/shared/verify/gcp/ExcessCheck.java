package dev.cmek.shared.verify.gcp;

import dev.cmek.shared.gcp.Permission;
import dev.cmek.shared.gcp.ServiceAccountEmail;
import dev.cmek.shared.verify.Check;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.gcp.GcpFacts.Use;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The account may use exactly the cluster's keys, and do nothing else.
final class ExcessCheck implements Check<GcpFacts> {

  @Override
  public List<Finding> check(GcpFacts facts) {
    List<Finding> findings = new ArrayList<>();
    for (AccountFacts account : facts.accounts()) {
      Gathered gathered = new Gathered(account.email());
      for (Held held : held(account, facts)) {
        code(held, facts).ifPresent(code -> gathered.add(code, held));
      }
      List<String> exact =
          facts.uses().stream()
              .filter(use -> use.account().equals(account))
              .flatMap(use -> new KeyAccess(use, facts).exact().stream())
              .toList();
      findings.addAll(gathered.findings(exact));
    }
    return findings;
  }

  /// What the account holds on its keys and on what they and it inherit from, each once.
  private static Set<Held> held(AccountFacts account, GcpFacts facts) {
    Stream<Held> onKeys =
        facts.uses().stream()
            .filter(use -> use.account().equals(account))
            .map(Use::key)
            .flatMap(key -> Held.on(key, facts).stream());
    Stream<Held> onItsProject =
        ServiceAccountEmail.find(account.email()).stream()
            .flatMap(email -> Held.on(account, email, facts).stream())
            .filter(held -> held.is(Held.Level.PROJECT));
    Set<Held> held = new LinkedHashSet<>();
    Stream.concat(onKeys, onItsProject)
        .filter(one -> one.grant().member().equals("serviceAccount:" + account.email()))
        .forEach(held::add);
    return held;
  }

  private static Optional<FindingCode> code(Held held, GcpFacts facts) {
    boolean tolerated = KeyRoles.isTolerated(held.grant().role(), facts);
    if (held.isDirect()) {
      return tolerated ? Optional.empty() : Optional.of(FindingCode.ACCOUNT_OTHER_ROLES);
    }
    return Optional.of(
        held.allowsAny(Permission.OF_KEYS, facts)
            ? FindingCode.ACCOUNT_OTHER_KEYS
            : FindingCode.ACCOUNT_OTHER_ROLES);
  }
}
