package dev.cmek.shared.sweep;

import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.verify.Severity;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the last whole sweep knows of every cluster that the Cloud API lists: `coverage.json` in
/// the state bucket.
///
/// @param sweep see [Sweep#id]
/// @param entries by name, then by id
public record Coverage(String sweep, Instant at, List<Entry> entries) {

  /// Where it is in the state bucket.
  public static final String PATH = "coverage.json";

  /// Puts the entries in order.
  public Coverage {
    entries =
        entries.stream()
            .sorted(Comparator.comparing(Entry::name).thenComparing(Entry::clusterId))
            .toList();
  }

  /// One cluster.
  ///
  /// @param plan `ADVANCED`, `BASIC` or `STANDARD`
  /// @param cloud `AWS`, `GCP` or `AZURE`
  /// @param regionsWithoutKey names of the regions that no key protects
  /// @param rotationOverdue a key should have been rotated by now, or its rotation is off
  /// @param worst of the findings; absent: there are none
  /// @param findings how many
  /// @param lookedAt when; absent: it was not, only listed
  public record Entry(
      ClusterId clusterId,
      String name,
      String cloud,
      String plan,
      Protection protection,
      List<String> regionsWithoutKey,
      boolean rotationOverdue,
      @Nullable Severity worst,
      int findings,
      @Nullable Instant lookedAt) {

    public Entry {
      regionsWithoutKey = List.copyOf(regionsWithoutKey);
    }
  }
}
