package dev.cmek.shared.alert;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.FindingId;
import dev.cmek.shared.verify.Severity;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An alert for machines: the CloudEvents `data` of every `dev.cmek.access.….v1` event.
///
/// ```json
/// {"clusterId":"f78b7feb-…","name":"orders-prod","sweep":"sweep-1","lookedAt":"2026-11-22T10:01:00Z",
///  "findings":[{"code":"KEY_DISABLED","severity":"ACCESS_LOST","object":"arn:aws:kms:…",
///    "regions":["eu-west-1"],"since":"2026-11-22T10:01:00Z","message":"the key is disabled",
///    "remedy":"aws kms enable-key …"}],
///  "changes":[{"objects":["arn:aws:kms:…"],"action":"DisableKey","by":"arn:aws:sts::…",
///    "at":"2026-11-22T09:58:12Z","sourceIp":"198.51.100.7","eventId":"0a1b…"}],
///  "differences":["keys > arn:aws:kms:… > metadata > state: Enabled -> Disabled"]}
/// ```
///
/// @param sweep the look's, see `Sweep`
/// @param changes what the audit trail tells of the last hour before, the newest first
/// @param differences what the facts lost and gained when they last changed
record AlertData(
    ClusterId clusterId,
    String name,
    String sweep,
    Instant lookedAt,
    List<Found> findings,
    List<AuditedChange> changes,
    List<String> differences) {

  /// An event may have 256 KB.
  private static final int MOST_DIFFERENCES = 50;

  private static final int LONGEST_REMEDY = 2_000;

  /// One finding.
  ///
  /// @param regions of the cluster that it concerns; empty if it is not about one
  /// @param message empty for what is over
  /// @param remedy empty for what is over; a command of more than 2,000 characters stands only in
  ///   the text and in `look.json`
  record Found(
      FindingCode code,
      Severity severity,
      String object,
      List<String> regions,
      Instant since,
      String message,
      String remedy) {}

  static AlertData of(Alert alert) {
    return new AlertData(
        alert.look().clusterId(),
        alert.look().name(),
        alert.look().sweep(),
        alert.look().at(),
        alert.telling().findings().stream()
            .map(open -> found(alert, open.finding(), open.since()))
            .toList(),
        alert.suspects(),
        alert.differences().stream().limit(MOST_DIFFERENCES).toList());
  }

  private static Found found(Alert alert, FindingId id, Instant since) {
    Optional<Finding> seen = AlertRules.in(alert.look(), id);
    return new Found(
        id.code(),
        id.code().severity(),
        id.object(),
        Wording.regions(alert.look(), List.of(id)),
        since,
        seen.map(Finding::message).orElse(""),
        seen.map(Finding::remedy).filter(r -> r.length() <= LONGEST_REMEDY).orElse(""));
  }

  /// As an announcement takes it.
  Map<String, Object> members() {
    JsonNode json = Payloads.tree(Payloads.write(this));
    Map<String, Object> members = new LinkedHashMap<>();
    json.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
    return members;
  }
}
