package dev.cmek.shared.iam;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tells which statements of one policy apply to a request.
final class StatementJudge {

  private final Request request;
  private final Caller caller;

  StatementJudge(Request request, Caller caller) {
    this.request = request;
    this.caller = caller;
  }

  /// Whether a statement of an identity's policy, a boundary or a session policy applies.
  Truth applies(NamedPolicy policy, Effect effect) {
    return Truth.any(
        policy.document().statements(), s -> s.effect() == effect ? covers(policy, s) : Truth.NO);
  }

  /// Whether a statement of the resource's policy applies and names the caller in this way.
  Truth applies(NamedPolicy policy, Effect effect, Caller.Named how) {
    return Truth.any(
        policy.document().statements(),
        s -> s.effect() == effect ? names(policy, s, how).and(covers(policy, s)) : Truth.NO);
  }

  /// The label of the first statement that surely denies, if one does.
  @Nullable String denial(NamedPolicy policy, boolean ofResource) {
    for (Statement s : policy.document().statements()) {
      Truth meant = ofResource ? isMeant(policy, s) : Truth.YES;
      if (!s.allows() && meant.and(covers(policy, s)).isYes()) {
        return s.label() + " of " + policy.name() + " denies it";
      }
    }
    return null;
  }

  /// Whether the statement is about the caller at all, whatever it is called there.
  private Truth isMeant(NamedPolicy policy, Statement statement) {
    return names(policy, statement, Caller.Named.ITSELF)
        .or(names(policy, statement, Caller.Named.SESSION))
        .or(names(policy, statement, Caller.Named.ACCOUNT));
  }

  private Truth names(NamedPolicy policy, Statement statement, Caller.Named how) {
    Principals principals = statement.principals();
    return principals == null
        ? Truth.NO
        : located(policy, statement, caller.isMeant(principals, how));
  }

  private Truth covers(NamedPolicy policy, Statement statement) {
    if (!isActionCovered(statement)) {
      return Truth.NO;
    }
    Truth resource = isResourceCovered(policy, statement);
    if (resource.isNo()) {
      return Truth.NO;
    }
    ConditionJudge conditions = new ConditionJudge(policy.document().version(), request.context());
    return located(
        policy, statement, resource.and(Truth.all(statement.conditions(), conditions::holds)));
  }

  private boolean isActionCovered(Statement statement) {
    Patterns actions = statement.actions();
    if (actions == null) {
      return false;
    }
    boolean named =
        actions.values().stream().anyMatch(p -> Glob.matchesIgnoreCase(p, request.action()));
    return named != actions.negated();
  }

  private Truth isResourceCovered(NamedPolicy policy, Statement statement) {
    Patterns resources = statement.resources();
    if (resources == null) {
      return Truth.of(isTrust());
    }
    Truth named =
        Truth.any(
            resources.values(),
            pattern ->
                Variables.resolve(pattern, policy.document().version(), request.context())
                    .map(p -> Truth.of(Glob.matches(p, request.resource())))
                    .orElseGet(() -> Truth.maybe("the resource " + pattern)));
    return resources.negated() ? named.not() : named;
  }

  /// The trust of a role names no resource; in a key policy a statement that names none has no
  /// effect ("Elements in a key policy" of the KMS developer guide).
  private boolean isTrust() {
    return Arn.find(request.resource()).filter(a -> a.service().equals("iam")).isPresent();
  }

  private static Truth located(NamedPolicy policy, Statement statement, Truth truth) {
    if (truth.open().isEmpty()) {
      return truth;
    }
    String where = statement.label() + " of " + policy.name() + ": ";
    Set<String> open = new LinkedHashSet<>();
    truth.open().forEach(o -> open.add(where + o));
    return new Truth(truth.state(), open);
  }
}
