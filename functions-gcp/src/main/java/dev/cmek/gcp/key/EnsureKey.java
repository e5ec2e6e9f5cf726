package dev.cmek.gcp.key;

import dev.cmek.gcp.plan.GcpNaming;
import dev.cmek.gcp.plan.Labels;
import dev.cmek.shared.gcp.CryptoKeyName;
import dev.cmek.shared.plan.GuardedKeys;
import dev.cmek.shared.plan.Marks;
import dev.cmek.shared.plan.Plan.PlannedKey;
import dev.cmek.shared.plan.ProvisionedKey;
import dev.cmek.shared.plan.Target;
import dev.cmek.shared.request.OnboardingRequest;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Run;
import dev.cmek.shared.step.Step;
import dev.cmek.shared.step.StepInput;
import dev.cmek.shared.step.StepResult;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/// Makes sure that a planned key exists in a ring of its own, is ours, usable and symmetric, and
/// rotates by itself.
///
/// Names decide: neither a crash nor a lost answer can make a second key.
public final class EnsureKey implements Step<EnsureKey.Input, ProvisionedKey> {

  /// What it reads of the workflow's object, and its item.
  public record Input(
      Run run, OnboardingRequest request, StepResult<Target> cluster, PlannedKey key)
      implements StepInput {}

  private final Keys keys;
  private final GcpNaming naming;
  private final InstantSource clock;

  public EnsureKey(Keys keys, GcpNaming naming, InstantSource clock) {
    this.keys = keys;
    this.naming = naming;
    this.clock = clock;
  }

  @Override
  public Outcome<ProvisionedKey> run(Input input, Changes changes) {
    PlannedKey planned = input.key();
    Target target = input.cluster().value();
    CryptoKeyName name = naming.key(planned.place(), planned.name());
    Optional<CryptoKey> found = keys.find(name);
    if (found.isEmpty() && target.guarded()) {
      return GuardedKeys.missing(target, planned);
    }
    CryptoKey key = found.isPresent() ? found.get() : create(name, input, changes);
    Optional<Outcome<ProvisionedKey>> unfit = Fitness.unfit(key, target);
    if (unfit.isPresent()) {
      return unfit.get();
    }
    Duration period = period(input);
    if (!key.rotationPeriod().equals(Optional.of(period))) {
      key = changes.make(keys.rotate(key, Rotation.every(period, clock.instant())));
    }
    Map<String, String> missing = Marks.missing(key.labels(), labels(input));
    if (!missing.isEmpty()) {
      key = changes.make(keys.addLabels(key, missing));
    }
    return new Done<>(
        new ProvisionedKey(
            planned.name(),
            planned.place(),
            key.name().toString(),
            planned.regions(),
            key.createdAt()));
  }

  private CryptoKey create(CryptoKeyName name, Input input, Changes changes) {
    if (!keys.hasRing(name)) {
      String _ = changes.make(keys.createRing(name));
    }
    Rotation rotation = Rotation.every(period(input), clock.instant());
    return changes.make(keys.create(new NewKey(name, rotation, labels(input))));
  }

  private static Duration period(Input input) {
    return Duration.ofDays(input.request().rotationPeriodDays());
  }

  private static Map<String, String> labels(Input input) {
    return Labels.OURS.of(input.cluster().value().id(), input.request().labels());
  }
}
