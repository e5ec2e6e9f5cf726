package dev.cmek.simulator;

import dev.cmek.simulator.access.AwsAccess;
import dev.cmek.simulator.access.CloudAccess;
import dev.cmek.simulator.access.CustomerCloud;
import dev.cmek.simulator.access.GenerousAccess;
import java.time.InstantSource;
import java.util.Map;

/// What a simulator is started with.
///
/// @param clouds those in which the vendor can try keys, by `cloud_provider`: `AWS`, `GCP`; keys in
///   others are refused; the simulator closes them
/// @param clock what all waiting is measured by
/// @param port of the API; 0 takes a free one
/// @param adminPort of the admin door; 0 takes a free one
public record SimulatorOptions(
    Map<String, CloudAccess> clouds, InstantSource clock, ApiKeys keys, int port, int adminPort) {

  public SimulatorOptions {
    clouds = Map.copyOf(clouds);
  }

  /// Random keys, free ports, the system's clock.
  public static SimulatorOptions of(Map<String, CloudAccess> clouds) {
    return new SimulatorOptions(clouds, InstantSource.system(), ApiKeys.random(), 0, 0);
  }

  /// The same, for customers in AWS.
  public static SimulatorOptions of(CustomerCloud aws) {
    return of(Map.of("AWS", new AwsAccess(aws)));
  }

  /// The same, for customers who granted everything, in AWS and in Google Cloud.
  public static SimulatorOptions generous() {
    return of(Map.of("AWS", new GenerousAccess(), "GCP", new GenerousAccess()));
  }

  public SimulatorOptions withClock(InstantSource clock) {
    return new SimulatorOptions(clouds, clock, keys, port, adminPort);
  }

  public SimulatorOptions withKeys(ApiKeys keys) {
    return new SimulatorOptions(clouds, clock, keys, port, adminPort);
  }

  public SimulatorOptions withPorts(int port, int adminPort) {
    return new SimulatorOptions(clouds, clock, keys, port, adminPort);
  }
}
