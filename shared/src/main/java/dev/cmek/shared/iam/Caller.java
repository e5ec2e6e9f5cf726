package dev.cmek.shared.iam;

import java.util.Optional;

/// The principal of a request, as the statements of a resource's policy see it.
final class Caller {

  /// How a statement names the caller, which decides what else has to allow the request.
  enum Named {
    /// By its own ARN, or as everybody.
    ITSELF,
    /// By the ARN of its session.
    SESSION,
    /// By its account, which leaves it to the caller's own policies.
    ACCOUNT
  }

  private final String principal;
  private final Optional<Arn> arn;
  private final Optional<String> role;

  Caller(Request request) {
    principal = request.principal();
    arn = Arn.find(principal);
    role =
        isSession()
            ? request.context().find("aws:PrincipalArn").flatMap(v -> v.stream().findFirst())
            : Optional.empty();
  }

  boolean isAccountRoot() {
    return arn.filter(Arn::isAccountRoot).isPresent();
  }

  /// An AWS service: it has no policies of its own.
  boolean isService() {
    return arn.isEmpty();
  }

  /// A role, or a session of one. A boundary limits what a resource's policy grants to a role, but
  /// not what it grants to a user or to a session by name.
  boolean isRole() {
    return isSession() || arn.filter(a -> a.resource().startsWith("role/")).isPresent();
  }

  /// Empty where the principal has none.
  String account() {
    return arn.map(Arn::account).orElse("");
  }

  private boolean isSession() {
    return arn.filter(a -> a.service().equals("sts")).isPresent();
  }

  /// Whether the statement is about this caller, named in this way.
  Truth isMeant(Principals principals, Named how) {
    if (principals.negated()) {
      return how == Named.ITSELF ? isNoneOf(principals) : Truth.NO;
    }
    Truth meant = Truth.any(principals.of("AWS"), p -> isMeant(p, how));
    if (how != Named.ITSELF) {
      return meant;
    }
    return meant
        .or(Truth.of(principals.of("Service").contains(principal)))
        .or(Truth.of(principals.of("Federated").contains(principal)));
  }

  private Truth isMeant(String named, Named how) {
    if (named.equals("*")) {
      return Truth.of(how == Named.ITSELF);
    }
    boolean isAccount = Principals.isAccountNumber(Principals.normal(named));
    return switch (how) {
      case ITSELF ->
          Truth.of(
              isAccount
                  ? isAccountRoot() && Principals.normal(named).equals(account())
                  : (named.equals(principal) && !isSession()) || named.equals(role.orElse(null)));
      case ACCOUNT ->
          Truth.of(isAccount && !isAccountRoot() && Principals.normal(named).equals(account()));
      case SESSION -> isSessionMeant(named);
    };
  }

  /// A role's own ARN does not tell the name of the session that will call.
  private Truth isSessionMeant(String named) {
    if (isSession()) {
      return Truth.of(named.equals(principal));
    }
    Arn session = Arn.find(named).orElse(null);
    boolean ofThisRole =
        session != null
            && arn.isPresent()
            && isRole()
            && session.resource().startsWith("assumed-role/" + arn.get().name() + "/")
            && session.account().equals(account());
    return ofThisRole ? Truth.maybe("whether the session is " + named) : Truth.NO;
  }

  /// `NotPrincipal` spares a role surely only where it names the role, its account and its session
  /// ("AWS JSON policy elements: NotPrincipal" of the IAM user guide).
  private Truth isNoneOf(Principals principals) {
    Truth itself =
        Truth.any(principals.of("AWS"), p -> isMeant(p, Named.ITSELF))
            .or(Truth.of(principals.of("Service").contains(principal)));
    Truth session = Truth.any(principals.of("AWS"), p -> isMeant(p, Named.SESSION));
    Truth account = Truth.any(principals.of("AWS"), p -> isMeant(p, Named.ACCOUNT));
    if (itself.isNo() && session.isNo() && account.isNo()) {
      return Truth.YES;
    }
    boolean spared =
        itself.isYes()
            && (account.isYes() || isService() || isAccountRoot())
            && (session.isYes() || !isRole());
    return spared
        ? Truth.NO
        : Truth.maybe("NotPrincipal that does not name the principal, its account and its session");
  }
}
