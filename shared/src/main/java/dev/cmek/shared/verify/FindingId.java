package dev.cmek.shared.verify;

/// What makes two findings the same one, however its text changes from look to look.
///
/// @param object such as a key's ARN
public record FindingId(FindingCode code, String object) {

  public static FindingId of(Finding finding) {
    return new FindingId(finding.code(), finding.object());
  }
}
