package dev.cmek.shared.alert;

import dev.cmek.shared.sweep.Look;
import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.FindingId;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/// How alerts write down what recurs in them.
final class Wording {

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final Duration DAY = Duration.ofDays(1);

  private Wording() {}

  /// `2026-11-22 03:14 UTC`.
  static String at(Instant time) {
    return MINUTE.format(time);
  }

  /// `8 min`, `4 h`, `4 h 10 min`, `3 days`.
  static String lasting(Instant from, Instant to) {
    Duration time = Duration.between(from, to);
    if (time.compareTo(Duration.ofMinutes(1)) < 0) {
      return "1 min";
    }
    if (time.compareTo(DAY.multipliedBy(2)) >= 0) {
      return time.toDays() + " days";
    }
    String minutes = time.toMinutesPart() == 0 ? "" : " " + time.toMinutesPart() + " min";
    return time.toHours() == 0 ? minutes.strip() : time.toHours() + " h" + minutes;
  }

  /// `KEY_PENDING_DELETION` as `key pending deletion`.
  static String words(FindingCode code) {
    return code.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /// Where the docs say more about a code.
  static String runbook(FindingCode code) {
    return "docs/operations.md#" + code.name().toLowerCase(Locale.ROOT);
  }

  /// The regions that a finding concerns, in the order of the look's keys; empty if it does not
  /// say.
  static List<String> regions(Look look, List<FindingId> findings) {
    return look.keys().stream()
        .filter(key ->
            findings.stream()
                .map(FindingId::object)
                .anyMatch(object ->
                    object.equals(key.uri())
                        || object.equals(key.principal())
                        || object.endsWith(" in " + key.region())))
        .map(key -> key.region())
        .distinct()
        .toList();
  }

  /// `one`, `one and two`, `one, two and three`.
  static String list(List<String> names) {
    return names.size() < 2
        ? String.join("", names)
        : String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
  }
}
