package dev.cmek.gcp.account;

import dev.cmek.gcp.plan.GcpNaming;
import dev.cmek.gcp.plan.Labels;
import dev.cmek.shared.gcp.GcpVendor;
import dev.cmek.shared.gcp.IamPolicy;
import dev.cmek.shared.gcp.Role;
import dev.cmek.shared.gcp.ServiceAccountEmail;
import dev.cmek.shared.plan.Principal;
import dev.cmek.shared.plan.Repair;
import dev.cmek.shared.plan.Target;
import dev.cmek.shared.state.Documents;
import dev.cmek.shared.state.Memory;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Outcome.NotYet;
import dev.cmek.shared.step.Outcome.Refused;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Run;
import dev.cmek.shared.step.Step;
import dev.cmek.shared.step.StepInput;
import dev.cmek.shared.step.StepResult;
import dev.cmek.shared.step.Stop;
import dev.cmek.shared.step.Write;
import dev.cmek.shared.verify.Shell;
import dev.cmek.shared.verify.gcp.GcloudCommands;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;

/// Makes sure that the service account exists which CockroachDB Cloud acts as, and that the
/// vendor's account of this cluster may mint tokens for it. Who else may is verification's matter:
/// it takes nobody's grant away.
public final class EnsureAccount implements Step<EnsureAccount.Input, Principal> {

  /// What it reads of the workflow's object.
  public record Input(Run run, StepResult<Target> cluster) implements StepInput {}

  /// A project's id ("Creating and managing projects"); one of a domain has that before it.
  private static final Pattern PROJECT =
      Pattern.compile("([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]");

  private final Accounts accounts;
  private final Memory<AccountMarker> markers;
  private final GcpNaming naming;
  private final InstantSource clock;

  /// Keeps service accounts in the project of the keys.
  ///
  /// @param state where the markers are
  public EnsureAccount(Accounts accounts, Documents state, GcpNaming naming, InstantSource clock) {
    this.accounts = accounts;
    this.markers = new Memory<>(state, AccountMarker.class);
    this.naming = naming;
    this.clock = clock;
  }

  @Override
  public Outcome<Principal> run(Input input, Changes changes) {
    Target target = input.cluster().value();
    if (!PROJECT.matcher(target.vendorAccountId()).matches()) {
      return new Refused<>(
          Reason.WRONG_CLOUD,
          "the Cloud API names account "
              + target.vendorAccountId()
              + ", no id of a Google Cloud project",
          "Check that cluster " + target.id() + " runs on Google Cloud");
    }
    ServiceAccountEmail email = naming.account(target.plan().principal());
    Optional<Account> found = find(email, target);
    if (found.isEmpty() && target.guarded() && !input.run().repair()) {
      return changed(
          "service account " + email + " is gone",
          "For 30 days it can be brought back: " + undelete(email, target) + ". ");
    }
    Optional<Account> account = found.isPresent() ? found : create(email, input, changes);
    if (account.isEmpty()) {
      return taken(email, target, input.run());
    }
    Optional<Outcome<Principal>> unfit = unfit(account.get(), target);
    return unfit.isPresent() ? unfit.get() : granted(email, input, changes);
  }

  private Optional<Account> find(ServiceAccountEmail email, Target target) {
    try {
      return accounts.find(email);
    } catch (Stop stop) {
      // IAM denies looking at an account that one of its parts does not know yet.
      throw isYoung(target)
          ? stop.asNotYet(Reason.MISSING_RIGHT, Reason.PRINCIPAL_SPREADING)
          : stop;
    }
  }

  private Optional<Account> create(ServiceAccountEmail email, Input input, Changes changes) {
    Target target = input.cluster().value();
    Write<Optional<Account>> creation =
        accounts.create(
            new Account(email, Account.UNKNOWN_ID, Labels.description(target.id()), false));
    if (input.run().dryRun()) {
      return changes.make(creation);
    }
    String path = AccountMarker.path(target.id());
    Instant now = clock.instant();
    AccountMarker asked =
        markers.update(
            path,
            before -> new AccountMarker(now, before.map(AccountMarker::uniqueId).orElse(null)));
    Optional<Account> created = changes.make(creation);
    created.ifPresent(account -> {
      AccountMarker _ =
          markers.update(path, _ -> new AccountMarker(asked.askedAt(), account.uniqueId()));
    });
    return created;
  }

  /// Not to be found, and not to be made either.
  private Outcome<Principal> taken(ServiceAccountEmail email, Target target, Run run) {
    String message = "service account " + email + " is not to be found, but its name is taken";
    boolean young = run.startedAt().plus(AccountMarker.SPREAD_WITHIN).isAfter(clock.instant());
    return young
        ? new NotYet<>(Reason.PRINCIPAL_SPREADING, message)
        : new Refused<>(
            Reason.ACCOUNT_NOT_USABLE,
            message,
            "It was deleted less than 30 days ago. Find out by whom, then bring it back: "
                + undelete(email, target)
                + ". Then send the same event again");
  }

  private static Optional<Outcome<Principal>> unfit(Account account, Target target) {
    String wanted = Labels.description(target.id());
    if (!account.description().equals(wanted)) {
      return Optional.of(
          new Refused<>(
              Reason.ACCOUNT_OWNED_BY_OTHERS,
              "service account "
                  + account.email()
                  + " is not ours: its description is "
                  + Shell.quote(account.description()),
              "Its owner deletes it; or, if it is this system's and lost its description: "
                  + GcloudCommands.describeAccount(account.email(), wanted)
                  + ". Then send the same event again"));
    }
    if (account.disabled()) {
      return Optional.of(
          new Refused<>(
              Reason.ACCOUNT_NOT_USABLE,
              "service account " + account.email() + " is disabled",
              "Find out who disabled it and why. If it was a mistake: "
                  + GcloudCommands.enableAccount(account.email())));
    }
    return Optional.empty();
  }

  private Outcome<Principal> granted(ServiceAccountEmail email, Input input, Changes changes) {
    Target target = input.cluster().value();
    String vendor = GcpVendor.account(target.id(), target.vendorAccountId()).member();
    Optional<IamPolicy> found = findPolicy(email, target);
    if (found.isEmpty() && !input.run().dryRun()) {
      return new NotYet<>(
          Reason.PRINCIPAL_SPREADING, "service account " + email + " is not known everywhere yet");
    }
    IamPolicy policy = found.orElse(IamPolicy.EMPTY);
    if (!policy.has(Role.TOKEN_CREATOR, vendor)) {
      if (target.guarded() && !input.run().repair()) {
        return changed(
            "service account " + email + " no more grants " + Role.TOKEN_CREATOR + " to " + vendor,
            "");
      }
      grant(email, policy, vendor, changes);
    }
    return new Done<>(new Principal(email.toString(), email.id(), createdAt(target)));
  }

  private Optional<IamPolicy> findPolicy(ServiceAccountEmail email, Target target) {
    try {
      return accounts.findPolicy(email);
    } catch (Stop stop) {
      throw isYoung(target)
          ? stop.asNotYet(Reason.MISSING_RIGHT, Reason.PRINCIPAL_SPREADING)
          : stop;
    }
  }

  private void grant(ServiceAccountEmail email, IamPolicy policy, String vendor, Changes changes) {
    try {
      IamPolicy _ = changes.make(accounts.grant(email, policy, Role.TOKEN_CREATOR, vendor));
    } catch (Stop stop) {
      // The vendor makes its account for a new cluster, in its own time.
      throw stop.asNotYet(Reason.ACCOUNT_NOT_USABLE, Reason.PRINCIPAL_SPREADING);
    }
  }

  private boolean isYoung(Target target) {
    return createdAt(target).plus(AccountMarker.SPREAD_WITHIN).isAfter(clock.instant());
  }

  /// Long ago, if this system did not create it.
  private Instant createdAt(Target target) {
    return markers
        .find(AccountMarker.path(target.id()))
        .map(AccountMarker::askedAt)
        .orElse(Instant.EPOCH);
  }

  /// Only its unique id brings a deleted account back ("Undelete a service account").
  private String undelete(ServiceAccountEmail email, Target target) {
    String id =
        markers
            .find(AccountMarker.path(target.id()))
            .flatMap(marker -> Optional.ofNullable(marker.uniqueId()))
            .orElse("UNIQUE_ID_FROM_THE_AUDIT_LOG");
    return GcloudCommands.undeleteAccount(email, id);
  }

  private static Outcome<Principal> changed(String how, String first) {
    return new Refused<>(Reason.ACCESS_CHANGED_BY_OTHERS, how, first + Repair.REMEDY);
  }
}
