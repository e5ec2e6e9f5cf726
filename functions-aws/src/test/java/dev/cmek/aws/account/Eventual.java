package dev.cmek.aws.account;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A map whose readers see a change late, as those of IAM and KMS do; writers see it at once.
public final class Eventual<K, V> {

  private final InstantSource clock;
  private final Map<K, Entry<V>> entries = new LinkedHashMap<>();
  private int reads;
  private Duration delay = Duration.ZERO;

  private static final class Entry<V> {
    private @Nullable V before;
    private @Nullable V now;
    private int reads;
    private Instant shownFrom = Instant.MIN;
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
    Entry<V> entry = entries.get(key);
    if (entry == null) {
      return Optional.empty();
    }
    boolean shown = entry.reads <= 0 && !clock.instant().isBefore(entry.shownFrom);
    entry.reads--;
    return Optional.ofNullable(shown ? entry.now : entry.before);
  }

  /// What is there.
  public Optional<V> truth(K key) {
    Entry<V> entry = entries.get(key);
    return entry == null ? Optional.empty() : Optional.ofNullable(entry.now);
  }

  /// The keys of what is there or was, the oldest first.
  public List<K> keys() {
    return List.copyOf(entries.keySet());
  }

  /// All that is there, the oldest first.
  public List<V> values() {
    return keys().stream().flatMap(key -> truth(key).stream()).toList();
  }

  private void change(K key, @Nullable V value) {
    Entry<V> entry = entries.computeIfAbsent(key, _ -> new Entry<>());
    entry.before = entry.now;
    entry.now = value;
    entry.reads = reads;
    entry.shownFrom = clock.instant().plus(delay);
  }
}
