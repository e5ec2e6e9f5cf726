package dev.cmek.shared.verify;

import dev.cmek.shared.verify.Reading.Absent;
import dev.cmek.shared.verify.Reading.Denied;
import dev.cmek.shared.verify.Reading.Read;
import dev.cmek.shared.verify.Reading.Unreachable;
import java.util.Optional;

/// Findings about what could not be read, which is never taken for fine: the same on every cloud
/// but for the words.
///
/// @param allowing where a right is given, and what may stand against it: `in the role of …, and
///   look for …`
/// @param places what is not well if nothing can be reached, such as `IAM and KMS in that region`
public record Unread(String allowing, String places) {

  /// Why a reading tells nothing; empty if it does.
  public Optional<Finding> find(String object, Reading<?> reading) {
    return switch (reading) {
      case Read<?> _, Absent<?> _ -> Optional.empty();
      case Denied<?>(String action) ->
          Optional.of(
              new Finding(
                  FindingCode.FACT_DENIED,
                  object,
                  "verification may not " + action + " on " + object,
                  "Allow " + action + " on " + object + " " + allowing));
      case Unreachable<?>(String cause) -> Optional.of(unreachable(object, cause));
    };
  }

  /// The object was there, and then something was not that it must have.
  public Finding vanished(String object) {
    return unreachable(object, "something of it vanished while it was looked at");
  }

  private Finding unreachable(String object, String cause) {
    return new Finding(
        FindingCode.FACT_UNREACHABLE,
        object,
        "something about " + object + " could not be read: " + cause,
        "Nothing, unless it lasts: then look at the state of " + places);
  }
}
