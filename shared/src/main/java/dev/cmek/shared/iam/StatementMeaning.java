package dev.cmek.shared.iam;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What is left of a statement when everything that means nothing is taken away.
record StatementMeaning(
    Effect effect,
    @Nullable Object principals,
    @Nullable Object actions,
    @Nullable Object resources,
    Set<Object> conditions) {

  static StatementMeaning of(Statement statement) {
    return new StatementMeaning(
        statement.effect(),
        principals(statement.principals()),
        patterns(statement.actions(), true),
        patterns(statement.resources(), false),
        statement.conditions().stream()
            .map(StatementMeaning::condition)
            .collect(Collectors.toSet()));
  }

  private static @Nullable Object principals(@Nullable Principals principals) {
    if (principals == null) {
      return null;
    }
    Map<String, Set<String>> byType = new HashMap<>();
    principals
        .byType()
        .forEach((type, values) ->
            byType.put(type, values.stream().map(Principals::normal).collect(Collectors.toSet())));
    return List.of(principals.negated(), byType);
  }

  private static @Nullable Object patterns(@Nullable Patterns patterns, boolean ignoreCase) {
    if (patterns == null) {
      return null;
    }
    Set<String> values = new HashSet<>();
    patterns.values().forEach(v -> values.add(ignoreCase ? v.toLowerCase(Locale.ROOT) : v));
    return List.of(patterns.negated(), values);
  }

  private static Object condition(Condition condition) {
    return List.of(
        condition.operator().toLowerCase(Locale.ROOT),
        condition.key().toLowerCase(Locale.ROOT),
        Set.copyOf(condition.values()));
  }
}
