package dev.cmek.shared.alert;

import dev.cmek.shared.notify.Announcement;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// What people are told of the sweeps as a whole, in place of an alert for every cluster.
public final class SystemAlerts {

  private static final int MOST_CAUSES = 10;

  private SystemAlerts() {}

  /// Too many clusters could not be told of: `dev.cmek.sweep.degraded.v1`, with `sweep`, `unknown`,
  /// `looked` and `causes` as its data.
  ///
  /// @param sweep see `Sweep`
  /// @param unknown how many of those that were looked at
  /// @param causes why, the most frequent first
  public static Announcement degraded(
      String sweep, int unknown, int looked, List<String> causes, Instant now) {
    List<String> most = causes.stream().limit(MOST_CAUSES).toList();
    StringBuilder text =
        new StringBuilder()
            .append("CMEK SWEEP DEGRADED: ")
            .append(share(unknown, looked))
            .append("\n\nNobody can tell at the moment whether these clusters can still use their")
            .append(" keys. Nothing is known to be lost, but a loss would go unnoticed. As so many")
            .append(" are concerned, there are no alerts for single clusters.\n\nWhy\n");
    most.forEach(cause -> text.append(cause).append('\n'));
    text.append("\nWhat to do: see whether the Cloud API and the cloud of the keys answer at all,")
        .append(
            " and whether the functions' API key and roles still hold: docs/operations.md#sweep_degraded\n")
        .append("\nYou are told when the sweeps see again.\n");
    return new Announcement(
        "sweep-degraded-" + sweep,
        "dev.cmek.sweep.degraded.v1",
        "",
        now,
        "CMEK SWEEP DEGRADED: " + share(unknown, looked),
        text.toString(),
        Map.of("sweep", sweep, "unknown", unknown, "looked", looked, "causes", most));
  }

  /// The sweeps see again: `dev.cmek.sweep.recovered.v1`, with `sweep`, `unknown` and `looked` as
  /// its data.
  public static Announcement recovered(String sweep, int unknown, int looked, Instant now) {
    String title = "CMEK SWEEP RECOVERED: " + share(unknown, looked);
    return new Announcement(
        "sweep-recovered-" + sweep,
        "dev.cmek.sweep.recovered.v1",
        "",
        now,
        title,
        title + "\n\nAlerts are about single clusters again.\n",
        Map.of("sweep", sweep, "unknown", unknown, "looked", looked));
  }

  private static String share(int unknown, int looked) {
    return unknown + " of " + looked + " clusters could not be judged";
  }
}
