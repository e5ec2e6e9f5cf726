package dev.cmek.shared.alert;

import dev.cmek.shared.alert.AlertState.Open;
import dev.cmek.shared.sweep.Look;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.FindingId;
import dev.cmek.shared.verify.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Whom to tell of what after a look, and what people know then. Pure: the same look tells the
/// same.
///
/// - What both looks of a sweep found begins, what neither found ends; anything in between changes
///   nothing. What comes back within an hour after it ended, ends the next time only after an hour
///   without it.
/// - What could not be told is told of after three whole sweeps in a row, and never while the
///   sweeps as a whole are degraded.
/// - Nothing begins or ends by a look that could not see it.
public final class AlertRules {

  /// From when people were told, or last reminded, to the next reminder; the last one for ever.
  private static final List<Duration> PAUSES =
      List.of(Duration.ofHours(1), Duration.ofHours(3), Duration.ofDays(1));

  private static final Duration FLAPPING = Duration.ofHours(1);

  private static final int UNKNOWN_SWEEPS = 3;

  /// A look, and what else counts.
  ///
  /// @param whole it is part of a look at all clusters
  /// @param degraded the last look at all clusters could not tell of too many
  public record Occasion(Look look, boolean whole, boolean degraded, Muting muting, Instant now) {}

  /// Something to tell.
  ///
  /// @param findings what about; of what is over: as it was
  /// @param after what people know once they were told
  public record Telling(AlertKind kind, List<Open> findings, AlertState after) {

    public Telling {
      findings = List.copyOf(findings);
    }
  }

  /// What follows from a look.
  ///
  /// @param quiet what is known before anybody is told anything
  /// @param tellings in this order
  public record Decision(AlertState quiet, List<Telling> tellings) {

    public Decision {
      tellings = List.copyOf(tellings);
    }
  }

  private AlertRules() {}

  /// Decides.
  public static Decision decide(AlertState state, Occasion occasion) {
    return switch (occasion.look().protection()) {
      case WORK_IN_PROGRESS -> new Decision(state, List.of());
      case GONE, SUSPENDED, ELSEWHERE, NOT_ELIGIBLE -> new Decision(state.ended(), List.of());
      case PROTECTED, PARTLY_PROTECTED, UNPROTECTED, UNKNOWN ->
          new Deciding(state, occasion).decide();
    };
  }

  /// Whether a look that does not find this could have: nothing hid what it is about.
  ///
  /// @param seen what the look found
  public static boolean couldSee(Collection<FindingId> seen, FindingId finding) {
    return seen.stream()
        .noneMatch(other ->
            other.code() == FindingCode.FACT_DENIED
                || other.code() == FindingCode.FACT_UNREACHABLE
                || (other.code().severity() == Severity.UNKNOWN
                    && other.object().equals(finding.object())));
  }

  /// When people are reminded of it, if it lasts.
  static Instant nextReminder(Open open, Instant toldAt) {
    int pause =
        open.finding().code().severity() == Severity.UNKNOWN
            ? PAUSES.size() - 1
            : Math.min(open.reminders(), PAUSES.size() - 1);
    return toldAt.plus(PAUSES.get(pause));
  }

  /// One decision.
  private static final class Deciding {

    private final Occasion occasion;
    private final Look look;
    private final Instant now;
    private final Set<FindingId> found;
    private final List<FindingId> earlier;
    private final boolean lookedTwice;
    private AlertState state;

    Deciding(AlertState state, Occasion occasion) {
      this.occasion = occasion;
      this.look = occasion.look();
      this.now = occasion.now();
      this.found =
          look.findings().stream()
              .filter(f -> AlertKind.isRaisedBy(f.severity()))
              .map(FindingId::of)
              .collect(Collectors.toSet());
      this.lookedTwice = look.earlier() != null;
      this.earlier = look.earlier() == null ? List.of() : look.earlier();
      this.state = state;
    }

    Decision decide() {
      countUnknown();
      noteSeen();
      List<Open> over = over();
      Map<AlertKind, List<Open>> begun = begun();
      state = state.forgetting(now.minus(FLAPPING));
      AlertState quiet = state;
      List<Telling> tellings = new ArrayList<>();
      List<Open> due = due();
      begun.forEach((kind, findings) -> tellings.add(begins(kind, findings)));
      if (!due.isEmpty()) {
        tellings.add(reminds(due));
      }
      if (!over.isEmpty()) {
        tellings.add(ends(over));
      }
      return new Decision(quiet, tellings);
    }

    private void countUnknown() {
      if (found.stream().noneMatch(f -> f.code().severity() == Severity.UNKNOWN)) {
        state = state.unknown(0, null);
      } else if (occasion.whole() && !look.sweep().equals(state.unknownIn())) {
        state = state.unknown(state.unknownSweeps() + 1, look.sweep());
      }
    }

    /// What is seen again has not been gone.
    private void noteSeen() {
      for (Open open : state.open()) {
        if (open.goneSince() != null && isSeen(open.finding())) {
          state = state.with(open.goneSince(null));
        }
      }
    }

    private boolean isSeen(FindingId finding) {
      return found.contains(finding) || earlier.contains(finding);
    }

    /// What people must be told is over. What nobody knows of ends here.
    private List<Open> over() {
      List<Open> over = new ArrayList<>();
      for (Open open : state.open()) {
        if (!isOver(open)) {
          continue;
        }
        if (open.toldAt() == null || occasion.muting().mutes(open.finding())) {
          state = state.without(open.finding());
        } else if (!state.isFlapping(open.finding())
            || (open.goneSince() != null && !now.isBefore(open.goneSince().plus(FLAPPING)))) {
          over.add(open);
        } else if (open.goneSince() == null) {
          state = state.with(open.goneSince(now));
        }
      }
      return over;
    }

    private boolean isOver(Open open) {
      FindingId finding = open.finding();
      boolean enough = lookedTwice || finding.code().severity() == Severity.UNKNOWN;
      return enough && !isSeen(finding) && couldSee(found, finding) && couldSee(earlier, finding);
    }

    /// What people must be told of for the first time. What is muted begins here.
    private Map<AlertKind, List<Open>> begun() {
      Map<AlertKind, List<Open>> begun = new TreeMap<>();
      List<FindingId> inOrder = look.findings().stream().map(FindingId::of).distinct().toList();
      for (FindingId finding : inOrder) {
        if (!found.contains(finding) || !begins(finding)) {
          continue;
        }
        Instant since = state.find(finding).map(Open::since).orElse(look.at());
        if (occasion.muting().mutes(finding)) {
          state = state.with(Open.seen(finding, since, null));
        } else {
          begun
              .computeIfAbsent(AlertKind.of(finding.code()), _ -> new ArrayList<>())
              .add(Open.seen(finding, since, now));
        }
      }
      return begun;
    }

    private boolean begins(FindingId finding) {
      if (state.isOpen(finding)) {
        // muted until now: it was looked at often enough
        return state.find(finding).filter(o -> o.toldAt() == null).isPresent();
      }
      if (finding.code().severity() == Severity.UNKNOWN) {
        return state.unknownSweeps() >= UNKNOWN_SWEEPS && !occasion.degraded();
      }
      return lookedTwice && earlier.contains(finding);
    }

    /// All that people know of, if a reminder of some of it is due.
    private List<Open> due() {
      List<Open> known =
          state.open().stream()
              .filter(o -> o.toldAt() != null && found.contains(o.finding()))
              .filter(o -> !occasion.muting().mutes(o.finding()))
              .filter(o -> !occasion.degraded() || !isUnknown(o))
              .sorted(Comparator.comparing((Open o) -> o.finding().code().severity()))
              .toList();
      return known.stream().anyMatch(this::isDue) ? known : List.of();
    }

    private boolean isDue(Open open) {
      return open.toldAt() != null && !now.isBefore(nextReminder(open, open.toldAt()));
    }

    private static boolean isUnknown(Open open) {
      return open.finding().code().severity() == Severity.UNKNOWN;
    }

    private Telling begins(AlertKind kind, List<Open> findings) {
      findings.forEach(open -> state = state.with(open));
      return telling(kind, findings);
    }

    private Telling reminds(List<Open> due) {
      List<Open> again = due.stream().map(open -> open.toldAgain(now)).toList();
      again.forEach(open -> state = state.with(open));
      return telling(AlertKind.REMINDER, again);
    }

    private Telling ends(List<Open> over) {
      over.forEach(open -> state = state.restored(open.finding(), now));
      return telling(AlertKind.RESTORED, over);
    }

    private Telling telling(AlertKind kind, List<Open> findings) {
      state = state.announced();
      return new Telling(kind, findings, state);
    }
  }

  /// What the look says of a finding; absent if it is over.
  static Optional<Finding> in(Look look, FindingId id) {
    return look.findings().stream().filter(f -> FindingId.of(f).equals(id)).findFirst();
  }
}
