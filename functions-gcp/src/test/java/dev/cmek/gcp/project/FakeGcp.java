package dev.cmek.gcp.project;

import dev.cmek.gcp.account.FakeAccounts;
import dev.cmek.gcp.binding.FakeBindings;
import dev.cmek.gcp.key.FakeKeys;
import dev.cmek.gcp.plan.GcpNaming;
import dev.cmek.shared.gcp.IamPolicy;
import dev.cmek.shared.gcp.IamPolicy.Binding;
import dev.cmek.shared.gcp.ServiceAccountEmail;
import dev.cmek.shared.step.FakeCalls;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.UnaryOperator;

/// One project in memory: its service accounts, keys and policies, the calls that were made, and
/// the troubles that a test asks for. What other people do there is done on [#accounts], [#keys]
/// and [#bindings] by the methods that are no port's, and counts as no call.
public final class FakeGcp extends FakeCalls {

  public static final GcpNaming NAMING = new GcpNaming("keys-prod");

  private static final String DELETED = "deleted:";

  private final InstantSource clock;
  private final FakeAccounts accounts;
  private final FakeKeys keys;
  private final FakeBindings bindings;
  private Instant othersKnownFrom = Instant.MIN;
  private Duration accountsSpreadIn = Duration.ZERO;
  private int policiesWritten;

  public FakeGcp(InstantSource clock) {
    this.clock = clock;
    this.accounts = new FakeAccounts(this);
    this.keys = new FakeKeys(this);
    this.bindings = new FakeBindings(this);
  }

  public FakeAccounts accounts() {
    return accounts;
  }

  public FakeKeys keys() {
    return keys;
  }

  public FakeBindings bindings() {
    return bindings;
  }

  public InstantSource clock() {
    return clock;
  }

  /// Changes are missed by readers for that long.
  public void hideChangesFor(Duration delay) {
    accounts.hideChangesFor(delay);
    keys.hideChangesFor(delay);
    bindings.hideChangesFor(delay);
  }

  /// How long a new service account of this project can't be named in policies.
  public void accountsSpreadIn(Duration delay) {
    accountsSpreadIn = delay;
  }

  /// From when on service accounts of other projects can be named in policies.
  public void othersKnownFrom(Instant at) {
    othersKnownFrom = at;
  }

  /// What a write leaves, as IAM serves it: refused if it names who is unknown, or replaces another
  /// policy than the one that was read.
  ///
  /// @param actual what is there
  public IamPolicy written(IamPolicy actual, IamPolicy wanted, String object) {
    if (!actual.etag().equals(wanted.etag())) {
      throw Stop.notYet(
          Reason.SERVICE_UNAVAILABLE,
          "ABORTED, There were concurrent policy changes on " + object + ". Please retry");
    }
    wanted.grants().forEach(grant -> requireKnown(grant.member()));
    return changed(actual, _ -> wanted);
  }

  /// What others leave.
  public IamPolicy changed(IamPolicy actual, UnaryOperator<IamPolicy> change) {
    policiesWritten++;
    IamPolicy changed = change.apply(actual);
    return new IamPolicy(changed.version(), "etag-" + policiesWritten, changed.bindings());
  }

  /// A member who is called otherwise now.
  public static IamPolicy renamed(IamPolicy policy, String from, String to) {
    List<Binding> bindings =
        policy.bindings().stream()
            .map(b ->
                new Binding(
                    b.role(),
                    b.members().stream().map(m -> m.equals(from) ? to : m).toList(),
                    b.condition()))
            .toList();
    return new IamPolicy(policy.version(), policy.etag(), bindings);
  }

  /// How a deleted account stands in policies.
  public static String dead(ServiceAccountEmail email, String uniqueId) {
    return DELETED + email.member() + "?uid=" + uniqueId;
  }

  private void requireKnown(String member) {
    boolean known =
        ServiceAccountEmail.find(member.replaceFirst("^serviceAccount:", ""))
            .map(email ->
                email.project().equals(NAMING.project())
                    ? accounts.isKnown(email, accountsSpreadIn)
                    : !clock.instant().isBefore(othersKnownFrom))
            .orElse(true);
    if (!known) {
      throw Stop.refused(
          Reason.ACCOUNT_NOT_USABLE,
          "INVALID_ARGUMENT, Service account " + member + " does not exist.",
          "Find out who deleted it");
    }
  }
}
