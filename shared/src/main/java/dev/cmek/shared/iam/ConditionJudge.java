package dev.cmek.shared.iam;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Tells whether a condition holds ("IAM JSON policy elements: Condition operators" and "Set
/// operators for multi-valued context keys" of the IAM user guide).
final class ConditionJudge {

  private static final String IF_EXISTS = "ifexists";
  private static final String ALL = "forallvalues:";
  private static final String ANY = "foranyvalue:";

  private final String version;
  private final Context context;

  ConditionJudge(String version, Context context) {
    this.version = version;
    this.context = context;
  }

  Truth holds(Condition condition) {
    Optional<List<String>> found = context.find(condition.key());
    if (found.isEmpty()) {
      return Truth.maybe(condition.toString());
    }
    List<String> actual = found.get();
    String operator = condition.operator().toLowerCase(Locale.ROOT);
    if (operator.equals("null")) {
      return isNull(condition, actual);
    }
    boolean ifExists = operator.endsWith(IF_EXISTS);
    boolean all = operator.startsWith(ALL);
    boolean any = operator.startsWith(ANY);
    String base =
        operator.substring(
            all ? ALL.length() : any ? ANY.length() : 0,
            operator.length() - (ifExists ? IF_EXISTS.length() : 0));
    Optional<Comparison> comparison = Comparison.find(base);
    if (comparison.isEmpty()) {
      return Truth.maybe(condition.toString());
    }
    boolean negated = comparison.get().isNegatedBy(base);
    if (actual.isEmpty()) {
      return Truth.of(ifExists || all || (negated && !any));
    }
    if (all) {
      return Truth.all(actual, a -> one(condition, comparison.get(), negated, a));
    }
    if (any) {
      return Truth.any(actual, a -> one(condition, comparison.get(), negated, a));
    }
    Truth matches = Truth.any(actual, a -> one(condition, comparison.get(), false, a));
    return negated ? matches.not() : matches;
  }

  private Truth one(Condition condition, Comparison comparison, boolean negated, String actual) {
    Truth matches =
        Truth.any(condition.values(), wanted -> compare(condition, comparison, wanted, actual));
    return negated ? matches.not() : matches;
  }

  private Truth compare(Condition condition, Comparison comparison, String wanted, String actual) {
    return Variables.resolve(wanted, version, context)
        .flatMap(w -> comparison.matches(w, actual))
        .map(Truth::of)
        .orElseGet(() -> Truth.maybe(condition.toString()));
  }

  private static Truth isNull(Condition condition, List<String> actual) {
    return Truth.any(
        condition.values(),
        wanted ->
            switch (wanted.toLowerCase(Locale.ROOT)) {
              case "true" -> Truth.of(actual.isEmpty());
              case "false" -> Truth.of(!actual.isEmpty());
              default -> Truth.maybe(condition.toString());
            });
  }
}
