package dev.cmek.shared.iam;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One statement of a policy.
///
/// @param sid its name; means nothing
/// @param principals only in the policy of a resource
/// @param actions without it the statement has no effect
/// @param resources absent in a role's trust; without it a statement of a key policy has no effect
public record Statement(
    @Nullable String sid,
    Effect effect,
    @Nullable Principals principals,
    @Nullable Patterns actions,
    @Nullable Patterns resources,
    List<Condition> conditions) {

  /// Keeps conditions as JSON does: one per operator and key, those of one operator together.
  ///
  /// @throws IllegalArgumentException if two conditions have the same operator and key
  public Statement {
    Map<String, Map<String, Condition>> byOperator = new LinkedHashMap<>();
    for (Condition c : conditions) {
      if (byOperator.computeIfAbsent(c.operator(), _ -> new LinkedHashMap<>()).put(c.key(), c)
          != null) {
        throw new IllegalArgumentException("two conditions " + c.operator() + " " + c.key());
      }
    }
    conditions = byOperator.values().stream().flatMap(keys -> keys.values().stream()).toList();
  }

  /// Begins a statement that allows.
  public static Builder allow(String sid) {
    return new Builder(sid, Effect.ALLOW);
  }

  /// Begins a statement that denies.
  public static Builder deny(String sid) {
    return new Builder(sid, Effect.DENY);
  }

  public boolean allows() {
    return effect == Effect.ALLOW;
  }

  /// How to speak of it: its name, or what it does.
  public String label() {
    return sid == null ? "an unnamed " + effect.text() + " statement" : "statement " + sid;
  }

  /// Puts a wanted statement together.
  public static final class Builder {

    private final String sid;
    private final Effect effect;
    private @Nullable Principals principals;
    private @Nullable Patterns actions;
    private @Nullable Patterns resources;
    private final List<Condition> conditions = new ArrayList<>();

    private Builder(String sid, Effect effect) {
      this.sid = sid;
      this.effect = effect;
    }

    public Builder to(Principals who) {
      principals = who;
      return this;
    }

    public Builder actions(String... patterns) {
      return actions(List.of(patterns));
    }

    public Builder actions(List<String> patterns) {
      actions = new Patterns(false, patterns);
      return this;
    }

    public Builder notActions(String... patterns) {
      actions = new Patterns(true, List.of(patterns));
      return this;
    }

    public Builder on(String... patterns) {
      return on(List.of(patterns));
    }

    public Builder on(List<String> patterns) {
      resources = new Patterns(false, patterns);
      return this;
    }

    public Builder onAllBut(String... patterns) {
      resources = new Patterns(true, List.of(patterns));
      return this;
    }

    /// Applies only if this holds too.
    public Builder when(String operator, String key, String... values) {
      conditions.add(new Condition(operator, key, List.of(values)));
      return this;
    }

    public Statement build() {
      return new Statement(sid, effect, principals, actions, resources, conditions);
    }
  }
}
