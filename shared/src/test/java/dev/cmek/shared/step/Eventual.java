package dev.cmek.shared.step;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A map whose readers see a change late, as those of clouds do; writers see it at once.
public final class Eventual<K, V> {

  private final InstantSource clock;
  private final Map<K, List<Version<V>>> versions = new LinkedHashMap<>();
  private int reads;
  private Duration delay = Duration.ZERO;

  /// What a key came to at some time.
  private static final class Version<V> {
    private final @Nullable V value;
    private final Instant shownFrom;
    private int reads;

    private Version(@Nullable V value, Instant shownFrom, int reads) {
      this.value = value;
      this.shownFrom = shownFrom;
      this.reads = reads;
    }

    private boolean isRead(Instant now) {
      return reads-- <= 0 && !now.isBefore(shownFrom);
    }
  }

  public Eventual(InstantSource clock) {
    this.clock = clock;
  }

  /// Each change from now on is missed by its next readers, that many.
  public void hideChangesFor(int reads) {
    this.reads = reads;
  }

  /// Each change from now on is missed by its readers for that long.
  public void hideChangesFor(Duration delay) {
    this.delay = delay;
  }

  public void put(K key, V value) {
    change(key, value);
  }

  public void remove(K key) {
    change(key, null);
  }

  /// What is there, as the next reader sees it.
  public Optional<V> read(K key) {
    Optional<V> seen = Optional.empty();
    for (Version<V> version : versions.getOrDefault(key, List.of())) {
      if (version.isRead(clock.instant())) {
        seen = Optional.ofNullable(version.value);
      }
    }
    return seen;
  }

  /// What is there.
  public Optional<V> truth(K key) {
    List<Version<V>> all = versions.get(key);
    return all == null ? Optional.empty() : Optional.ofNullable(all.getLast().value);
  }

  /// The keys of what is there or was, the oldest first.
  public List<K> keys() {
    return List.copyOf(versions.keySet());
  }

  /// All that is there, the oldest first.
  public List<V> values() {
    return keys().stream().flatMap(key -> truth(key).stream()).toList();
  }

  private void change(K key, @Nullable V value) {
    versions
        .computeIfAbsent(key, _ -> new ArrayList<>())
        .add(new Version<>(value, clock.instant().plus(delay), reads));
  }
}
