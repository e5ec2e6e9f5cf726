package dev.cmek.gcp.key;

import dev.cmek.gcp.key.CryptoKey.Version;
import dev.cmek.gcp.plan.Labels;
import dev.cmek.shared.gcp.CryptoKeyName;
import dev.cmek.shared.plan.ProvisionedKey;
import dev.cmek.shared.plan.Target;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.NotYet;
import dev.cmek.shared.step.Outcome.Refused;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.verify.gcp.GcloudCommands;
import java.util.Map;
import java.util.Optional;

/// Whether the key of our name can be the cluster's.
final class Fitness {

  private Fitness() {}

  /// Why it can't; empty if it can.
  static Optional<Outcome<ProvisionedKey>> unfit(CryptoKey key, Target target) {
    if (!Labels.OURS.areOurs(key.labels(), target.id())) {
      return refused(
          Reason.KEY_OWNED_BY_OTHERS,
          "key " + key.name() + " is not ours: it lacks the labels of this system",
          "A key can't be renamed. If it is this system's and lost its labels: "
              + GcloudCommands.label(key.name(), Labels.OURS.of(target.id(), Map.of()))
              + ". If it is somebody else's, choose a keyStrategy or keyRegion that needs none in "
              + key.name().location());
    }
    if (!key.isSymmetric()) {
      return refused(
          Reason.KEY_UNSUITABLE,
          "key " + key.name() + " is of kind " + key.algorithm() + " for " + key.purpose(),
          "The plan needs a "
              + CryptoKey.ALGORITHM
              + " key for "
              + CryptoKey.PURPOSE
              + ", and a key keeps its name and kind for ever: choose a keyStrategy or keyRegion"
              + " that needs none in "
              + key.name().location());
    }
    return key.primary().isEmpty()
        ? refused(
            Reason.KEY_NOT_USABLE,
            "key " + key.name() + " has no primary version",
            "If it protects nothing yet: " + GcloudCommands.createPrimary(key.name()))
        : unfit(key.name(), key.primary().get());
  }

  /// States of a version: "Key version states".
  private static Optional<Outcome<ProvisionedKey>> unfit(CryptoKeyName key, Version primary) {
    String message =
        "primary version " + primary.number() + " of key " + key + " is " + primary.state();
    return switch (primary.state()) {
      case "ENABLED" -> Optional.empty();
      case "PENDING_GENERATION" -> Optional.of(new NotYet<>(Reason.KEY_NOT_READY, message));
      case "DISABLED" ->
          refused(
              Reason.KEY_NOT_USABLE, message, GcloudCommands.enableVersion(key, primary.number()));
      case "DESTROY_SCHEDULED" ->
          refused(
              Reason.KEY_NOT_USABLE, message, GcloudCommands.restoreVersion(key, primary.number()));
      case "DESTROYED" ->
          refused(
              Reason.KEY_NOT_USABLE,
              message,
              "What it encrypted is lost: if that is a cluster's data, ask the vendor's support at"
                  + " once. If it protects nothing yet: "
                  + GcloudCommands.createPrimary(key));
      default ->
          refused(
              Reason.KEY_NOT_USABLE,
              message,
              "See why ("
                  + GcloudCommands.describeVersion(key, primary.number())
                  + "). If it protects nothing yet: "
                  + GcloudCommands.createPrimary(key));
    };
  }

  private static Optional<Outcome<ProvisionedKey>> refused(
      Reason reason, String message, String remedy) {
    return Optional.of(new Refused<>(reason, message, remedy));
  }
}
