package dev.cmek.shared.plan;

import dev.cmek.shared.plan.Plan.PlannedKey;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Refused;
import dev.cmek.shared.step.Reason;

/// What to say when a protected cluster's key is not there: the same words everywhere.
public final class GuardedKeys {

  private GuardedKeys() {}

  /// No run makes another one, not even in repair: what the first encrypted, only the first
  /// decrypts.
  public static Outcome<ProvisionedKey> missing(Target target, PlannedKey planned) {
    return new Refused<>(
        Reason.KEY_NOT_USABLE,
        "protected cluster " + target.id() + " has no key of ours in " + planned.place(),
        "No run makes another key for a protected cluster. If the key was there, ask the vendor's"
            + " support at once; if the region is new, its key is a matter of adding a region");
  }
}
