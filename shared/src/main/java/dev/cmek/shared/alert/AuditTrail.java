package dev.cmek.shared.alert;

import java.time.Instant;
import java.util.Optional;

/// The cloud's audit trail, as far as a person can ask it who changed something.
@FunctionalInterface
public interface AuditTrail {

  /// The command that shows who changed the object since then, to be pasted as it is; empty if the
  /// trail knows no such object.
  Optional<String> lookup(String object, Instant since);
}
