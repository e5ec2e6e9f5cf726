package dev.cmek.simulator.access;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/// One line of a statement's `Condition`: an operator, a key and the values that it is compared
/// with.
///
/// What can't be decided, because the key's value is unknown or the operator is not covered here,
/// is not met.
record Condition(String operator, String key, List<String> values) {

  private static final Map<String, BiPredicate<String, String>> COMPARISONS =
      Map.of(
          "StringEquals", String::equals,
          "StringEqualsIgnoreCase", String::equalsIgnoreCase,
          "StringLike", Condition::like,
          "ArnEquals", Condition::like,
          "ArnLike", Condition::like,
          "Bool", String::equalsIgnoreCase);

  private static final Map<String, String> NEGATIONS =
      Map.of(
          "StringNotEquals", "StringEquals",
          "StringNotEqualsIgnoreCase", "StringEqualsIgnoreCase",
          "StringNotLike", "StringLike",
          "ArnNotEquals", "ArnEquals",
          "ArnNotLike", "ArnLike");

  Condition {
    values = List.copyOf(values);
  }

  static List<Condition> all(JsonNode block) {
    return block.properties().stream()
        .flatMap(operator ->
            operator.getValue().properties().stream()
                .map(key ->
                    new Condition(
                        operator.getKey(), key.getKey(), PolicyDocument.strings(key.getValue()))))
        .toList();
  }

  boolean met(RequestContext context) {
    boolean forAllValues = operator.startsWith("ForAllValues:");
    String plain = operator.substring(operator.indexOf(':') + 1);
    boolean ifExists = plain.endsWith("IfExists");
    String base = ifExists ? plain.substring(0, plain.length() - "IfExists".length()) : plain;
    boolean negated = NEGATIONS.containsKey(base);
    Optional<String> actual = context.value(key);

    if (base.equals("Null")) {
      return (actual.isPresent() || context.knownAbsent(key))
          && values.contains(String.valueOf(actual.isEmpty()));
    }
    BiPredicate<String, String> comparison = COMPARISONS.get(NEGATIONS.getOrDefault(base, base));
    if (comparison == null) {
      return false;
    }
    if (actual.isEmpty()) {
      return context.knownAbsent(key) && (ifExists || negated || forAllValues);
    }
    return negated != values.stream().anyMatch(value -> comparison.test(value, actual.get()));
  }

  private static boolean like(String pattern, String text) {
    return Wildcard.matches(pattern, text);
  }
}
