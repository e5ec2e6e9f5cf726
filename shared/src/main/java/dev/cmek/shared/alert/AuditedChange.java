package dev.cmek.shared.alert;

import java.time.Instant;
import java.util.List;

/// A change as the cloud's audit trail tells of it.
///
/// @param objects what was changed, such as ARNs
/// @param action the cloud's name for it, such as `PutRolePolicy`
/// @param by whom the trail names, such as `arn:aws:sts::111122223333:assumed-role/Admin/alice` or
///   `autoscaling.amazonaws.com`; empty if it names nobody
/// @param sourceIp where the call came from, an address or a service's name; empty if not told
/// @param eventId the trail's own id of it, by which it comes once
public record AuditedChange(
    List<String> objects, String action, String by, Instant at, String sourceIp, String eventId) {

  public AuditedChange {
    objects = List.copyOf(objects);
  }
}
