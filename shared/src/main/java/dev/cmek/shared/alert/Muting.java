package dev.cmek.shared.alert;

import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.FindingId;
import java.time.Instant;
import java.util.List;

/// Which findings of a cluster nobody wants to be told of at the moment.
///
/// @param mutes those that count
/// @param invalid what is wrong with those that do not: they mute nothing
public record Muting(List<Mute> mutes, List<Finding> invalid) {

  /// Everything is told.
  public static final Muting NOTHING = new Muting(List.of(), List.of());

  public Muting {
    mutes = List.copyOf(mutes);
    invalid = List.copyOf(invalid);
  }

  /// One finding that is muted.
  ///
  /// @param object the finding's, in full
  /// @param owner who decided so
  public record Mute(FindingCode code, String object, String owner, String reason, Instant until) {

    FindingId finding() {
      return new FindingId(code, object);
    }
  }

  public boolean mutes(FindingId finding) {
    return mutes.stream().anyMatch(mute -> mute.finding().equals(finding));
  }

  /// Those of the findings that are to be told.
  public List<Finding> audible(List<Finding> findings) {
    return findings.stream().filter(f -> !mutes(FindingId.of(f))).toList();
  }
}
