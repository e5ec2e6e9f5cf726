package dev.cmek.simulator.access;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The vendor's access as it becomes effective some time after the customer granted it.
///
/// What is read counts once it is as old as the delay. A role and key seen for the first time are
/// as old as the younger of the two; a later change counts from when it was first seen here, and
/// until then what stood before it holds, also when access was taken away.
public final class SpreadingAccess {
  private final CustomerCloud cloud;
  private final Map<Pair, List<Sight>> sights = new HashMap<>();

  public SpreadingAccess(CustomerCloud cloud) {
    this.cloud = cloud;
  }

  /// Why the vendor can't use the key with the role now, as a sentence; empty if it can.
  public Optional<String> obstacle(
      Vendor vendor, RoleArn roleArn, KeyArn keyArn, Instant now, Duration delay) {
    Optional<CustomerRole> role = cloud.findRole(roleArn);
    Optional<CustomerKey> key = cloud.findKey(keyArn);
    Optional<Sight> effective = effective(new Pair(roleArn, keyArn), role, key, now, delay);
    if (effective.isPresent()) {
      return effective.get().obstacle(vendor);
    }
    if (role.isEmpty()) {
      return Optional.of("there is no role " + roleArn);
    }
    if (key.isEmpty()) {
      return Optional.of("there is no key " + keyArn);
    }
    return Optional.of("the grant to " + roleArn + " has not spread to " + keyArn + " yet");
  }

  private synchronized Optional<Sight> effective(
      Pair pair,
      Optional<CustomerRole> role,
      Optional<CustomerKey> key,
      Instant now,
      Duration delay) {
    List<Sight> history = sights.computeIfAbsent(pair, _ -> new ArrayList<>());
    if (history.isEmpty()) {
      if (role.isEmpty() || key.isEmpty()) {
        return Optional.empty();
      }
      history.add(new Sight(role, key, later(role.get().createdAt(), key.get().createdAt())));
    } else if (!history.getLast().shows(role, key)) {
      history.add(new Sight(role, key, now));
    }
    return history.reversed().stream()
        .filter(sight -> !sight.since().plus(delay).isAfter(now))
        .findFirst();
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private record Pair(RoleArn role, KeyArn key) {}

  private record Sight(Optional<CustomerRole> role, Optional<CustomerKey> key, Instant since) {

    boolean shows(Optional<CustomerRole> role, Optional<CustomerKey> key) {
      return this.role.equals(role) && this.key.equals(key);
    }

    Optional<String> obstacle(Vendor vendor) {
      if (role.isEmpty() || key.isEmpty()) {
        return Optional.of("the role or the key was deleted");
      }
      return VendorAccess.obstacle(vendor, role.get(), key.get());
    }
  }
}
