package dev.cmek.local.gcp.project;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/// A value whose changes take a while to be seen everywhere. Not thread-safe.
public final class Spread<T> {

  private record Change<T>(T value, Instant seenFrom) {}

  private final Deque<Change<T>> newestFirst = new ArrayDeque<>();

  /// A value that is seen everywhere.
  public Spread(T value) {
    newestFirst.add(new Change<>(value, Instant.MIN));
  }

  /// What a read answers.
  public T latest() {
    return newestFirst.getFirst().value();
  }

  /// What counts for authorization at that time.
  public T seen(Instant now) {
    Iterator<Change<T>> changes = newestFirst.iterator();
    Change<T> change = changes.next();
    while (change.seenFrom().isAfter(now)) {
      change = changes.next();
    }
    return change.value();
  }

  /// Changes the value.
  ///
  /// @param seenFrom from when on it counts
  public void change(T value, Instant seenFrom) {
    newestFirst.addFirst(new Change<>(value, seenFrom));
  }
}
