package dev.cmek.local.gcp.settings;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// How this cloud behaves; can be changed while it runs.
public final class Settings {

  private final InstantSource clock;
  private volatile Duration propagationDelay = Duration.ZERO;
  private volatile int pushSpeed = 20;
  private volatile OrganizationPolicies organizationPolicies = OrganizationPolicies.NONE;

  public Settings(InstantSource clock) {
    this.clock = clock;
  }

  /// How long a change of a policy or an account takes to count; reads show it at once.
  public Duration propagationDelay() {
    return propagationDelay;
  }

  /// Changes it for the changes that come after.
  public void propagationDelay(Duration delay) {
    if (delay.isNegative()) {
      throw new IllegalArgumentException("propagationDelay must not be negative");
    }
    propagationDelay = delay;
  }

  /// When a change made now counts.
  public Instant seenFrom() {
    return clock.instant().plus(propagationDelay);
  }

  /// What the organization forbids.
  public OrganizationPolicies organizationPolicies() {
    return organizationPolicies;
  }

  /// Changes it for the calls that come after.
  public void organizationPolicies(OrganizationPolicies policies) {
    organizationPolicies = policies;
  }

  /// How many times shorter the waits between two pushes of a message are than a subscription's
  /// retry policy says: by 20 its ten seconds at the least are half a second.
  public int pushSpeed() {
    return pushSpeed;
  }

  /// Changes it for the waits that come after.
  public void pushSpeed(int speed) {
    if (speed < 1) {
      throw new IllegalArgumentException("pushSpeed must be positive");
    }
    pushSpeed = speed;
  }
}
