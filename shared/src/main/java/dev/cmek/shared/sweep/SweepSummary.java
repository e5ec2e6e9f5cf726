package dev.cmek.shared.sweep;

import dev.cmek.shared.evidence.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A whole sweep in numbers: `sweeps/last.json` in the state bucket, and in evidence.
///
/// @param clusters how many the Cloud API listed
/// @param protections how many of them by what a look says of them
/// @param looked how many should be looked at
/// @param accessLost how many can't use a key, for sure and not muted
/// @param exposed how many of which somebody else may use a key, for sure and not muted
/// @param unknown how many could not be judged, or were not looked at
/// @param untidy how many should be tidied up
/// @param batches how many there were
/// @param troubles what went wrong with batches; empty: nothing
/// @param degraded too many could not be judged for alerts about single ones
/// @param toldAt when people were last told that sweeps are degraded; absent: as far as they know
///   they are not
/// @param failure why the sweep did not come to its end; absent: it did
record SweepSummary(
    String sweep,
    Instant startedAt,
    Instant endedAt,
    int clusters,
    Map<Protection, Integer> protections,
    int looked,
    int accessLost,
    int exposed,
    int unknown,
    int untidy,
    int batches,
    List<String> troubles,
    boolean degraded,
    @Nullable Instant toldAt,
    @Nullable Failure failure) {

  /// Where the last one is in the state bucket.
  static final String PATH = "sweeps/last.json";

  SweepSummary {
    protections = new TreeMap<>(protections);
    troubles = List.copyOf(troubles);
  }

  SweepSummary told(@Nullable Instant at) {
    return new SweepSummary(
        sweep,
        startedAt,
        endedAt,
        clusters,
        protections,
        looked,
        accessLost,
        exposed,
        unknown,
        untidy,
        batches,
        troubles,
        degraded,
        at,
        failure);
  }

  /// For metrics, by the names that their filters read.
  Map<String, Object> numbers() {
    Map<String, Object> numbers = new LinkedHashMap<>();
    numbers.put("sweep", sweep);
    numbers.put("clusters", clusters);
    numbers.put("looked", looked);
    numbers.put("protected", protections.getOrDefault(Protection.PROTECTED, 0));
    numbers.put("unprotected", protections.getOrDefault(Protection.UNPROTECTED, 0));
    numbers.put("accessLost", accessLost);
    numbers.put("exposed", exposed);
    numbers.put("unknown", unknown);
    numbers.put("hygiene", untidy);
    numbers.put("batches", batches);
    numbers.put("troubles", troubles.size());
    numbers.put("degraded", degraded);
    numbers.put("seconds", Duration.between(startedAt, endedAt).toSeconds());
    return numbers;
  }

  /// One record for auditors.
  ///
  /// @param type `dev.cmek.evidence.sweep.v1`
  /// @param previous hex SHA-256 of the record of the sweep before
  /// @param previousPath of that record
  record Evidence(
      String type, Instant at, String previous, String previousPath, SweepSummary summary) {}
}
