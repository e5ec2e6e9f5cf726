package dev.cmek.gcp;

import dev.cmek.gcp.account.EnsureAccount;
import dev.cmek.gcp.binding.AttachBinding;
import dev.cmek.gcp.key.EnsureKey;
import dev.cmek.gcp.project.FakeGcp;
import dev.cmek.shared.cluster.ManualClock;
import dev.cmek.shared.plan.Access;
import dev.cmek.shared.plan.Plan.PlannedKey;
import dev.cmek.shared.plan.Principal;
import dev.cmek.shared.plan.ProvisionedKey;
import dev.cmek.shared.request.AccessGrant;
import dev.cmek.shared.state.FakeDocuments;
import dev.cmek.shared.state.Intent;
import dev.cmek.shared.state.Intent.Choices;
import dev.cmek.shared.state.Intent.Pins;
import dev.cmek.shared.state.Intents;
import dev.cmek.shared.step.Attempts;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.StepResult;
import java.util.List;
import java.util.function.Function;

/// Takes a cluster through the steps on Google Cloud's own objects: one attempt at a step, or all
/// as the workflow does it, again after a wait and after a crash.
public final class Steps extends Attempts {

  private final FakeGcp gcp;
  private final FakeDocuments state;
  private final ManualClock clock;
  private Principal account =
      new Principal(Example.ACCOUNT.toString(), Example.ACCOUNT.id(), Example.NOW);
  private List<StepResult<ProvisionedKey>> keys = List.of();

  public Steps(
      FakeGcp gcp, FakeDocuments state, Function<Boolean, Changes> changes, ManualClock clock) {
    super(changes, clock);
    this.gcp = gcp;
    this.state = state;
    this.clock = clock;
  }

  /// All steps, each until it is done.
  public Access provision(Example example) {
    provisionKeys(example);
    return done(() -> attachBinding(example));
  }

  /// All steps but the last.
  public void provisionKeys(Example example) {
    account = done(() -> ensureAccount(example));
    keys =
        example.target().value().plan().keys().stream()
            .map(key -> result(done(() -> ensureKey(example, key))))
            .toList();
  }

  /// The keys of the last provisioning.
  public List<ProvisionedKey> keys() {
    return keys.stream().map(StepResult::value).toList();
  }

  public Outcome<Principal> ensureAccount(Example example) {
    return attempt(
        new EnsureAccount(gcp.accounts(), state, FakeGcp.NAMING, clock),
        new EnsureAccount.Input(example.run(), example.target()));
  }

  /// The first planned key.
  public Outcome<ProvisionedKey> ensureKey(Example example) {
    return ensureKey(example, example.target().value().plan().keys().getFirst());
  }

  public Outcome<Access> attachBinding(Example example) {
    Intents intents = new Intents(state);
    var _ = intents.ensure(Example.CLUSTER, found -> found.orElseGet(() -> intent(example)));
    return attempt(
        new AttachBinding(gcp.bindings(), intents, clock),
        new AttachBinding.Input(example.run(), example.target(), result(account), keys));
  }

  private Outcome<ProvisionedKey> ensureKey(Example example, PlannedKey key) {
    return attempt(
        new EnsureKey(gcp.keys(), FakeGcp.NAMING, clock),
        new EnsureKey.Input(example.run(), example.request(), example.target(), key));
  }

  private static Intent intent(Example example) {
    return Intent.begun(
        Example.CLUSTER,
        new Choices(example.strategy(), null, AccessGrant.ROLE_POLICY),
        new Pins(example.vendorProject(), "organization"));
  }
}
