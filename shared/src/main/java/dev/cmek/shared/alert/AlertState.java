package dev.cmek.shared.alert;

import dev.cmek.shared.verify.FindingId;
import java.time.Instant;
import java.util.List;

/// What people know about a cluster: `clusters/<cluster id>/alerts.json` in the state bucket. It
/// advances only after they were told.
///
/// @param open what they were told of and what is not over yet
/// @param unknownSweeps how many sweeps in a row could not tell
public record AlertState(List<Open> open, int unknownSweeps) {

  /// Nothing is wrong, as far as people know.
  public static final AlertState NONE = new AlertState(List.of(), 0);

  public AlertState {
    open = List.copyOf(open);
  }

  /// A finding that people know of.
  ///
  /// @param since when it was first seen
  /// @param toldAt when they were last told or reminded
  /// @param reminders how many there were
  public record Open(FindingId finding, Instant since, Instant toldAt, int reminders) {}

  public boolean isOpen(FindingId finding) {
    return open.stream().anyMatch(o -> o.finding().equals(finding));
  }
}
