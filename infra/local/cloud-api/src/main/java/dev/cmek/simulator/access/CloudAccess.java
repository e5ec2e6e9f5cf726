package dev.cmek.simulator.access;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How the vendor finds out, in one cloud, whether it can use a customer's key.
public interface CloudAccess extends AutoCloseable {

  /// Refuses what can't be a key, or a principal, of this cloud.
  ///
  /// @throws IllegalArgumentException naming what is wrong
  void requireFit(KeyUse use);

  /// Why the vendor can't use the key now, as a sentence; empty if it can.
  ///
  /// @param delay how long what was granted takes to be effective, where the cloud itself does not
  ///   delay it
  Optional<String> obstacle(KeyUse use, Instant now, Duration delay);

  /// Gets ready to host a cluster, again and again if need be.
  ///
  /// @param account the cluster's `account_id`
  /// @throws IllegalArgumentException if the cluster can't be hosted there
  default void host(String clusterId, String account) {}

  /// Ends connections; a cloud in memory has none.
  @Override
  default void close() {}

  /// A key that a cluster shall use.
  ///
  /// @param clusterId UUID
  /// @param account the cluster's `account_id`, where it is hosted: an AWS account, a Google Cloud
  ///   project
  /// @param organizationId the customer's
  /// @param uri of the key, as the cloud spells it
  /// @param principal the customer's, through which the key is used
  record KeyUse(
      String clusterId, String account, String organizationId, String uri, String principal) {}
}
