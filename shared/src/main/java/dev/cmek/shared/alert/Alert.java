package dev.cmek.shared.alert;

import dev.cmek.shared.alert.AlertRules.Telling;
import dev.cmek.shared.alert.AlertState.Open;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.notify.Announcement;
import dev.cmek.shared.state.Digest;
import dev.cmek.shared.sweep.Look;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Something to tell about one cluster, with all that belongs to it.
///
/// @param changes what was changed lately, the newest first
record Alert(Telling telling, Look look, List<AuditedChange> changes, Instant now) {

  /// The trail tells of a change some minutes late, and a sweep sees it one period late.
  private static final Duration BEFORE = Duration.ofHours(1);

  Alert {
    changes = List.copyOf(changes);
  }

  /// One announcement of it, under the same id however often it is tried.
  Announcement announcement(AuditTrail trail) {
    AlertText text = new AlertText(this, trail);
    return new Announcement(
        id(),
        kind().type(),
        look.clusterId().value(),
        now,
        text.title(),
        text.text(),
        AlertData.of(this).members());
  }

  AlertKind kind() {
    return telling.kind();
  }

  List<FindingId> ids() {
    return telling.findings().stream().map(Open::finding).toList();
  }

  /// What the look says of them, worst first; nothing of what is over.
  List<Finding> findings() {
    List<FindingId> ids = ids();
    return look.findings().stream().filter(f -> ids.contains(FindingId.of(f))).toList();
  }

  Instant since() {
    return telling.findings().stream().map(Open::since).min(Instant::compareTo).orElse(now);
  }

  /// What people know is wrong beside it.
  List<Open> others() {
    List<FindingId> ids = ids();
    return telling.after().open().stream()
        .filter(open -> open.toldAt() != null && !ids.contains(open.finding()))
        .toList();
  }

  /// What may have caused it.
  List<AuditedChange> suspects() {
    Instant from = (kind() == AlertKind.RESTORED ? look.factsSince() : since()).minus(BEFORE);
    return changes.stream().filter(change -> !change.at().isBefore(from)).toList();
  }

  /// What the facts lost and gained when they last changed; empty if that was long before.
  List<String> differences() {
    boolean changedThen = !look.factsSince().isBefore(since().minus(BEFORE));
    return look.facts() == null || look.factsBefore() == null || !changedThen
        ? List.of()
        : Differences.between(look.factsBefore(), look.facts());
  }

  private String id() {
    List<String> findings =
        ids().stream().map(id -> id.code() + " " + id.object()).sorted().toList();
    return Digest.sha256(
        Payloads.writeString(
            List.of(look.clusterId(), kind().type(), telling.after().announcements(), findings)));
  }
}
