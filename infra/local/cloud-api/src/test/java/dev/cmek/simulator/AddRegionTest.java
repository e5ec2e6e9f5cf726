package dev.cmek.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AddRegionTest extends SimulatorTest {
  private static final String THREE_REGIONS = "\"us-east-1\":3,\"eu-west-1\":3,\"us-west-2\":3";

  @Test
  void aNewRegionBringsItsKey() throws Exception {
    // given
    enableBothRegions();
    String body = dedicated(THREE_REGIONS, spec("us-west-2", CustomerInMemory.key("us-west-2")));

    // when
    var accepted = operator.send("PATCH", CLUSTER_PATH, body);
    var during = operator.get(CMEK);
    clock.pass(Duration.ofMinutes(1));
    var after = operator.get(CMEK);

    // then
    assertThat(accepted.status()).isEqualTo(200);
    assertThat(accepted.at("/state")).isEqualTo("LOCKED");
    assertThat(accepted.at("/operation_status")).isEqualTo("CRDB_SCALE_RUNNING");
    assertThat(accepted.at("/regions/2/name")).isEqualTo("us-west-2");
    assertThat(during.at("/region_infos/2/status")).isEqualTo("ENABLING");
    assertThat(after.at("/region_infos/2/status")).isEqualTo("ENABLED");
    assertThat(after.at("/status")).isEqualTo("ENABLED");
    assertThat(reader.get(CLUSTER_PATH).at("/state")).isEqualTo("CREATED");
  }

  @Test
  void aNewRegionWithoutKeyIsRefused() throws Exception {
    enableBothRegions();

    var refused = operator.send("PATCH", CLUSTER_PATH, dedicated(THREE_REGIONS, ""));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("/message")).contains("cmek_region_specs");
    assertThat(reader.get(CLUSTER_PATH).json().path("regions")).hasSize(2);
  }

  @Test
  void onlyNewRegionsMayBringAKey() throws Exception {
    // given
    enableBothRegions();
    String specs =
        spec("us-west-2", CustomerInMemory.key("us-west-2"))
            + ","
            + spec("us-east-1", CustomerInMemory.key("us-east-1"));

    // when
    var refused = operator.send("PATCH", CLUSTER_PATH, dedicated(THREE_REGIONS, specs));

    // then
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("/message")).contains("us-east-1");
  }

  @Test
  void aKeyThatCannotBeUsedAddsNothing() throws Exception {
    // given
    enableBothRegions();
    customer.removeRole();
    String body = dedicated(THREE_REGIONS, spec("us-west-2", CustomerInMemory.key("us-west-2")));

    // when
    var refused = operator.send("PATCH", CLUSTER_PATH, body);

    // then
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("/message")).contains("insufficient permissions");
    assertThat(reader.get(CLUSTER_PATH).json().path("regions")).hasSize(2);
  }

  @Test
  void aRegionThatIsLeftOutIsRemoved() throws Exception {
    enableBothRegions();

    var accepted = operator.send("PATCH", CLUSTER_PATH, dedicated("\"us-east-1\":5", ""));

    assertThat(accepted.json().path("regions")).hasSize(1);
    assertThat(accepted.json().at("/regions/0/node_count").asInt()).isEqualTo(5);
    assertThat(operator.get(CMEK).json().path("region_infos")).hasSize(1);
  }

  @Test
  void hardwareAndAnEmptyListOfKeysMayComeAlong() throws Exception {
    String body =
        """
        {"dedicated":{"region_nodes":{"us-east-1":3,"eu-west-1":4},"cmek_region_specs":[],
          "hardware":{"machine_spec":{"num_virtual_cpus":8},"storage_gib":200}}}\
        """;

    var accepted = operator.send("PATCH", CLUSTER_PATH, body);

    assertThat(accepted.status()).isEqualTo(200);
    assertThat(accepted.json().at("/config/dedicated/num_virtual_cpus").asInt()).isEqualTo(8);
    assertThat(accepted.json().at("/config/dedicated/storage_gib").asInt()).isEqualTo(200);
    assertThat(accepted.at("/config/dedicated/machine_type")).isNotEmpty();
  }

  @Test
  void machinesMayDifferByRegion() throws Exception {
    String body =
        """
        {"plan":"ADVANCED","dedicated":{"region_machine_specs":{"eu-west-1":{"num_virtual_cpus":8}}}}\
        """;

    var accepted = operator.send("PATCH", CLUSTER_PATH, body);

    assertThat(accepted.status()).isEqualTo(200);
    assertThat(accepted.json().at("/regions/1/num_virtual_cpus").asInt()).isEqualTo(8);
    assertThat(accepted.json().at("/regions/0").has("num_virtual_cpus")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"dedicated\":{\"region_nodes\":{\"us-east-1\":2}}}|at least 3",
        "{\"dedicated\":{\"region_nodes\":{\"us-east-1\":null}}}|at least 3",
        "{\"dedicated\":{\"region_nodes\":{\"us-east-1\":3,\"moon-1\":3}}}|moon-1",
        "{\"dedicated\":{\"cmek_region_specs\":[null]}}|null",
        "{\"dedicated\":{\"regions\":{}}}|unknown field",
        "{\"dedicated\":{\"region_machine_specs\":{\"moon-1\":{}}}}|region_machine_specs",
        "{\"dedicated\":{\"region_machine_specs\":{},"
            + "\"hardware\":{\"machine_spec\":{}}}}|exclude each other",
        "{\"spec\":{\"dedicated\":{}}}|unknown field",
        "{\"region_specs\":[]}|unknown field",
        "{\"delete_protection\":\"ON\"}|enum",
      })
  void anUpdateThatDoesNotFitIsRefused(String body, String told) throws Exception {
    var refused = operator.send("PATCH", CLUSTER_PATH, body);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("/message")).contains(told);
  }

  @Test
  void labelsAreReplacedAtOnce() throws Exception {
    var first = operator.send("PATCH", CLUSTER_PATH, "{\"labels\":{\"team\":\"a\",\"x\":\"y\"}}");
    var second =
        operator.send(
            "PATCH",
            CLUSTER_PATH,
            "{\"labels\":{\"team\":\"b\"},\"delete_protection\":\"ENABLED\"}");

    assertThat(first.at("/labels/x")).isEqualTo("y");
    assertThat(second.json().path("labels")).hasSize(1);
    assertThat(second.at("/labels/team")).isEqualTo("b");
    assertThat(second.at("/delete_protection")).isEqualTo("ENABLED");
    assertThat(second.at("/state")).isEqualTo("CREATED");
  }

  @Test
  void aLockedClusterIsNotChanged() throws Exception {
    simulator.changeCluster(CLUSTER, "{\"state\":\"LOCKED\"}");

    var refused = operator.send("PATCH", CLUSTER_PATH, "{\"labels\":{}}");

    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.json().path("code").asInt()).isEqualTo(14);
  }

  @Test
  void whatIsNotSimulatedSaysSo() throws Exception {
    var refused = operator.send("PATCH", CLUSTER_PATH, "{\"upgrade_status\":\"FINALIZED\"}");

    assertThat(refused.status()).isEqualTo(501);
  }

  private static String dedicated(String nodes, String specs) {
    return "{\"dedicated\":{\"region_nodes\":{%s},\"cmek_region_specs\":[%s]}}"
        .formatted(nodes, specs);
  }
}
