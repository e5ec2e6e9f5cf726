package dev.cmek.simulator;

import dev.cmek.simulator.access.CustomerCloud;
import java.time.InstantSource;

/// What a simulator is started with.
///
/// @param cloud where the vendor looks at roles and keys; the simulator closes it
/// @param clock what all waiting is measured by
/// @param port of the API; 0 takes a free one
/// @param adminPort of the admin door; 0 takes a free one
public record SimulatorOptions(
    CustomerCloud cloud, InstantSource clock, ApiKeys keys, int port, int adminPort) {

  /// Random keys, free ports, the system's clock.
  public static SimulatorOptions of(CustomerCloud cloud) {
    return new SimulatorOptions(cloud, InstantSource.system(), ApiKeys.random(), 0, 0);
  }

  public SimulatorOptions withClock(InstantSource clock) {
    return new SimulatorOptions(cloud, clock, keys, port, adminPort);
  }

  public SimulatorOptions withKeys(ApiKeys keys) {
    return new SimulatorOptions(cloud, clock, keys, port, adminPort);
  }

  public SimulatorOptions withPorts(int port, int adminPort) {
    return new SimulatorOptions(cloud, clock, keys, port, adminPort);
  }
}
