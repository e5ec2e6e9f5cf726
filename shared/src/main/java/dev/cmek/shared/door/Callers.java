package dev.cmek.shared.door;

import dev.cmek.shared.secret.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Who may send requests over HTTP, as one secret says.
///
/// It is read at the first request and again after five minutes. Where it does not know a caller,
/// or not by what that proves itself with, it is read once more, because somebody may just have
/// changed it; at most every 30 seconds, because anybody can make us do so.
public final class Callers {

  private static final Duration FRESH = Duration.ofMinutes(5);
  private static final Duration LEAST_BETWEEN = Duration.ofSeconds(30);

  /// What was read, and when.
  private record Known(Map<String, Caller> callers, Instant at) {}

  private final Supplier<Secret> source;
  private final InstantSource clock;
  private final AtomicReference<@Nullable Known> known = new AtomicReference<>();

  /// Callers as the secret says that this reads.
  public Callers(Supplier<Secret> source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  /// The caller of this name, if it proves to be.
  ///
  /// @throws IllegalArgumentException if the secret is not as it should be
  Optional<Caller> find(String keyId, Predicate<Caller> proof) {
    Known read = notOlderThan(FRESH);
    Optional<Caller> found = find(read, keyId, proof);
    return found.isPresent() ? found : find(notOlderThan(LEAST_BETWEEN), keyId, proof);
  }

  private static Optional<Caller> find(Known read, String keyId, Predicate<Caller> proof) {
    return Optional.ofNullable(read.callers().get(keyId)).filter(proof);
  }

  private Known notOlderThan(Duration age) {
    Known read = known.get();
    Instant now = clock.instant();
    if (read != null && now.isBefore(read.at().plus(age))) {
      return read;
    }
    Known fresh = new Known(CallersParser.parse(source.get()), now);
    known.set(fresh);
    return fresh;
  }
}
