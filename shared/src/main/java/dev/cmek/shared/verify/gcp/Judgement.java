package dev.cmek.shared.verify.gcp;

import dev.cmek.shared.gcp.IamPolicy.Condition;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Whether somebody has a permission by the grants that count for an object.
sealed interface Judgement {

  /// Always.
  ///
  /// @param by one of the grants that say so: the nearest
  record Allowed(Held by) implements Judgement {}

  /// It depends.
  ///
  /// @param on clauses for a person
  record Undecided(Set<String> on) implements Judgement {}

  /// No grant that was read says so.
  record NotGranted() implements Judgement {}

  /// Judges the grants.
  ///
  /// @param held nearest first
  /// @param member such as `serviceAccount:…`
  static Judgement of(List<Held> held, String member, String permission, GcpFacts facts) {
    Set<String> on = new LinkedHashSet<>();
    for (Held one : held) {
      boolean named = one.grant().member().equals(member) || one.isEveryone();
      if (!named && !one.member().isCollective()) {
        continue;
      }
      Optional<Set<String>> permissions = facts.permissions(one.grant().role());
      Condition condition = one.grant().condition();
      if (permissions.isEmpty()) {
        on.add("what " + one.grant().role() + " allows could not be read");
      } else if (permissions.get().contains(permission)) {
        if (named && condition == null) {
          return new Allowed(one);
        }
        if (!named) {
          on.add("whether it belongs to " + one.grant().member());
        }
        if (condition != null) {
          on.add(condition.expression());
        }
      }
    }
    return on.isEmpty() ? new NotGranted() : new Undecided(on);
  }
}
