package dev.cmek.aws.key;

import dev.cmek.aws.plan.AwsNaming;
import dev.cmek.aws.plan.Tags;
import dev.cmek.aws.policy.Grants;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.plan.GuardedKeys;
import dev.cmek.shared.plan.Plan.PlannedKey;
import dev.cmek.shared.plan.Principal;
import dev.cmek.shared.plan.ProvisionedKey;
import dev.cmek.shared.plan.Target;
import dev.cmek.shared.request.OnboardingRequest;
import dev.cmek.shared.state.Documents;
import dev.cmek.shared.state.Memory;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Run;
import dev.cmek.shared.step.Step;
import dev.cmek.shared.step.StepInput;
import dev.cmek.shared.step.StepResult;
import dev.cmek.shared.step.Stop;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Makes sure that a planned key exists once, is ours, enabled and symmetric, has our alias, and
/// rotates by itself.
///
/// The order of creation is marker, key, ARN, alias: whatever is lost in between, the next attempt
/// finds the key that was made.
public final class EnsureKey implements Step<EnsureKey.Input, ProvisionedKey> {

  /// What it reads of the workflow's object, and its item.
  public record Input(
      Run run,
      OnboardingRequest request,
      StepResult<Target> cluster,
      StepResult<Principal> role,
      PlannedKey key)
      implements StepInput {}

  /// A new key may be missing from lists that long ("AWS KMS eventual consistency").
  private static final Duration LISTED_WITHIN = Duration.ofMinutes(1);

  /// No key is gone sooner: that long its deletion waits at least ("Delete an AWS KMS key").
  private static final Duration KEPT_FOR = Duration.ofDays(7);

  private final Keys keys;
  private final KeyCare care;
  private final Memory<KeyMarker> markers;
  private final AwsNaming naming;
  private final InstantSource clock;

  /// Keeps keys in this account.
  ///
  /// @param state where the markers are
  public EnsureKey(Keys keys, Documents state, AwsNaming naming, InstantSource clock) {
    this.keys = keys;
    this.care = new KeyCare(keys, clock);
    this.markers = new Memory<>(state, KeyMarker.class);
    this.naming = naming;
    this.clock = clock;
  }

  @Override
  public Outcome<ProvisionedKey> run(Input input, Changes changes) {
    PlannedKey planned = input.key();
    Target target = input.cluster().value();
    Optional<Key> named = keys.findByAlias(planned.place(), planned.name());
    Optional<Key> found = named.isPresent() ? named : findUnnamed(target, planned);
    if (found.isEmpty() && target.guarded()) {
      return GuardedKeys.missing(target, planned);
    }
    Key key = found.isPresent() ? found.get() : create(input, changes);
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
    Duration period = Duration.ofDays(input.request().rotationPeriodDays());
    if (found.isEmpty() || !keys.rotationPeriod(key).equals(Optional.of(period))) {
      key = care.change(key.createdAt(), keys.enableRotation(key, period), changes);
    }
    key = care.tagged(key, target, input.request().labels(), changes);
    return new Done<>(KeyCare.provisioned(key, planned));
  }

  /// The key that an earlier attempt made, but did not get to name. One that may be there and is
  /// not seen yet is waited for: asking for another would make twins.
  private Optional<Key> findUnnamed(Target target, PlannedKey planned) {
    Optional<KeyMarker> found = markers.find(KeyMarker.path(target.id(), planned.place()));
    if (found.isEmpty() || found.get().refused()) {
      return Optional.empty();
    }
    KeyMarker marker = found.get();
    String arn = marker.arn();
    Optional<Key> key =
        arn == null
            ? keys.findByTags(planned.place(), target.id(), planned.multiRegion())
            : keys.find(Arn.parse(arn));
    if (key.isPresent() && key.get().multiRegion() != planned.multiRegion()) {
      // Made for another strategy: somebody took our name away from it so that this one can be.
      return Optional.empty();
    }
    Instant certainFrom = marker.askedAt().plus(arn == null ? LISTED_WITHIN : KEPT_FOR);
    if (key.isEmpty() && clock.instant().isBefore(certainFrom)) {
      throw Stop.notYet(
          Reason.KEY_NOT_READY,
          "the key in "
              + planned.place()
              + " that was asked for at "
              + marker.askedAt()
              + " is not to be seen yet");
    }
    return key;
  }

  private Key create(Input input, Changes changes) {
    Target target = input.cluster().value();
    String region = input.key().place();
    NewKey wanted =
        new NewKey(
            naming.key(region, NewKey.UNKNOWN_ID),
            input.key().multiRegion(),
            Grants.keyPolicyAtCreation(
                input.request().accessGrant(), naming.accountRoot(), input.role().value().id()),
            Tags.OURS.of(target.id(), input.request().labels()));
    if (input.run().dryRun()) {
      return changes.make(keys.create(wanted));
    }
    String path = KeyMarker.path(target.id(), region);
    KeyMarker asked = KeyMarker.asked(clock.instant());
    KeyMarker _ = markers.update(path, _ -> asked);
    Key key;
    try {
      key = changes.make(keys.create(wanted));
    } catch (Stop stop) {
      // Only a service that can't be reached may have made the key all the same.
      if (stop.reason() != Reason.SERVICE_UNAVAILABLE) {
        KeyMarker _ = markers.update(path, _ -> asked.notMade());
      }
      throw stop;
    }
    KeyMarker _ = markers.update(path, _ -> asked.made(key.arn()));
    return key;
  }
}
