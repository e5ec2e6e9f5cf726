package dev.cmek.simulator.access;

import java.util.Optional;

/// What the vendor can look up in a customer's AWS account. Tests answer from memory.
public interface CustomerCloud extends AutoCloseable {

  /// The role with its trust and everything that bounds its permissions, as it is now.
  Optional<CustomerRole> findRole(RoleArn role);

  /// The key with its policy, as it is now; empty also when the key's region or account has none.
  Optional<CustomerKey> findKey(KeyArn key);

  /// Ends connections; a cloud in memory has none.
  @Override
  default void close() {}
}
