package dev.cmek.shared.verify.aws;

import dev.cmek.shared.iam.Access;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.Context;
import dev.cmek.shared.iam.NamedPolicy;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.iam.Request;
import dev.cmek.shared.verify.Check;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.Reading.Absent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The role is there, is bounded as expected and tagged as ours.
final class RoleCheck implements Check<AwsFacts> {

  @Override
  public List<Finding> check(AwsFacts facts) {
    List<Finding> findings = new ArrayList<>();
    for (RoleFacts role : facts.roles()) {
      if (role.identity() instanceof Absent<RoleFacts.Identity> _) {
        findings.add(missing(role, facts));
      }
      role.identity().find().ifPresent(identity -> look(role, identity, facts, findings));
    }
    return findings;
  }

  private static Finding missing(RoleFacts role, AwsFacts facts) {
    Arn arn = Arn.find(role.arn()).orElse(null);
    if (arn == null || !arn.resource().startsWith("role/")) {
      return new Finding(
          FindingCode.ROLE_MISSING,
          role.arn(),
          role.arn() + " is no role's ARN",
          "Tell the Cloud API the ARN of a role: send the onboarding event of the cluster again");
    }
    PolicyDocument trust =
        AwsPolicyTexts.trust(arn, facts.subject().vendorAccountId(), facts.subject().externalId());
    String create =
        AwsCommands.createRole(
            arn, trust, facts.expectations().boundaryArn(), facts.expectations().ownerTags());
    return new Finding(
        FindingCode.ROLE_MISSING,
        role.arn(),
        "role " + role.arn() + " does not exist",
        KeyPolicyRepair.isHomeOfGrants(facts)
            ? create
            : create
                + " && "
                + AwsCommands.putInline(
                    arn,
                    AwsPolicyTexts.INLINE_NAME,
                    AwsPolicyTexts.rolePolicy(facts.keysOf(role))));
  }

  private static void look(
      RoleFacts role, RoleFacts.Identity identity, AwsFacts facts, List<Finding> findings) {
    Arn arn = Arn.parse(role.arn());
    String wanted = facts.expectations().boundaryArn();
    String actual = identity.boundaryArn();
    if (wanted != null && !wanted.equals(actual)) {
      findings.add(
          new Finding(
              actual == null ? FindingCode.BOUNDARY_MISSING : FindingCode.BOUNDARY_OTHER,
              role.arn(),
              actual == null
                  ? "the role has no permissions boundary"
                  : "the role has permissions boundary " + actual + " instead of " + wanted,
              AwsCommands.setBoundary(arn, wanted)));
    } else if (wanted != null && role.boundary().find().isPresent()) {
      boundary(role, wanted, role.boundary().find().get(), facts, findings);
    }
    Map<String, String> missing = new HashMap<>(facts.expectations().ownerTags());
    missing.entrySet().removeIf(t -> t.getValue().equals(identity.tags().get(t.getKey())));
    if (!missing.isEmpty()) {
      findings.add(
          new Finding(
              FindingCode.OWNER_TAGS_MISSING,
              role.arn(),
              "the role lacks the tags " + missing,
              AwsCommands.tagRole(arn, missing)));
    }
  }

  private static void boundary(
      RoleFacts role,
      String boundaryArn,
      PolicyDocument document,
      AwsFacts facts,
      List<Finding> findings) {
    Access access =
        Access.of(AwsPolicyTexts.ALLOW_ALL).within(new NamedPolicy(boundaryArn, document));
    Context session = Contexts.roleSession(role, facts);
    List<String> resources = Samples.resources(document, facts.keysOf(role));
    List<String> more =
        Samples.actions(document).stream()
            .filter(action -> !Samples.isTolerated(action))
            .filter(action -> isAllowed(access, role, action, resources, session))
            .toList();
    if (!more.isEmpty()) {
      findings.add(
          new Finding(
              FindingCode.BOUNDARY_TOO_WIDE,
              role.arn(),
              "its permissions boundary " + boundaryArn + " allows " + Samples.list(more),
              "Whoever deploys this system deploys its template again: it holds the boundary as it"
                  + " must be"));
    }
  }

  private static boolean isAllowed(
      Access access, RoleFacts role, String action, List<String> resources, Context session) {
    return resources.stream()
        .map(resource -> new Request(role.arn(), action, resource, session))
        .anyMatch(request -> !access.decide(request).isDenied());
  }
}
