package dev.cmek.shared.verify.gcp;

import dev.cmek.shared.gcp.Member;
import dev.cmek.shared.gcp.ServiceAccountEmail;
import dev.cmek.shared.verify.Check;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.gcp.AccountFacts.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The service account is there, can be used, and is described as ours.
final class AccountCheck implements Check<GcpFacts> {

  @Override
  public List<Finding> check(GcpFacts facts) {
    List<Finding> findings = new ArrayList<>();
    for (AccountFacts account : facts.accounts()) {
      Optional<ServiceAccountEmail> email = ServiceAccountEmail.find(account.email());
      if (email.isEmpty()) {
        findings.add(noAccount(account));
        continue;
      }
      if (account.isMissing()) {
        findings.add(missing(account, email.get(), facts));
      }
      account
          .identity()
          .find()
          .ifPresent(identity -> look(account, email.get(), identity, facts, findings));
    }
    return findings;
  }

  private static Finding noAccount(AccountFacts account) {
    return new Finding(
        FindingCode.ACCOUNT_MISSING,
        account.email(),
        account.email() + " is no email of a service account",
        "Tell the Cloud API the email of a service account: send the onboarding event of the"
            + " cluster again");
  }

  /// A deleted account is known by its unique id, and policies keep that.
  private static Finding missing(AccountFacts account, ServiceAccountEmail email, GcpFacts facts) {
    Optional<String> uid =
        facts.keysOf(account).stream()
            .flatMap(key -> Held.on(key, facts).stream())
            .flatMap(held -> held.member().deletedAccount().stream())
            .filter(deleted -> deleted.email().equals(account.email()))
            .map(Member.Deleted::uid)
            .findFirst();
    return new Finding(
        FindingCode.ACCOUNT_MISSING,
        account.email(),
        "service account "
            + account.email()
            + (uid.isPresent() ? " was deleted" : " does not exist"),
        uid.map(id -> GcloudCommands.undeleteAccount(email, id))
            .orElseGet(() -> anew(account, email, facts)));
  }

  private static String anew(AccountFacts account, ServiceAccountEmail email, GcpFacts facts) {
    return GcloudCommands.chain(
        Stream.concat(
                Stream.of(
                    GcloudCommands.createAccount(email, facts.expectations().accountDescription()),
                    GcloudCommands.letAct(email, facts.vendor())),
                facts.keysOf(account).stream()
                    .map(key -> GcloudCommands.letUse(key.name(), account.email())))
            .toList());
  }

  private static void look(
      AccountFacts account,
      ServiceAccountEmail email,
      Identity identity,
      GcpFacts facts,
      List<Finding> findings) {
    if (identity.disabled()) {
      findings.add(
          new Finding(
              FindingCode.ACCOUNT_DISABLED,
              account.email(),
              "the service account is disabled",
              GcloudCommands.enableAccount(email)));
    }
    String wanted = facts.expectations().accountDescription();
    if (wanted != null && !wanted.equals(identity.description())) {
      findings.add(
          new Finding(
              FindingCode.OWNER_TAGS_MISSING,
              account.email(),
              "the service account is described as \""
                  + identity.description()
                  + "\" instead of \""
                  + wanted
                  + "\"",
              GcloudCommands.describeAccount(email, wanted)));
    }
    facts.keysOf(account).stream()
        .filter(key -> !key.name().project().equals(email.project()))
        .findFirst()
        .ifPresent(key ->
            findings.add(
                new Finding(
                    FindingCode.ACCOUNT_OTHER_PROJECT,
                    account.email(),
                    "the service account is in project "
                        + email.project()
                        + ", its key "
                        + key.name()
                        + " in another: whoever administers the account's project can use the"
                        + " key",
                    "If it is no choice of yours: have the cluster use an account of the key's"
                        + " project, which the onboarding event of the cluster makes")));
  }
}
