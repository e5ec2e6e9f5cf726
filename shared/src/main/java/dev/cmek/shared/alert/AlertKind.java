package dev.cmek.shared.alert;

import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.Severity;

/// What an alert is about. One cluster gets at most one of each kind from one look.
public enum AlertKind {
  /// The cluster cannot use a key: `dev.cmek.access.lost.v1`.
  LOST("dev.cmek.access.lost.v1"),
  /// Somebody else may use a key or act as the cluster: `dev.cmek.access.exposed.v1`.
  EXPOSED("dev.cmek.access.exposed.v1"),
  /// It could not be told for some time: `dev.cmek.access.unknown.v1`.
  UNKNOWN("dev.cmek.access.unknown.v1"),
  /// What people were told of before is still so: `dev.cmek.access.reminder.v1`.
  REMINDER("dev.cmek.access.reminder.v1"),
  /// What people were told of is over: `dev.cmek.access.restored.v1`.
  RESTORED("dev.cmek.access.restored.v1");

  private final String type;

  AlertKind(String type) {
    this.type = type;
  }

  /// The CloudEvents type.
  public String type() {
    return type;
  }

  /// The kind that first tells of such a finding.
  ///
  /// @throws IllegalArgumentException for hygiene: that is for the daily digest
  static AlertKind of(FindingCode code) {
    return switch (code.severity()) {
      case ACCESS_LOST -> LOST;
      case EXPOSED -> EXPOSED;
      case UNKNOWN -> UNKNOWN;
      case HYGIENE -> throw new IllegalArgumentException(code + " raises no alert");
    };
  }

  /// Worth somebody's attention at any hour.
  boolean isUrgent() {
    return this != RESTORED && this != REMINDER;
  }

  /// Whether findings of this severity raise alerts at all.
  static boolean isRaisedBy(Severity severity) {
    return severity != Severity.HYGIENE;
  }
}
