package dev.cmek.shared.alert;

import dev.cmek.shared.verify.FindingId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What people know about a cluster: `clusters/<cluster id>/alerts.json` in the state bucket. It
/// advances only after they were told.
///
/// @param open what is wrong: they were told of it, or somebody muted it, and it is not over yet
/// @param restored what they were told is over, for as long as its coming back would be flapping
/// @param unknownSweeps how many whole sweeps in a row could not tell
/// @param unknownIn the last of these sweeps; absent: there is none
/// @param announcements how many there were, ever: what makes the next one another one
public record AlertState(
    List<Open> open,
    List<Restored> restored,
    int unknownSweeps,
    @Nullable String unknownIn,
    int announcements) {

  /// Nothing is wrong, as far as people know.
  public static final AlertState NONE = new AlertState(List.of(), List.of(), 0, null, 0);

  public AlertState {
    open = List.copyOf(open);
    restored = List.copyOf(restored);
  }

  /// A finding that is not over.
  ///
  /// @param since when it was first seen
  /// @param toldAt when people were last told or reminded; absent: it is muted, and was from the
  ///   beginning
  /// @param reminders how many there were
  /// @param goneSince since when it has not been seen any more, where that alone does not end it;
  ///   absent: it is seen
  public record Open(
      FindingId finding,
      Instant since,
      @Nullable Instant toldAt,
      int reminders,
      @Nullable Instant goneSince) {

    /// One that people are told of, or that is muted.
    static Open seen(FindingId finding, Instant since, @Nullable Instant toldAt) {
      return new Open(finding, since, toldAt, 0, null);
    }

    Open toldAgain(Instant at) {
      return new Open(finding, since, at, reminders + 1, goneSince);
    }

    Open goneSince(@Nullable Instant at) {
      return new Open(finding, since, toldAt, reminders, at);
    }
  }

  /// A finding that ended.
  public record Restored(FindingId finding, Instant at) {}

  public boolean isOpen(FindingId finding) {
    return find(finding).isPresent();
  }

  Optional<Open> find(FindingId finding) {
    return open.stream().filter(o -> o.finding().equals(finding)).findFirst();
  }

  /// It was over a short time ago, and maybe is again.
  boolean isFlapping(FindingId finding) {
    return restored.stream().anyMatch(r -> r.finding().equals(finding));
  }

  /// With this finding in place of what was known of it, if anything was.
  AlertState with(Open changed) {
    List<Open> all = new ArrayList<>(open);
    all.removeIf(o -> o.finding().equals(changed.finding()));
    all.add(changed);
    return new AlertState(all, restored, unknownSweeps, unknownIn, announcements);
  }

  AlertState without(FindingId finding) {
    List<Open> all = open.stream().filter(o -> !o.finding().equals(finding)).toList();
    return new AlertState(all, restored, unknownSweeps, unknownIn, announcements);
  }

  /// Without it, remembering for a while that it was there.
  AlertState restored(FindingId finding, Instant at) {
    List<Restored> all = new ArrayList<>(restored);
    all.removeIf(r -> r.finding().equals(finding));
    all.add(new Restored(finding, at));
    return new AlertState(without(finding).open, all, unknownSweeps, unknownIn, announcements);
  }

  /// Forgets what ended before the given time and has not come back.
  AlertState forgetting(Instant before) {
    List<Restored> all =
        restored.stream().filter(r -> r.at().isAfter(before) || isOpen(r.finding())).toList();
    return new AlertState(open, all, unknownSweeps, unknownIn, announcements);
  }

  /// @param sweep absent if it can be told
  AlertState unknown(int sweeps, @Nullable String sweep) {
    return new AlertState(open, restored, sweeps, sweep, announcements);
  }

  AlertState announced() {
    return new AlertState(open, restored, unknownSweeps, unknownIn, announcements + 1);
  }

  /// Nothing is open any more, and nobody has to be told.
  AlertState ended() {
    return new AlertState(List.of(), List.of(), 0, null, announcements);
  }
}
