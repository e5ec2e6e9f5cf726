package dev.cmek.shared.iam;

import dev.cmek.shared.iam.Caller.Named;
import dev.cmek.shared.iam.Decision.Allowed;
import dev.cmek.shared.iam.Decision.Cause;
import dev.cmek.shared.iam.Decision.Denied;
import dev.cmek.shared.iam.Decision.Undecided;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The policies that bear on a request, and what they decide together ("Policy evaluation logic" of
/// the IAM user guide, "Key access and permissions" of the KMS developer guide).
///
/// Not in it, and so not evaluated: service control policies, resource control policies and the
/// policies of VPC endpoints. They can only take away.
///
/// @param identity attached to the principal
/// @param boundary of the principal; absent if it has none
/// @param session given when the role was assumed; absent if there is none
/// @param resource of the object acted on: a key's policy, a role's trust; absent if it has none
public record Access(
    List<NamedPolicy> identity,
    @Nullable NamedPolicy boundary,
    @Nullable NamedPolicy session,
    @Nullable NamedPolicy resource) {

  public Access {
    identity = List.copyOf(identity);
  }

  /// Policies of a principal without boundary, for a resource without policy.
  public static Access of(PolicyDocument... identity) {
    List<NamedPolicy> named = new ArrayList<>();
    for (PolicyDocument document : identity) {
      named.add(new NamedPolicy("identity policy " + (named.size() + 1), document));
    }
    return new Access(named, null, null, null);
  }

  /// These, limited by a boundary.
  public Access within(NamedPolicy limit) {
    return new Access(identity, limit, session, resource);
  }

  /// These, towards a resource with this policy.
  public Access to(NamedPolicy policy) {
    return new Access(identity, boundary, session, policy);
  }

  /// What the policies say to the request.
  public Decision decide(Request request) {
    Caller caller = new Caller(request);
    StatementJudge judge = new StatementJudge(request, caller);
    String denial = denial(judge);
    if (denial != null) {
      return new Denied(Cause.EXPLICIT_DENY, denial);
    }
    Truth own = own(judge, caller);
    Truth limits = limit(judge, boundary, caller).and(limit(judge, session, caller));
    Truth allowed = allowed(request, judge, caller, own, limits);
    if (allowed.isNo()) {
      return denied(request, judge, caller, own);
    }
    Truth verdict = allowed.and(denied(judge).not());
    return verdict.isYes() ? new Allowed() : new Undecided(verdict.open());
  }

  private Truth allowed(
      Request request, StatementJudge judge, Caller caller, Truth own, Truth limits) {
    Truth byOwnPolicies = own.and(limits);
    if (resource == null) {
      return byOwnPolicies;
    }
    Truth itself = judge.applies(resource, Effect.ALLOW, Named.ITSELF);
    Truth session = judge.applies(resource, Effect.ALLOW, Named.SESSION);
    Truth account = judge.applies(resource, Effect.ALLOW, Named.ACCOUNT);
    if (caller.isService()) {
      return itself;
    }
    if (isOtherAccount(request, caller)) {
      return itself.or(session).or(account).and(byOwnPolicies);
    }
    Truth granted = session.or(caller.isRole() ? itself.and(limits) : itself);
    Truth delegated = mustDelegate(request) ? account.and(byOwnPolicies) : byOwnPolicies;
    return granted.or(delegated);
  }

  private Denied denied(Request request, StatementJudge judge, Caller caller, Truth own) {
    if (resource != null) {
      Truth itself = judge.applies(resource, Effect.ALLOW, Named.ITSELF);
      Truth account = judge.applies(resource, Effect.ALLOW, Named.ACCOUNT);
      boolean other = isOtherAccount(request, caller);
      if (itself.isNo() && account.isNo() && (other || mustDelegate(request))) {
        return new Denied(
            Cause.RESOURCE_POLICY,
            resource.name() + " admits neither " + request.principal() + " nor its account");
      }
      if (!itself.isNo() && !other) {
        return limited(judge, caller);
      }
    }
    if (own.isNo()) {
      return new Denied(
          Cause.IDENTITY_POLICY, "no policy of " + request.principal() + " allows it");
    }
    return limited(judge, caller);
  }

  private Denied limited(StatementJudge judge, Caller caller) {
    if (boundary != null && limit(judge, boundary, caller).isNo()) {
      return new Denied(
          Cause.BOUNDARY, "the permissions boundary " + boundary.name() + " does not allow it");
    }
    return new Denied(Cause.SESSION_POLICY, "the session policy does not allow it");
  }

  private Truth own(StatementJudge judge, Caller caller) {
    return caller.isAccountRoot()
        ? Truth.YES
        : Truth.any(identity, p -> judge.applies(p, Effect.ALLOW));
  }

  private static Truth limit(StatementJudge judge, @Nullable NamedPolicy policy, Caller caller) {
    return policy == null || caller.isAccountRoot()
        ? Truth.YES
        : judge.applies(policy, Effect.ALLOW);
  }

  private Truth denied(StatementJudge judge) {
    Truth denied = Truth.any(ofPrincipal(), p -> judge.applies(p, Effect.DENY));
    if (resource == null) {
      return denied;
    }
    for (Named how : Named.values()) {
      denied = denied.or(judge.applies(resource, Effect.DENY, how));
    }
    return denied;
  }

  private @Nullable String denial(StatementJudge judge) {
    for (NamedPolicy policy : ofPrincipal()) {
      String denial = judge.denial(policy, false);
      if (denial != null) {
        return denial;
      }
    }
    return resource == null ? null : judge.denial(resource, true);
  }

  private List<NamedPolicy> ofPrincipal() {
    List<NamedPolicy> all = new ArrayList<>(identity);
    if (boundary != null) {
      all.add(boundary);
    }
    if (session != null) {
      all.add(session);
    }
    return all;
  }

  private static boolean isOtherAccount(Request request, Caller caller) {
    String owner = Arn.find(request.resource()).map(Arn::account).orElse("");
    return !owner.isEmpty() && !owner.equals(caller.account());
  }

  /// Keys and roles leave a request to the caller's own policies only if their policy says so;
  /// other resources do so by themselves.
  private static boolean mustDelegate(Request request) {
    return Arn.find(request.resource())
        .filter(a -> a.service().equals("kms") || a.service().equals("iam"))
        .isPresent();
  }
}
