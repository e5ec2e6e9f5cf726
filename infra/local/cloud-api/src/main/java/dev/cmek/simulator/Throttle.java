package dev.cmek.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;

/// Counts each API key's requests of the last second.
final class Throttle {
  private static final Duration WINDOW = Duration.ofSeconds(1);

  private final Map<Caller, Deque<Instant>> served = new EnumMap<>(Caller.class);

  /// Whether one more request is within the limit; if so it counts.
  synchronized boolean admits(Caller caller, int requestsPerSecond, Instant now) {
    Deque<Instant> recent = served.computeIfAbsent(caller, _ -> new ArrayDeque<>());
    while (!recent.isEmpty() && !recent.getFirst().plus(WINDOW).isAfter(now)) {
      recent.removeFirst();
    }
    if (recent.size() >= requestsPerSecond) {
      return false;
    }
    recent.addLast(now);
    return true;
  }
}
