package dev.cmek.shared.state;

/// How a run ended.
public enum RunResult {
  /// CMEK is on in every region, with our keys.
  ENABLED,
  /// Everything is there and verified; enabling was not asked for, or needs an acknowledgement.
  READY_TO_ENABLE,
  /// A dry run: the plan and its changes are foretold.
  PLANNED,
  /// The cluster was looked at, whatever was found.
  VERIFIED,
  /// Waiting does not help: somebody has to change something, then the same event goes on.
  REFUSED,
  /// A defect, or the engine stopped it; the same event goes on.
  FAILED;

  /// The event has done what it asked for; the same event again changes nothing.
  public boolean isSuccess() {
    return this != REFUSED && this != FAILED;
  }
}
