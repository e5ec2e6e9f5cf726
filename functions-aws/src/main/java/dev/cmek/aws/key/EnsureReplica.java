package dev.cmek.aws.key;

import dev.cmek.aws.plan.AwsNaming;
import dev.cmek.aws.plan.Tags;
import dev.cmek.aws.policy.Grants;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.plan.Plan.PlannedKey;
import dev.cmek.shared.plan.Principal;
import dev.cmek.shared.plan.ProvisionedKey;
import dev.cmek.shared.plan.Repair;
import dev.cmek.shared.plan.Target;
import dev.cmek.shared.request.OnboardingRequest;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Outcome.Refused;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Run;
import dev.cmek.shared.step.Step;
import dev.cmek.shared.step.StepInput;
import dev.cmek.shared.step.StepResult;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Makes sure that the multi-Region key has its replica in a region, tagged and named like it.
/// Rotation is the primary's: replicas follow it ("Rotate AWS KMS keys", multi-Region keys).
public final class EnsureReplica implements Step<EnsureReplica.Input, ProvisionedKey> {

  /// What it reads of the workflow's object, and its item.
  ///
  /// @param keys just the primary
  public record Input(
      Run run,
      OnboardingRequest request,
      StepResult<Target> cluster,
      StepResult<Principal> role,
      List<StepResult<ProvisionedKey>> keys,
      PlannedKey replica)
      implements StepInput {}

  private final Keys keys;
  private final KeyCare care;
  private final AwsNaming naming;

  public EnsureReplica(Keys keys, AwsNaming naming, InstantSource clock) {
    this.keys = keys;
    this.care = new KeyCare(keys, clock);
    this.naming = naming;
  }

  @Override
  public Outcome<ProvisionedKey> run(Input input, Changes changes) {
    PlannedKey planned = input.replica();
    Target target = input.cluster().value();
    ProvisionedKey primary = input.keys().getFirst().value();
    Arn replica = AwsNaming.replica(Arn.parse(primary.uri()), planned.place());
    Optional<Key> named = keys.findByAlias(planned.place(), planned.name());
    if (named.isPresent() && !named.get().arn().equals(replica)) {
      return KeyCare.notTheReplica(named.get(), planned, replica);
    }
    Optional<Key> found = named.isPresent() ? named : keys.find(replica);
    if (found.isEmpty() && target.guarded() && !input.run().repair()) {
      return new Refused<>(
          Reason.ACCESS_CHANGED_BY_OTHERS, "replica " + replica + " is gone", Repair.REMEDY);
    }
    Key key = found.isPresent() ? found.get() : replicate(primary, wanted(input, replica), changes);
    Optional<Outcome<ProvisionedKey>> unfit = KeyCare.unfit(key, planned, target);
    if (unfit.isPresent()) {
      return unfit.get();
    }
    if (named.isEmpty()) {
      Optional<Outcome<ProvisionedKey>> taken = care.named(key, planned, changes);
      if (taken.isPresent()) {
        return taken.get();
      }
    }
    key = care.tagged(key, target, input.request().labels(), changes);
    return new Done<>(KeyCare.provisioned(key, planned));
  }

  private Key replicate(ProvisionedKey primary, NewKey replica, Changes changes) {
    return care.change(
        primary.createdAt(), keys.replicate(Arn.parse(primary.uri()), replica), changes);
  }

  private NewKey wanted(Input input, Arn replica) {
    Target target = input.cluster().value();
    return new NewKey(
        replica,
        true,
        Grants.keyPolicyAtCreation(
            input.request().accessGrant(), naming.accountRoot(), input.role().value().id()),
        Tags.OURS.of(target.id(), input.request().labels()));
  }
}
