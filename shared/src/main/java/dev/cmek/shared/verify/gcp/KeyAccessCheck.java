package dev.cmek.shared.verify.gcp;

import dev.cmek.shared.gcp.Permission;
import dev.cmek.shared.verify.Check;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.gcp.AccountFacts.Identity;
import dev.cmek.shared.verify.gcp.GcpFacts.Use;
import dev.cmek.shared.verify.gcp.Judgement.Allowed;
import dev.cmek.shared.verify.gcp.Judgement.NotGranted;
import dev.cmek.shared.verify.gcp.Judgement.Undecided;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The account may encrypt and decrypt with every key that it uses. Where the troubleshooter says
/// otherwise, it knows of a policy that is not looked at here.
final class KeyAccessCheck implements Check<GcpFacts> {

  /// Permissions that are wanting for the same reason are one finding.
  private record Trouble(FindingCode code, String because) {}

  @Override
  public List<Finding> check(GcpFacts facts) {
    List<Finding> findings = new ArrayList<>();
    for (Use use : facts.uses()) {
      if (!use.account().isMissing() && use.key().policy().find().isPresent()) {
        KeyAccess access = new KeyAccess(use, facts);
        troubles(access)
            .forEach((trouble, permissions) -> findings.add(finding(trouble, permissions, access)));
      }
    }
    return findings;
  }

  private static Map<Trouble, List<String>> troubles(KeyAccess access) {
    Map<Trouble, List<String>> troubles = new LinkedHashMap<>();
    for (String permission : Permission.OF_KEYS) {
      trouble(access, permission)
          .ifPresent(t -> troubles.computeIfAbsent(t, _ -> new ArrayList<>()).add(permission));
    }
    return troubles;
  }

  private static Optional<Trouble> trouble(KeyAccess access, String permission) {
    Opinion opinion = opinion(access, permission);
    return switch (access.judge(permission)) {
      case Allowed(Held by) ->
          opinion == Opinion.CANNOT_ACCESS
              ? Optional.of(
                  new Trouble(
                      FindingCode.ACCESS_NOT_CONFIRMED,
                      by.words()
                          + ", but the policy troubleshooter says no: a deny policy or a principal"
                          + " access boundary stands against it"))
              : Optional.empty();
      case Undecided(Set<String> on) ->
          Optional.of(
              new Trouble(
                  FindingCode.ACCESS_UNDECIDED,
                  "it depends on what can't be known beforehand: " + String.join("; ", on)));
      case NotGranted _ -> notGranted(access, opinion);
    };
  }

  /// Of a disabled account it says no to everything, which says nothing of the key.
  private static Opinion opinion(KeyAccess access, String permission) {
    boolean disabled =
        access.use().account().identity().find().filter(Identity::disabled).isPresent();
    return disabled ? Opinion.UNKNOWN : access.facts().opinion(access.use(), permission);
  }

  private static Optional<Trouble> notGranted(KeyAccess access, Opinion opinion) {
    if (opinion == Opinion.CAN_ACCESS) {
      return Optional.of(
          new Trouble(
              FindingCode.ACCOUNT_OTHER_KEYS,
              "granted on a folder or the organization, with all keys in it"));
    }
    return access.isComplete()
        ? Optional.of(
            new Trouble(
                FindingCode.ACCESS_NOT_GRANTED,
                "neither the key's policy grants it, nor its key ring's, nor its project's"))
        : Optional.empty();
  }

  private static Finding finding(Trouble trouble, List<String> permissions, KeyAccess access) {
    String email = access.use().account().email();
    String key = access.use().key().name().toString();
    boolean works = trouble.code() == FindingCode.ACCOUNT_OTHER_KEYS;
    return new Finding(
        trouble.code(),
        works ? email : key,
        email
            + verb(trouble.code())
            + String.join(", ", permissions)
            + (works ? " on " + key : "")
            + ": "
            + trouble.because(),
        remedy(trouble.code(), permissions.getFirst(), access.use()));
  }

  private static String verb(FindingCode code) {
    return switch (code) {
      case ACCESS_UNDECIDED -> " may or may not ";
      case ACCOUNT_OTHER_KEYS -> " may ";
      default -> " may not ";
    };
  }

  private static String remedy(FindingCode code, String permission, Use use) {
    String email = use.account().email();
    String grant = GcloudCommands.letUse(use.key().name(), email);
    return switch (code) {
      case ACCESS_NOT_CONFIRMED ->
          "Whoever administers the organization exempts "
              + email
              + " from the policy that this names: "
              + GcloudCommands.troubleshoot(use.key().name(), email, permission);
      case ACCOUNT_OTHER_KEYS ->
          "Whoever administers the organization takes the role away there, after: " + grant;
      default -> grant;
    };
  }
}
