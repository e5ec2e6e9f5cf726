package dev.cmek.aws;

import dev.cmek.aws.key.EnsureKey;
import dev.cmek.aws.key.EnsureReplica;
import dev.cmek.aws.plan.Tags;
import dev.cmek.aws.policy.AttachPolicy;
import dev.cmek.aws.role.EnsureRole;
import dev.cmek.aws.wiring.FakeWiring;
import dev.cmek.shared.cluster.ManualClock;
import dev.cmek.shared.plan.Access;
import dev.cmek.shared.plan.Plan.PlannedKey;
import dev.cmek.shared.plan.Principal;
import dev.cmek.shared.plan.ProvisionedKey;
import dev.cmek.shared.state.Intent;
import dev.cmek.shared.state.Intent.Choices;
import dev.cmek.shared.state.Intent.Pins;
import dev.cmek.shared.step.Attempts;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.StepResult;
import dev.cmek.shared.verify.Report;
import dev.cmek.shared.verify.VerifyAccess;
import dev.cmek.shared.verify.aws.AwsChecks;
import dev.cmek.shared.verify.aws.AwsExpectations;
import dev.cmek.shared.verify.aws.AwsInspection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Takes a cluster through the steps on a wiring: one attempt at a step, or all steps as the
/// workflow does it, again after a wait and after a crash.
public final class Steps extends Attempts {

  private final FakeWiring wiring;
  private final ManualClock clock;
  private Principal role = new Principal(Example.ROLE_ARN, Example.ROLE, Example.NOW);
  private List<StepResult<ProvisionedKey>> keys = List.of();
  private List<StepResult<ProvisionedKey>> replicas = List.of();

  public Steps(FakeWiring wiring, ManualClock clock) {
    super(wiring::changes, clock);
    this.wiring = wiring;
    this.clock = clock;
  }

  /// The keys, then the replicas, of the last provisioning.
  public List<ProvisionedKey> keys() {
    List<ProvisionedKey> all = new ArrayList<>();
    keys.forEach(key -> all.add(key.value()));
    replicas.forEach(replica -> all.add(replica.value()));
    return List.copyOf(all);
  }

  /// All steps, each until it is done.
  ///
  /// @throws AssertionError if one is refused, or never done
  public Access provision(Example example) {
    provisionKeys(example);
    return done(() -> attachPolicy(example));
  }

  /// All steps but the last.
  public void provisionKeys(Example example) {
    role = done(() -> ensureRole(example));
    keys =
        example.target().value().plan().keys().stream()
            .map(key -> result(done(() -> ensureKey(example, key))))
            .toList();
    replicas =
        example.target().value().plan().replicas().stream()
            .map(replica -> result(done(() -> ensureReplica(example, replica))))
            .toList();
  }

  public Outcome<Principal> ensureRole(Example example) {
    return attempt(
        new EnsureRole(wiring.roles(), wiring.naming(), wiring.boundaryArn(), clock),
        new EnsureRole.Input(example.run(), example.request(), example.target()));
  }

  /// The first planned key.
  public Outcome<ProvisionedKey> ensureKey(Example example) {
    return ensureKey(example, example.target().value().plan().keys().getFirst());
  }

  /// The first planned replica.
  public Outcome<ProvisionedKey> ensureReplica(Example example) {
    return ensureReplica(example, example.target().value().plan().replicas().getFirst());
  }

  public Outcome<Access> attachPolicy(Example example) {
    var _ =
        wiring.intents().ensure(Example.CLUSTER, found -> found.orElseGet(() -> intent(example)));
    return attempt(
        new AttachPolicy(wiring.policies(), wiring.intents(), clock),
        new AttachPolicy.Input(
            example.run(), example.request(), example.target(), result(role), keys, replicas));
  }

  public Outcome<Report> verifyAccess(Example example, Access access) {
    AwsExpectations expectations =
        new AwsExpectations(wiring.boundaryArn(), Tags.OURS.of(Example.CLUSTER, Map.of()), null);
    return attempt(
        new VerifyAccess(
            new AwsInspection(
                wiring.factSource(), _ -> expectations, AwsChecks.BEFORE_ENABLE, clock),
            clock),
        new VerifyAccess.Input(
            example.run(), example.target(), result(role), keys, replicas, result(access)));
  }

  private Outcome<ProvisionedKey> ensureKey(Example example, PlannedKey key) {
    return attempt(
        new EnsureKey(wiring.keys(), wiring.state(), wiring.naming(), clock),
        new EnsureKey.Input(example.run(), example.request(), example.target(), result(role), key));
  }

  private Outcome<ProvisionedKey> ensureReplica(Example example, PlannedKey replica) {
    return attempt(
        new EnsureReplica(wiring.keys(), wiring.naming(), clock),
        new EnsureReplica.Input(
            example.run(), example.request(), example.target(), result(role), keys, replica));
  }

  private static Intent intent(Example example) {
    return Intent.begun(
        Example.CLUSTER,
        new Choices(example.strategy(), null, example.grant()),
        new Pins(Example.VENDOR_ACCOUNT, Example.EXTERNAL_ID));
  }
}
