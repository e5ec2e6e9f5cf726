package dev.cmek.shared.iam;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;

/// Yes, no, or not to be told: three-valued logic that keeps what it depends on.
///
/// @param open what would have to be known; empty unless it is [State#MAYBE]
record Truth(State state, Set<String> open) {

  enum State {
    YES,
    NO,
    MAYBE
  }

  static final Truth YES = new Truth(State.YES, Set.of());
  static final Truth NO = new Truth(State.NO, Set.of());

  static Truth maybe(String open) {
    return new Truth(State.MAYBE, Set.of(open));
  }

  static Truth of(boolean yes) {
    return yes ? YES : NO;
  }

  boolean isYes() {
    return state == State.YES;
  }

  boolean isNo() {
    return state == State.NO;
  }

  Truth and(Truth other) {
    if (isNo() || other.isNo()) {
      return NO;
    }
    return isYes() ? other : join(other);
  }

  Truth or(Truth other) {
    if (isYes() || other.isYes()) {
      return YES;
    }
    return isNo() ? other : join(other);
  }

  Truth not() {
    return switch (state) {
      case YES -> NO;
      case NO -> YES;
      case MAYBE -> this;
    };
  }

  private Truth join(Truth other) {
    Set<String> both = new LinkedHashSet<>(open);
    both.addAll(other.open);
    return new Truth(State.MAYBE, both);
  }

  /// True of one at least.
  static <T> Truth any(Collection<T> of, Function<T, Truth> test) {
    Truth any = NO;
    for (T t : of) {
      any = any.or(test.apply(t));
      if (any.isYes()) {
        return any;
      }
    }
    return any;
  }

  /// True of each.
  static <T> Truth all(Collection<T> of, Function<T, Truth> test) {
    Truth all = YES;
    for (T t : of) {
      all = all.and(test.apply(t));
      if (all.isNo()) {
        return all;
      }
    }
    return all;
  }
}
