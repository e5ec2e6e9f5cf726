package dev.cmek.aws.key;

import dev.cmek.aws.plan.Tags;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.plan.Marks;
import dev.cmek.shared.plan.Plan.PlannedKey;
import dev.cmek.shared.plan.ProvisionedKey;
import dev.cmek.shared.plan.Target;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.NotYet;
import dev.cmek.shared.step.Outcome.Refused;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import dev.cmek.shared.step.Write;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/// What goes for a cluster's key and for its replicas alike.
final class KeyCare {

  private final Keys keys;
  private final InstantSource clock;

  KeyCare(Keys keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /// Changes a key, or copies it. Our rights on it depend on its tags: as long as these may not
  /// count everywhere, a denial is something to wait for.
  <T> T change(Instant createdAt, Write<T> write, Changes changes) {
    try {
      return changes.make(write);
    } catch (Stop stop) {
      boolean fresh = createdAt.plus(Tags.SPREAD_WITHIN).isAfter(clock.instant());
      throw fresh ? stop.asNotYet(Reason.MISSING_RIGHT, Reason.TAGS_SPREADING) : stop;
    }
  }

  /// Why the key behind our name can't be used; empty if it can.
  static Optional<Outcome<ProvisionedKey>> unfit(Key key, PlannedKey planned, Target target) {
    String name = planned.name() + " in " + planned.place() + " is " + key.arn() + ", ";
    if (!Tags.OURS.areOurs(key.tags(), target.id())) {
      return refused(
          Reason.KEY_OWNED_BY_OTHERS,
          name + "which is not ours: it lacks the tags of this system",
          "Rename or delete the alias, then send the same event again");
    }
    if (key.isBecoming()) {
      return Optional.of(new NotYet<>(Reason.KEY_NOT_READY, name + "which is " + key.state()));
    }
    if (!key.isEnabled()) {
      return refused(
          Reason.KEY_NOT_USABLE,
          name + "which is " + key.state(),
          (key.isToBeDeleted()
                  ? "aws kms cancel-key-deletion --key-id %s --region %s && "
                      .formatted(key.arn(), key.region())
                  : "")
              + "aws kms enable-key --key-id %s --region %s".formatted(key.arn(), key.region()));
    }
    if (!key.isSymmetric() || key.multiRegion() != planned.multiRegion()) {
      return refused(
          Reason.KEY_UNSUITABLE,
          name
              + "a "
              + (key.multiRegion() ? "multi-Region" : "single-Region")
              + " key of kind "
              + key.spec()
              + " for "
              + key.usage(),
          "The plan needs a "
              + (planned.multiRegion() ? "multi-Region" : "single-Region")
              + " SYMMETRIC_DEFAULT key for ENCRYPT_DECRYPT: choose the keyStrategy that it was made"
              + " for, or take the alias away from a key that protects nothing");
    }
    return Optional.empty();
  }

  /// The alias in a replica's region names another key.
  static Outcome<ProvisionedKey> notTheReplica(Key key, PlannedKey planned, Arn replica) {
    return new Refused<>(
        Reason.KEY_OWNED_BY_OTHERS,
        planned.name() + " in " + planned.place() + " is " + key.arn() + ", not " + replica,
        "Rename or delete the alias, then send the same event again");
  }

  /// Gives the key its name, or says that somebody was faster.
  Optional<Outcome<ProvisionedKey>> named(Key key, PlannedKey planned, Changes changes) {
    return change(key.createdAt(), keys.createAlias(key, planned.name()), changes)
        ? Optional.empty()
        : Optional.of(
            new NotYet<>(
                Reason.KEY_NOT_READY,
                planned.name() + " in " + planned.place() + " was taken by another run just now"));
  }

  /// Adds the tags that are missing.
  Key tagged(Key key, Target target, Map<String, String> labels, Changes changes) {
    Map<String, String> missing = Marks.missing(key.tags(), Tags.OURS.of(target.id(), labels));
    return missing.isEmpty() ? key : change(key.createdAt(), keys.addTags(key, missing), changes);
  }

  static ProvisionedKey provisioned(Key key, PlannedKey planned) {
    return new ProvisionedKey(
        planned.name(), planned.place(), key.arn().toString(), planned.regions(), key.createdAt());
  }

  private static Optional<Outcome<ProvisionedKey>> refused(
      Reason reason, String message, String remedy) {
    return Optional.of(new Refused<>(reason, message, remedy));
  }
}
