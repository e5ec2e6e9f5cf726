package dev.cmek.simulator;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// A simulator with one cluster of two regions, a customer who did everything right long ago, and a
/// clock that the test moves.
abstract class SimulatorTest {
  static final String CLUSTER = "35c4abb2-bb66-46d7-afed-25ebef5ed2aa";
  static final String VENDOR = "111122223333";
  static final String ORGANIZATION = "0f3f7e6c-2b53-4d6b-8f15-7fd5e2ac4c11";
  static final String CMEK = "/api/v1/clusters/" + CLUSTER + "/cmek";
  static final String CLUSTER_PATH = "/api/v1/clusters/" + CLUSTER;
  static final String CLUSTER_JSON =
      """
      {"id":"%s","name":"orders-prod","plan":"ADVANCED","cloud_provider":"AWS","account_id":"%s",
       "regions":[{"name":"us-east-1","node_count":3},{"name":"eu-west-1","node_count":3}],
       "organization_id":"%s"}\
      """
          .formatted(CLUSTER, VENDOR, ORGANIZATION);

  final ManualClock clock = new ManualClock();
  final CustomerInMemory customer = new CustomerInMemory();
  CloudApiSimulator simulator;
  Http reader;
  Http operator;
  Http administrator;
  Http stranger;
  Http admin;

  @SuppressWarnings("NullAway.Init")
  SimulatorTest() {}

  @BeforeEach
  void start() throws IOException {
    simulator = CloudApiSimulator.start(SimulatorOptions.of(customer).withClock(clock));
    reader = Http.withKey(simulator.url(), simulator.keys().reader());
    operator = Http.withKey(simulator.url(), simulator.keys().operator());
    administrator = Http.withKey(simulator.url(), simulator.keys().administrator());
    stranger = Http.withoutKey(simulator.url());
    admin = Http.withoutKey(simulator.adminUrl());
    simulator.addCluster(CLUSTER_JSON);
    simulator.settings("{\"enableDuration\":\"PT1M\",\"requestsPerSecond\":1000}");
    customer.addRole(VENDOR, ORGANIZATION, clock.instant().minusSeconds(3600));
    for (String region : new String[] {"us-east-1", "eu-west-1", "us-west-2"}) {
      customer.addKey(CustomerInMemory.key(region), clock.instant().minusSeconds(3600));
    }
  }

  @AfterEach
  void stop() {
    reader.close();
    operator.close();
    administrator.close();
    stranger.close();
    admin.close();
    simulator.close();
  }

  /// A body that gives each region its key.
  static String specs(String... regions) {
    return "{\"region_specs\":[%s]}"
        .formatted(
            Arrays.stream(regions)
                .map(region -> spec(region, CustomerInMemory.key(region)))
                .collect(Collectors.joining(",")));
  }

  static String spec(String region, String uri) {
    return """
    {"region":"%s","key_spec":{"type":"AWS_KMS","uri":"%s","auth_principal":"%s"}}\
    """
        .formatted(region, uri, CustomerInMemory.ROLE);
  }

  void enableBothRegions() throws IOException, InterruptedException {
    var _ = operator.send("POST", CMEK, specs("us-east-1", "eu-west-1"));
    clock.pass(Duration.ofMinutes(2));
  }
}
