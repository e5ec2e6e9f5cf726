package dev.cmek.simulator.access;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A cloud in which the vendor can use whatever it is told, for tests of clients to which access
/// does not matter.
public final class GenerousAccess implements CloudAccess {

  @Override
  public void requireFit(KeyUse use) {}

  @Override
  public Optional<String> obstacle(KeyUse use, Instant now, Duration delay) {
    return Optional.empty();
  }
}
