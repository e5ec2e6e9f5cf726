package dev.cmek.shared.alert;

import dev.cmek.shared.alert.AlertRules.Decision;
import dev.cmek.shared.alert.AlertRules.Occasion;
import dev.cmek.shared.alert.AlertRules.Telling;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.notify.Announcement;
import dev.cmek.shared.notify.Announcements;
import dev.cmek.shared.state.Documents;
import dev.cmek.shared.state.Memory;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Run;
import dev.cmek.shared.step.Step;
import dev.cmek.shared.step.StepInput;
import dev.cmek.shared.step.StepLog;
import dev.cmek.shared.sweep.Batch;
import dev.cmek.shared.sweep.Batch.Listed;
import dev.cmek.shared.sweep.Look;
import dev.cmek.shared.sweep.Looks;
import dev.cmek.shared.sweep.Sweep;
import dev.cmek.shared.verify.FindingId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Makes sure that people are told of what the last looks at a batch's clusters brought, once. What
/// people know advances only after they were told: what could not be told is told by the next
/// attempt, or by the next sweep.
public final class RaiseAlerts implements Step<RaiseAlerts.Input, RaiseAlerts.Raised> {

  /// The part of the workflow's object that it reads.
  public record Input(Sweep sweep, Batch batch) implements StepInput {

    @Override
    public @Nullable Run run() {
      return null;
    }
  }

  /// What was done.
  ///
  /// @param announcements how many there were
  public record Raised(int announcements) {}

  /// What the last whole sweep left behind in `sweeps/last.json`, as far as it counts here.
  ///
  /// @param degraded too many clusters could not be told of
  record LastSweep(boolean degraded) {

    static final String PATH = "sweeps/last.json";
  }

  private final Announcements announcements;
  private final AuditTrail trail;
  private final Looks looks;
  private final AlertStates states;
  private final Mutes mutes;
  private final RecentChanges changes;
  private final Memory<LastSweep> last;
  private final StepLog log;
  private final InstantSource clock;

  public RaiseAlerts(
      Announcements announcements,
      AuditTrail trail,
      Documents state,
      StepLog log,
      InstantSource clock) {
    this.announcements = announcements;
    this.trail = trail;
    this.looks = new Looks(state);
    this.states = new AlertStates(state);
    this.mutes = new Mutes(state);
    this.changes = new RecentChanges(state);
    this.last = new Memory<>(state, LastSweep.class);
    this.log = log;
    this.clock = clock;
  }

  @Override
  public Outcome<Raised> run(Input input, Changes made) {
    boolean degraded = last.find(LastSweep.PATH).map(LastSweep::degraded).orElse(false);
    int told = 0;
    RuntimeException failure = null;
    for (Listed listed : input.batch().clusters()) {
      try {
        told += raise(listed.id(), input.sweep(), degraded);
      } catch (RuntimeException e) {
        // One cluster's trouble must not keep the others' alerts from people.
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
    return new Done<>(new Raised(told));
  }

  private int raise(ClusterId cluster, Sweep sweep, boolean degraded) {
    Optional<Look> look = looks.find(cluster).filter(l -> l.sweep().equals(sweep.id()));
    if (look.isEmpty()) {
      return 0;
    }
    Instant now = clock.instant();
    AlertState before = states.find(cluster);
    Muting muting =
        look.get().findings().isEmpty() && before.open().isEmpty()
            ? Muting.NOTHING
            : mutes.of(cluster, now);
    Decision decision =
        AlertRules.decide(before, new Occasion(look.get(), sweep.whole(), degraded, muting, now));
    AlertState reached = decision.quiet();
    int told = 0;
    try {
      for (Telling telling : decision.tellings()) {
        tell(telling, look.get(), now);
        reached = telling.after();
        told++;
      }
    } finally {
      remember(cluster, before, reached);
    }
    return told;
  }

  private void tell(Telling telling, Look look, Instant now) {
    Alert alert = new Alert(telling, look, changes.of(look.clusterId()), now);
    Announcement announcement = alert.announcement(trail);
    announcements.announce(announcement);
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("cluster", look.clusterId().value());
    fields.put("codes", codes(alert.ids()));
    fields.put("announcement", announcement.id());
    log.received(alert.kind().isUrgent() ? "WARN" : "INFO", alert.kind().name(), fields);
  }

  private static String codes(List<FindingId> ids) {
    return ids.stream().map(id -> id.code().name()).distinct().collect(Collectors.joining(","));
  }

  /// If another look told people something meanwhile, its word stays: at worst they hear of this
  /// one again.
  private void remember(ClusterId cluster, AlertState before, AlertState reached) {
    if (!reached.equals(before)) {
      AlertState _ =
          states.update(cluster, found -> found.filter(now -> !now.equals(before)).orElse(reached));
    }
  }
}
