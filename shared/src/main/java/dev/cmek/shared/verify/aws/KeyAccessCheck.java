package dev.cmek.shared.verify.aws;

import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.Decision.Allowed;
import dev.cmek.shared.iam.Decision.Cause;
import dev.cmek.shared.iam.Decision.Denied;
import dev.cmek.shared.iam.Decision.Undecided;
import dev.cmek.shared.verify.Check;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.aws.AwsFacts.Use;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Every action that the cluster needs is allowed on every key.
final class KeyAccessCheck implements Check<AwsFacts> {

  /// Actions that fail for the same reason are one finding.
  private record Trouble(FindingCode code, String because) {}

  @Override
  public List<Finding> check(AwsFacts facts) {
    List<Finding> findings = new ArrayList<>();
    for (Use use : facts.usesOfOwnKeys()) {
      KeyAccess.of(use, facts)
          .ifPresent(access ->
              troubles(access)
                  .forEach(
                      (trouble, actions) -> findings.add(finding(trouble, actions, use, facts))));
    }
    return findings;
  }

  private static Map<Trouble, List<String>> troubles(KeyAccess access) {
    Map<Trouble, List<String>> troubles = new LinkedHashMap<>();
    for (String action : KmsActions.NEEDED) {
      trouble(access, action)
          .ifPresent(t -> troubles.computeIfAbsent(t, _ -> new ArrayList<>()).add(action));
    }
    return troubles;
  }

  private static Optional<Trouble> trouble(KeyAccess access, String action) {
    return switch (access.decide(action)) {
      case Allowed _ -> Optional.empty();
      case Undecided(Set<String> open) ->
          Optional.of(
              new Trouble(
                  FindingCode.ACCESS_UNDECIDED,
                  "it depends on what can't be known beforehand: "
                      + String.join("; ", open.stream().sorted().toList())));
      case Denied(Cause cause, String because) ->
          Optional.of(
              switch (cause) {
                case EXPLICIT_DENY -> new Trouble(FindingCode.ACCESS_DENIED, because);
                case BOUNDARY -> new Trouble(FindingCode.ACCESS_BEYOND_BOUNDARY, because);
                case RESOURCE_POLICY ->
                    access.isGrantedByRole(action)
                        ? new Trouble(FindingCode.ACCESS_NOT_DELEGATED, because)
                        : new Trouble(
                            FindingCode.ACCESS_NOT_GRANTED,
                            because + ", and no policy of the role allows it");
                case IDENTITY_POLICY, SESSION_POLICY ->
                    new Trouble(
                        FindingCode.ACCESS_NOT_GRANTED,
                        because + ", and the key's policy does not name the role");
              });
    };
  }

  private static Finding finding(Trouble trouble, List<String> actions, Use use, AwsFacts facts) {
    return new Finding(
        trouble.code(),
        use.key().arn(),
        use.role().arn()
            + verb(trouble.code())
            + String.join(", ", actions)
            + ": "
            + trouble.because(),
        remedy(trouble.code(), use, facts));
  }

  private static String verb(FindingCode code) {
    return code == FindingCode.ACCESS_UNDECIDED ? " may or may not " : " may not ";
  }

  private static String remedy(FindingCode code, Use use, AwsFacts facts) {
    Arn role = Arn.parse(use.role().arn());
    Arn key = Arn.parse(use.key().arn());
    return switch (code) {
      case ACCESS_DENIED ->
          DenyRepair.command(use, facts)
              .orElse(
                  "Whoever wrote that statement exempts "
                      + role
                      + " from it: no command can tell what else it is for");
      case ACCESS_UNDECIDED ->
          "Whoever wrote that statement exempts "
              + role
              + " from the condition, or makes sure that the vendor's nodes meet it";
      case ACCESS_BEYOND_BOUNDARY -> beyondBoundary(use, role, facts);
      case ACCESS_NOT_DELEGATED -> KeyPolicyRepair.command(use, facts);
      default ->
          KeyPolicyRepair.isHomeOfGrants(facts)
              ? KeyPolicyRepair.command(use, facts)
              : AwsCommands.putInline(
                      role,
                      AwsPolicyTexts.INLINE_NAME,
                      AwsPolicyTexts.rolePolicy(facts.keysOf(use.role())))
                  + KeyPolicyRepair.delegation(use, key, facts);
    };
  }

  private static String beyondBoundary(Use use, Arn role, AwsFacts facts) {
    String wanted = facts.expectations().boundaryArn();
    String actual = use.role().identity().find().map(RoleFacts.Identity::boundaryArn).orElse(null);
    if (wanted != null && !wanted.equals(actual)) {
      return AwsCommands.setBoundary(role, wanted);
    }
    return "Whoever keeps the permissions boundary "
        + actual
        + " lets it allow "
        + String.join(", ", AwsPolicyTexts.ACTIONS)
        + " on the cluster's keys"
        + (wanted == null ? "" : ": deploying this system's template again does so");
  }
}
