package dev.cmek.simulator.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A cloud in which every role and key has long existed and grants everything, for tests of clients
/// to which access does not matter.
public final class GenerousCloud implements CustomerCloud {
  private static final String ALL =
      """
      {"Version":"2012-10-17","Statement":[
        {"Effect":"Allow","Principal":{"AWS":"*"},"Action":"*","Resource":"*"}]}\
      """;

  @Override
  public Optional<CustomerRole> findRole(RoleArn role) {
    return Optional.of(new CustomerRole(role, Instant.EPOCH, ALL, List.of(), Optional.empty()));
  }

  @Override
  public Optional<CustomerKey> findKey(KeyArn key) {
    return Optional.of(
        new CustomerKey(
            key, Instant.EPOCH, "Enabled", "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", ALL));
  }
}
