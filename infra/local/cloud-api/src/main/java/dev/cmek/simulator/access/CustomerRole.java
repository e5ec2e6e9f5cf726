package dev.cmek.simulator.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A role as the customer's cloud shows it. Policies are JSON documents, not URL-encoded.
///
/// @param policies inline and attached managed policies, in no order
/// @param boundary the permissions boundary's document; empty means unbounded
public record CustomerRole(
    RoleArn arn,
    Instant createdAt,
    String trust,
    List<String> policies,
    Optional<String> boundary) {

  public CustomerRole {
    policies = List.copyOf(policies);
  }
}
