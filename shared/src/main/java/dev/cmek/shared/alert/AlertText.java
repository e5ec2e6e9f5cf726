package dev.cmek.shared.alert;

import dev.cmek.shared.alert.AlertState.Open;
import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.sweep.Look;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.FindingId;
import dev.cmek.shared.verify.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// An alert as the engineer on call reads it: what is lost and what that means, which object, since
/// when, the command that mends it, what was changed and by whom, what happens next.
final class AlertText {

  private static final int LONGEST_TITLE = 100;
  private static final int MOST_LINES = 20;
  private static final int MOST_CHANGES = 5;
  private static final int MOST_LOOKUPS = 4;

  /// A topic takes 256 KB; key policies in commands have up to 32 KB each.
  private static final int MOST_COMMANDS = 150_000;

  private final Alert alert;
  private final AuditTrail trail;
  private final Look look;
  private final Severity worst;
  private final List<String> lines = new ArrayList<>();

  AlertText(Alert alert, AuditTrail trail) {
    this.alert = alert;
    this.trail = trail;
    this.look = alert.look();
    this.worst = worst(alert.ids());
  }

  /// At most 100 characters, in ASCII as long as the cluster's name is.
  String title() {
    List<String> regions = regions();
    String where = regions.isEmpty() ? "" : " (" + String.join(", ", regions) + ")";
    String title = head() + where;
    return title.length() <= LONGEST_TITLE || regions.size() < 2
        ? title
        : head() + " (" + regions.size() + " regions)";
  }

  private String head() {
    String name = look.name();
    String lasted = Wording.lasting(alert.since(), alert.now());
    return switch (alert.kind()) {
      case LOST -> "ACCESS LOST: " + name + ", " + what();
      case EXPOSED -> "EXPOSED: " + name + ", " + what();
      case UNKNOWN -> "ACCESS UNKNOWN: " + name + ", " + what();
      case REMINDER -> "STILL " + state(worst) + " after " + lasted + ": " + name + ", " + what();
      case RESTORED ->
          isPartly()
              ? "PARTLY RESTORED: " + name + ", no longer " + what()
              : "RESTORED after " + lasted + ": " + name + " " + restored();
    };
  }

  private String what() {
    List<FindingCode> codes =
        alert.ids().stream().map(FindingId::code).sorted(bySeverity()).distinct().toList();
    String first = Wording.words(codes.getFirst());
    return codes.size() == 1 ? first : first + " and " + (codes.size() - 1) + " more";
  }

  private static String state(Severity severity) {
    return switch (severity) {
      case ACCESS_LOST -> "LOST";
      case EXPOSED -> "EXPOSED";
      case UNKNOWN, HYGIENE -> "UNKNOWN";
    };
  }

  private String restored() {
    return switch (worst) {
      case ACCESS_LOST -> "can use its keys again";
      case EXPOSED -> "is exposed no longer";
      case UNKNOWN, HYGIENE -> "can be judged again";
    };
  }

  /// Something as bad is still wrong.
  private boolean isPartly() {
    return alert.others().stream()
        .anyMatch(open -> open.finding().code().severity().compareTo(worst) <= 0);
  }

  /// The whole text.
  String text() {
    lines.add(title());
    lines.add("");
    lines.add(meaning());
    lines.add("");
    facts();
    if (alert.kind() != AlertKind.RESTORED) {
      causes();
    }
    differences();
    changes();
    next();
    return String.join("\n", lines) + "\n";
  }

  private String meaning() {
    if (alert.kind() == AlertKind.RESTORED) {
      return meaningOfEnd();
    }
    return switch (worst) {
      case ACCESS_LOST -> has(FindingCode.CMEK_REVOKED) ? revoked() : lost();
      case EXPOSED ->
          "The cluster works, but it is not protected the way it was set up: what follows says what"
              + " is open, and to whom. Until you know who did it and why, treat it as a security"
              + " incident.";
      case UNKNOWN, HYGIENE ->
          "Nobody can tell whether the cluster can still use its keys: three sweeps in a row could"
              + " not see it. Nothing is known to be lost, but a loss would go unnoticed.";
    };
  }

  private String lost() {
    List<String> regions = regions();
    String keys =
        regions.isEmpty()
            ? "its keys"
            : regions.size() == 1
                ? "the key of " + regions.getFirst()
                : "the keys of " + Wording.list(regions);
    return "The cluster cannot use "
        + keys
        + ". Running nodes go on with what they have in memory, but a node that restarts cannot come"
        + " back, and managed backups fail. Mend it before anything restarts: postpone upgrades,"
        + " scaling and maintenance.";
  }

  private static String revoked() {
    return "The vendor was told to give the key up: the data is out of reach and the cluster cannot"
        + " start. Only the vendor's support brings it back.";
  }

  private String meaningOfEnd() {
    return switch (worst) {
      case ACCESS_LOST ->
          "Two looks in a row found nothing wrong with it any more. Nodes that restarted while access"
              + " was lost do not come back by themselves: look at the cluster's nodes in the Cloud"
              + " Console, and if one is down, ask the vendor's support, naming cluster and"
              + " organization.";
      case EXPOSED ->
          "Two looks in a row found nothing wrong with it any more. Find out who used the key or the"
              + " role while it was open, if you have not yet.";
      case UNKNOWN, HYGIENE -> "The cluster could be looked at again.";
    };
  }

  private void facts() {
    Instant since = alert.since();
    boolean over = alert.kind() == AlertKind.RESTORED;
    lines.add("Cluster  " + look.name() + " (" + look.clusterId() + ")");
    lines.add(
        over
            ? "Was      "
                + Wording.at(since)
                + " to "
                + Wording.at(look.at())
                + " ("
                + Wording.lasting(since, look.at())
                + ")"
            : "Since    " + Wording.at(since) + " (" + seen(since) + ")");
    if (over) {
      section("What is over");
      alert.telling().findings().forEach(this::open);
    }
    List<Open> others = alert.others();
    if (!others.isEmpty()) {
      section("Still wrong beside it, and told before");
      others.forEach(this::open);
    }
  }

  private String seen(Instant since) {
    return switch (alert.kind()) {
      case LOST, EXPOSED -> since.equals(look.at()) ? "seen twice in a row" : "muted until now";
      case UNKNOWN -> "not seen by three sweeps in a row";
      case REMINDER, RESTORED -> Wording.lasting(since, alert.now());
    };
  }

  private void open(Open open) {
    lines.add(
        open.finding().code()
            + "  "
            + open.finding().object()
            + "  since "
            + Wording.at(open.since()));
  }

  /// Findings that one command mends read as one.
  private void causes() {
    Map<String, List<Finding>> causes = new LinkedHashMap<>();
    alert
        .findings()
        .forEach(f -> causes.computeIfAbsent(f.remedy(), _ -> new ArrayList<>()).add(f));
    int written = 0;
    for (Map.Entry<String, List<Finding>> cause : causes.entrySet()) {
      cause(cause.getValue());
      written += cause.getKey().length();
      remedy(Remedy.of(cause.getKey()), written > MOST_COMMANDS);
    }
  }

  private void cause(List<Finding> findings) {
    Map<FindingCode, List<Finding>> byCode = new LinkedHashMap<>();
    findings.forEach(f -> byCode.computeIfAbsent(f.code(), _ -> new ArrayList<>()).add(f));
    byCode.forEach((code, same) -> {
      section(code + "  (" + Wording.runbook(code) + ")");
      same.stream().map(Finding::object).distinct().forEach(lines::add);
      same.stream().map(Finding::message).distinct().forEach(lines::add);
    });
  }

  private void remedy(Remedy remedy, boolean tooLong) {
    lines.add("");
    if (!remedy.hasCommand()) {
      lines.add("What to do: " + remedy.words());
      return;
    }
    lines.add(remedy.words().isEmpty() ? "To mend it, paste:" : "What to do: " + remedy.words());
    lines.add(
        tooLong
            ? "(too long for a message: clusters/"
                + look.clusterId()
                + "/look.json in the state bucket holds it)"
            : remedy.command());
  }

  private void differences() {
    List<String> differences = alert.differences();
    if (differences.isEmpty()) {
      return;
    }
    section("What changed, as seen " + Wording.at(look.factsSince()));
    differences.stream().limit(MOST_LINES).forEach(lines::add);
    if (differences.size() > MOST_LINES) {
      lines.add("and " + (differences.size() - MOST_LINES) + " more");
    }
  }

  private void changes() {
    List<AuditedChange> suspects = alert.suspects();
    if (!suspects.isEmpty()) {
      section("Who changed something lately");
      suspects.stream().limit(MOST_CHANGES).forEach(this::change);
      return;
    }
    List<String> lookups = lookups();
    if (alert.kind() != AlertKind.RESTORED && !lookups.isEmpty()) {
      section("Who did it is not known here. The audit trail tells, up to 15 minutes late:");
      lines.addAll(lookups);
    }
  }

  private void change(AuditedChange change) {
    lines.add(
        Wording.at(change.at())
            + "  "
            + change.action()
            + " by "
            + (change.by().isEmpty() ? "somebody the trail does not name" : change.by())
            + (change.sourceIp().isEmpty() ? "" : " from " + change.sourceIp()));
    lines.add("  on " + String.join(", ", change.objects()) + " (event " + change.eventId() + ")");
  }

  /// For what is wrong itself, and for the principals of the keys concerned: a key can be lost by
  /// what was done to the role. Where it shows which of them was changed, for that alone.
  private List<String> lookups() {
    List<String> wrong = alert.ids().stream().map(FindingId::object).distinct().toList();
    Stream<String> principals =
        look.keys().stream().filter(key -> wrong.contains(key.uri())).map(RegionKey::principal);
    List<String> objects = Stream.concat(wrong.stream(), principals).distinct().toList();
    List<String> changed =
        objects.stream()
            .filter(object -> alert.differences().stream().anyMatch(d -> d.contains(object)))
            .toList();
    return (changed.isEmpty() ? objects : changed)
        .stream()
            .map(object -> trail.lookup(object, alert.since().minus(Duration.ofHours(1))))
            .flatMap(Optional::stream)
            .limit(MOST_LOOKUPS)
            .toList();
  }

  private void next() {
    if (alert.kind() == AlertKind.RESTORED && alert.others().isEmpty()) {
      return;
    }
    section("What happens next");
    if (alert.kind() == AlertKind.RESTORED) {
      lines.add("You are reminded of what is still wrong.");
      return;
    }
    Open first =
        alert.telling().findings().stream().min(Comparator.comparing(this::reminder)).orElseThrow();
    lines.add(
        "Next reminder "
            + Wording.at(reminder(first))
            + ", if it lasts; "
            + (reminder(first).isBefore(alert.now().plus(Duration.ofHours(2)))
                ? "then three hours later, then daily."
                : "then daily."));
    lines.add("You are told when it is over.");
    lines.add("Done on purpose? Then do not mend it but mute it: docs/operations.md#mutes");
  }

  private Instant reminder(Open open) {
    return AlertRules.nextReminder(open, alert.now());
  }

  private List<String> regions() {
    return Wording.regions(look, alert.ids());
  }

  private boolean has(FindingCode code) {
    return alert.ids().stream().anyMatch(id -> id.code() == code);
  }

  private void section(String head) {
    lines.add("");
    lines.add(head);
  }

  private static Severity worst(List<FindingId> ids) {
    return ids.stream()
        .map(id -> id.code().severity())
        .min(Comparator.naturalOrder())
        .orElse(Severity.HYGIENE);
  }

  private static Comparator<FindingCode> bySeverity() {
    return Comparator.comparing(FindingCode::severity).thenComparing(Comparator.naturalOrder());
  }
}
