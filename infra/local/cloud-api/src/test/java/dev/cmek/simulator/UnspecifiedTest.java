package dev.cmek.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class UnspecifiedTest extends SimulatorTest {

  @Test
  void cmekBeforeEnablingIsEmptyOrNotFound() throws Exception {
    var empty = operator.get(CMEK);
    simulator.settings("{\"cmekBeforeEnable\":\"NOT_FOUND\"}");
    var notFound = operator.get(CMEK);
    enableBothRegions();
    var enabled = operator.get(CMEK);

    assertThat(empty.at("/status")).isEqualTo("DISABLED");
    assertThat(empty.json().path("region_infos").isArray()).isTrue();
    assertThat(empty.json().path("region_infos")).isEmpty();
    assertThat(notFound.status()).isEqualTo(404);
    assertThat(notFound.json().path("code").asInt()).isEqualTo(5);
    assertThat(enabled.at("/status")).isEqualTo("ENABLED");
  }

  @Test
  void absentMembersAreLeftOutOrNull() throws Exception {
    // given
    enableBothRegions();

    // when
    var absent = operator.get(CMEK).json().at("/region_infos/0/key_infos/0");
    var onePage = reader.get("/api/v1/clusters").json();
    simulator.settings("{\"absentMembers\":\"NULL\"}");
    var asNull = operator.get(CMEK).json().at("/region_infos/0/key_infos/0");
    var onePageAsNull = reader.get("/api/v1/clusters").json();
    var cluster = reader.get(CLUSTER_PATH).json();

    // then
    assertThat(absent.has("user_message")).isFalse();
    assertThat(onePage.has("pagination")).isFalse();
    assertThat(asNull.path("user_message").isNull()).isTrue();
    assertThat(onePageAsNull.path("pagination").isNull()).isTrue();
    assertThat(cluster.path("deleted_at").isNull()).isTrue();
  }

  @Test
  void answersMayHoldUnknownFields() throws Exception {
    // given
    simulator.changeCluster(CLUSTER, "{\"labels\":{\"team\":\"a\"}}");
    simulator.settings("{\"extraFields\":true}");

    // when
    var cluster = reader.get(CLUSTER_PATH).json();

    // then
    assertThat(cluster.has("simulated_extra_field")).isTrue();
    assertThat(cluster.at("/regions/0").has("simulated_extra_field")).isTrue();
    assertThat(cluster.path("labels")).hasSize(1);
  }

  @Test
  void unknownEnumValuesOnlyDelay() throws Exception {
    // given
    simulator.settings("{\"extraEnumValues\":true}");

    // when
    var during = operator.send("POST", CMEK, specs("us-east-1", "eu-west-1"));
    clock.pass(Duration.ofMinutes(2));
    var after = operator.get(CMEK);

    // then
    assertThat(during.at("/status")).isEqualTo("SIMULATED_ENABLING");
    assertThat(during.at("/region_infos/0/status")).isEqualTo("SIMULATED_ENABLING");
    assertThat(after.at("/status")).isEqualTo("ENABLED");
    assertThat(reader.get(CLUSTER_PATH).at("/upgrade_status"))
        .isEqualTo("SIMULATED_UPGRADE_STATUS");
    assertThat(reader.get(CLUSTER_PATH).at("/state")).isEqualTo("CREATED");
  }
}
