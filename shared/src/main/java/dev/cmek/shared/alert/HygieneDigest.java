package dev.cmek.shared.alert;

import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.notify.Announcement;
import dev.cmek.shared.state.Digest;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.FindingId;
import dev.cmek.shared.verify.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What should be mended some day, for the whole deployment: at most once a day, and only if it is
/// not the same as last time, or a week has passed.
public final class HygieneDigest {

  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration WEEK = Duration.ofDays(7);

  /// A topic takes 256 KB.
  private static final int MOST_LINES = 200;

  private static final int LONGEST_REMEDY = 400;

  private final List<Line> lines;

  /// What people were told last: `digest.json` in the state bucket.
  ///
  /// @param digest see [#fingerprint]
  public record Told(String digest, Instant at) {

    /// Where it is in the state bucket.
    public static final String PATH = "digest.json";
  }

  private record Line(ClusterId cluster, String name, Finding finding) {}

  private HygieneDigest(List<Line> lines) {
    this.lines = List.copyOf(lines);
  }

  /// A digest of nothing yet.
  public static HygieneDigest empty() {
    return new HygieneDigest(List.of());
  }

  /// With what of these findings is hygiene.
  ///
  /// @param audible see [Muting#audible]
  public HygieneDigest with(ClusterId cluster, String name, List<Finding> audible) {
    List<Line> all = new ArrayList<>(lines);
    audible.stream()
        .filter(f -> f.severity() == Severity.HYGIENE)
        .forEach(f -> all.add(new Line(cluster, name, f)));
    return new HygieneDigest(all);
  }

  /// 64 hex digits: the same for the same findings, whatever their order.
  public String fingerprint() {
    return Digest.sha256(
        Payloads.writeString(
            lines.stream()
                .map(line -> line.cluster() + " " + FindingId.of(line.finding()))
                .sorted()
                .distinct()
                .toList()));
  }

  /// Whether to tell people now.
  public boolean isDue(Optional<Told> last, Instant now) {
    if (lines.isEmpty()) {
      return false;
    }
    if (last.isEmpty()) {
      return true;
    }
    Instant at = last.get().at();
    boolean changed = !last.get().digest().equals(fingerprint());
    return !now.isBefore(at.plus(changed ? DAY : WEEK));
  }

  /// What to remember once people were told.
  public Told told(Instant now) {
    return new Told(fingerprint(), now);
  }

  /// `dev.cmek.hygiene.digest.v1`, with `findings`, a list of
  /// `{"clusterId","name","code","object"}`, as its data.
  public Announcement announcement(Instant now) {
    Map<FindingCode, List<Line>> byCode = new TreeMap<>();
    lines.stream()
        .sorted(Comparator.comparing(Line::name).thenComparing(Line::cluster))
        .limit(MOST_LINES)
        .forEach(l -> byCode.computeIfAbsent(l.finding().code(), _ -> new ArrayList<>()).add(l));
    long clusters = lines.stream().map(Line::cluster).distinct().count();
    String title =
        "CMEK hygiene: "
            + lines.size()
            + (lines.size() == 1 ? " finding on " : " findings on ")
            + clusters
            + (clusters == 1 ? " cluster" : " clusters");
    StringBuilder text = new StringBuilder(title);
    text.append("\n\nNothing is lost or open. Mend it in working hours, or mute it:")
        .append(" docs/operations.md#mutes\n");
    byCode.forEach((code, same) -> append(text, code, same));
    if (lines.size() > MOST_LINES) {
      text.append("\nand ").append(lines.size() - MOST_LINES).append(" more: GET /v1/clusters\n");
    }
    text.append("\nYou hear of this again in a week, or the day after it changes.\n");
    return new Announcement(
        "hygiene-" + fingerprint() + "-" + now,
        "dev.cmek.hygiene.digest.v1",
        "",
        now,
        title,
        text.toString(),
        Map.of("findings", lines.stream().limit(MOST_LINES).map(HygieneDigest::data).toList()));
  }

  private static void append(StringBuilder text, FindingCode code, List<Line> same) {
    text.append('\n').append(code).append("  (").append(Wording.runbook(code)).append(")\n");
    for (Line line : same) {
      Finding finding = line.finding();
      text.append(line.name()).append("  ").append(finding.object()).append('\n');
      text.append("  ").append(finding.message()).append('\n');
      text.append(
          finding.remedy().length() <= LONGEST_REMEDY
              ? finding.remedy() + "\n"
              : "  for the command: GET /v1/clusters/" + line.cluster() + "\n");
    }
  }

  private static Map<String, Object> data(Line line) {
    return Map.of(
        "clusterId", line.cluster(),
        "name", line.name(),
        "code", line.finding().code(),
        "object", line.finding().object());
  }
}
