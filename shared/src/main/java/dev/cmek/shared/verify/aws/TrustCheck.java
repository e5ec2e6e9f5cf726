package dev.cmek.shared.verify.aws;

import dev.cmek.shared.iam.Access;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.Condition;
import dev.cmek.shared.iam.Context;
import dev.cmek.shared.iam.Decision;
import dev.cmek.shared.iam.Decision.Allowed;
import dev.cmek.shared.iam.Decision.Denied;
import dev.cmek.shared.iam.Decision.Undecided;
import dev.cmek.shared.iam.NamedPolicy;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.iam.Request;
import dev.cmek.shared.iam.Statement;
import dev.cmek.shared.verify.Check;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The role lets the vendor's account in with exactly the organization's external id, and nobody
/// else.
final class TrustCheck implements Check<AwsFacts> {

  private static final String EXTERNAL_ID = "sts:ExternalId";
  private static final String ASSUME = "sts:AssumeRole";
  private static final List<String> WAYS_IN =
      List.of(ASSUME, "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity");

  /// No organization has it.
  private static final String ANY_ID = "00000000-0000-0000-0000-000000000000";

  @Override
  public List<Finding> check(AwsFacts facts) {
    List<Finding> findings = new ArrayList<>();
    for (RoleFacts role : facts.roles()) {
      Optional<Arn> arn = Arn.find(role.arn());
      if (arn.isPresent() && role.identity().find().isPresent()) {
        PolicyDocument trust = role.identity().find().get().trust();
        Look look = new Look(facts, arn.get(), trust);
        look.vendor().ifPresent(findings::add);
        look.withoutExternalId().or(look::otherExternalIds).ifPresent(findings::add);
        findings.addAll(look.others());
      }
    }
    return findings;
  }

  /// One role's trust.
  private record Look(AwsFacts facts, Arn role, PolicyDocument trust) {

    String account() {
      return facts.subject().vendorAccountId();
    }

    String externalId() {
      return facts.subject().externalId();
    }

    Optional<Finding> vendor() {
      Context vendor = Contexts.vendor().with(EXTERNAL_ID, externalId());
      return switch (assume(trust, root(), vendor)) {
        case Allowed _ -> Optional.empty();
        case Undecided(Set<String> open) ->
            finding(
                FindingCode.TRUST_UNDECIDED,
                "whether the vendor's account "
                    + account()
                    + " may assume the role depends on what only the vendor knows: "
                    + String.join("; ", open));
        case Denied denied -> notLetIn(denied);
      };
    }

    private Optional<Finding> notLetIn(Denied denied) {
      Optional<Named> narrower =
          vendorNames().stream()
              .filter(p -> !assume(p, Contexts.vendor().with(EXTERNAL_ID, externalId())).isDenied())
              .findFirst();
      if (narrower.isPresent()) {
        return finding(
            FindingCode.TRUST_UNDECIDED,
            "of the vendor's account "
                + account()
                + " the role trusts only "
                + narrower.get().value()
                + "; whether the vendor comes as that is not known");
      }
      boolean withAnotherId = !assume(trust, root(), Contexts.vendor()).isDenied();
      return withAnotherId
          ? finding(
              FindingCode.TRUST_WRONG_EXTERNAL_ID,
              "the role trusts the vendor's account "
                  + account()
                  + ", but not with external id "
                  + externalId()
                  + asked())
          : finding(
              FindingCode.TRUST_WITHOUT_VENDOR,
              "the role does not trust the vendor's account "
                  + account()
                  + ": "
                  + denied.because());
    }

    private String asked() {
      Set<String> ids = externalIds();
      return ids.isEmpty() ? "" : "; it asks for " + String.join(", ", ids);
    }

    Optional<Finding> withoutExternalId() {
      boolean open =
          isLetIn(Contexts.vendor().without(EXTERNAL_ID))
              || isLetIn(Contexts.vendor().with(EXTERNAL_ID, ANY_ID));
      return open
          ? finding(
              FindingCode.TRUST_WITHOUT_EXTERNAL_ID,
              "the role lets the vendor's account in without this organization's external id, so"
                  + " any of the vendor's customers could have it used for theirs")
          : Optional.empty();
    }

    Optional<Finding> otherExternalIds() {
      List<String> others =
          externalIds().stream()
              .filter(id -> !id.equals(externalId()) && id.indexOf('*') < 0 && id.indexOf('?') < 0)
              .filter(id -> isLetIn(Contexts.vendor().with(EXTERNAL_ID, id)))
              .toList();
      return others.isEmpty()
          ? Optional.empty()
          : finding(
              FindingCode.TRUST_OTHER_EXTERNAL_ID,
              "the role lets the vendor in for other organizations too: "
                  + String.join(", ", others));
    }

    private boolean isLetIn(Context context) {
      return !assume(trust, root(), context).isDenied()
          || vendorNames().stream().anyMatch(p -> !assume(p, context).isDenied());
    }

    List<Finding> others() {
      List<Finding> findings = new ArrayList<>();
      for (Named named : Named.in(trust)) {
        if (named.isDead()) {
          finding(
                  FindingCode.TRUST_DEAD_PRINCIPAL,
                  "the trust names " + named.value() + ", a role or user that was deleted")
              .ifPresent(findings::add);
        } else if (!named.account().equals(account()) && isLetIn(named)) {
          finding(
                  FindingCode.TRUST_OPEN_TO_OTHERS,
                  named.statement().label()
                      + " lets "
                      + (named.isEveryone() ? "everybody" : named.value())
                      + " assume the role")
              .ifPresent(findings::add);
        }
      }
      return findings;
    }

    private boolean isLetIn(Named named) {
      String stranger = Named.strangerTo(trust, account(), externalId());
      String caller =
          named.isEveryone()
              ? new Arn(role.partition(), "iam", "", stranger, "role/stranger").toString()
              : named.caller(role.partition());
      Context context =
          named.type().equals("Service")
              ? Context.UNKNOWN
              : Contexts.stranger(named.isEveryone() ? stranger : named.account());
      return WAYS_IN.stream()
          .anyMatch(action ->
              !assume(named.alone(), caller, action, context.with(EXTERNAL_ID, externalId()))
                  .isDenied());
    }

    private List<Named> vendorNames() {
      return Named.in(trust).stream()
          .filter(n -> n.isAws() && n.account().equals(account()))
          .toList();
    }

    private Set<String> externalIds() {
      Set<String> ids = new LinkedHashSet<>();
      for (Statement statement : trust.statements()) {
        for (Condition condition : statement.conditions()) {
          if (condition.key().equalsIgnoreCase(EXTERNAL_ID)) {
            ids.addAll(condition.values());
          }
        }
      }
      return ids;
    }

    private String root() {
      return Arn.accountRoot(role.partition(), account()).toString();
    }

    private Decision assume(Named named, Context context) {
      return assume(trust, named.caller(role.partition()), context);
    }

    private Decision assume(PolicyDocument policy, String caller, Context context) {
      return assume(policy, caller, ASSUME, context);
    }

    private Decision assume(PolicyDocument policy, String caller, String action, Context context) {
      return Access.of(AwsPolicyTexts.ALLOW_ALL)
          .to(new NamedPolicy("the trust", policy))
          .decide(new Request(caller, action, role.toString(), context));
    }

    private Optional<Finding> finding(FindingCode code, String message) {
      return Optional.of(
          new Finding(
              code,
              role.toString(),
              message,
              AwsCommands.setTrust(role, AwsPolicyTexts.trust(role, account(), externalId()))));
    }
  }
}
