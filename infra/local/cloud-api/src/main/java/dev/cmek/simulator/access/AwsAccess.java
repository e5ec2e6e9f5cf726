package dev.cmek.simulator.access;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The vendor in AWS: reads the customer's role and key, and decides as AWS would.
public final class AwsAccess implements CloudAccess {
  private final CustomerCloud cloud;
  private final SpreadingAccess access;

  public AwsAccess(CustomerCloud cloud) {
    this.cloud = cloud;
    this.access = new SpreadingAccess(cloud);
  }

  @Override
  public void requireFit(KeyUse use) {
    var _ = RoleArn.parse(use.principal());
    var _ = KeyArn.parse(use.uri());
  }

  @Override
  public Optional<String> obstacle(KeyUse use, Instant now, Duration delay) {
    return access.obstacle(
        new Vendor(use.account(), use.organizationId()),
        RoleArn.parse(use.principal()),
        KeyArn.parse(use.uri()),
        now,
        delay);
  }

  @Override
  public void close() {
    cloud.close();
  }
}
