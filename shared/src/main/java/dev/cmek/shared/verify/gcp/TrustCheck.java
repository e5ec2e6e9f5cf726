package dev.cmek.shared.verify.gcp;

import dev.cmek.shared.gcp.Permission;
import dev.cmek.shared.gcp.Role;
import dev.cmek.shared.gcp.ServiceAccountEmail;
import dev.cmek.shared.verify.Check;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.gcp.Judgement.Allowed;
import dev.cmek.shared.verify.gcp.Judgement.NotGranted;
import dev.cmek.shared.verify.gcp.Judgement.Undecided;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The vendor's account of this cluster may mint tokens for the service account, by just the role
/// for that on just this account; and nobody else may act as it.
///
/// People who administer the project, and could grant themselves anything, are no finding.
final class TrustCheck implements Check<GcpFacts> {

  @Override
  public List<Finding> check(GcpFacts facts) {
    List<Finding> findings = new ArrayList<>();
    for (AccountFacts account : facts.accounts()) {
      Optional<ServiceAccountEmail> email = ServiceAccountEmail.find(account.email());
      if (email.isPresent() && account.policy().find().isPresent()) {
        Look look = new Look(account, email.get(), facts);
        look.vendor().ifPresent(findings::add);
        findings.addAll(look.others());
      }
    }
    return findings;
  }

  /// One account's grants.
  private record Look(AccountFacts account, ServiceAccountEmail email, GcpFacts facts) {

    List<Held> held() {
      return Held.on(account, email, facts);
    }

    String vendorMember() {
      return facts.vendor().member();
    }

    Optional<Finding> vendor() {
      return switch (Judgement.of(held(), vendorMember(), Permission.GET_ACCESS_TOKEN, facts)) {
        case Allowed _ -> Optional.empty();
        case Undecided(Set<String> on) ->
            finding(
                FindingCode.TRUST_UNDECIDED,
                "whether the vendor's "
                    + vendorMember()
                    + " may act as the account depends on what can't be known beforehand: "
                    + String.join("; ", on));
        case NotGranted _ ->
            facts.project(email.project()).isKnown()
                ? finding(
                    FindingCode.TRUST_WITHOUT_VENDOR,
                    "the vendor's " + vendorMember() + " may not act as the account" + instead())
                : Optional.empty();
      };
    }

    /// Another cluster's, or of another project of the vendor: an easy mistake.
    private String instead() {
      return held().stream()
          .map(one -> one.grant().member())
          .filter(member -> member.startsWith("serviceAccount:crl-kms-user-"))
          .findFirst()
          .map(member -> "; " + member + " may")
          .orElse("");
    }

    private Optional<Finding> finding(FindingCode code, String message) {
      return Optional.of(
          new Finding(
              code, account.email(), message, GcloudCommands.letAct(email, facts.vendor())));
    }

    List<Finding> others() {
      Gathered gathered = new Gathered(account.email());
      for (Held one : held()) {
        code(one).ifPresent(code -> gathered.add(code, one));
      }
      return gathered.findings(isExact() ? List.of() : List.of(exact()));
    }

    private Optional<FindingCode> code(Held one) {
      if (one.grant().member().equals(vendorMember())) {
        boolean exact = one.isDirect() && one.grant().role().equals(Role.TOKEN_CREATOR);
        return exact ? Optional.empty() : Optional.of(FindingCode.TRUST_TOO_WIDE);
      }
      boolean itself = one.grant().member().equals(email.member());
      boolean acts =
          one.allowsAny(Permission.OF_IMPERSONATION, facts)
              || (one.isDirect() && one.allowsAny(List.of(Permission.ACT_AS), facts));
      if (itself || !acts) {
        return Optional.empty();
      }
      if (one.member().isDeleted()) {
        return one.isDirect() ? Optional.of(FindingCode.TRUST_DEAD_PRINCIPAL) : Optional.empty();
      }
      return Optional.of(FindingCode.TRUST_OPEN_TO_OTHERS);
    }

    private boolean isExact() {
      return account
          .policy()
          .find()
          .filter(policy -> policy.has(Role.TOKEN_CREATOR, vendorMember()))
          .isPresent();
    }

    private String exact() {
      return GcloudCommands.letAct(email, facts.vendor());
    }
  }
}
