package dev.cmek.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RotateCmekTest extends SimulatorTest {
  private static final String NEW_KEY =
      CustomerInMemory.key("us-east-1", "11111111-0000-0000-0000-000000000002");

  @Test
  void aNewKeyTakesOverAndTheOldOneIsKept() throws Exception {
    // given
    enableBothRegions();
    customer.addKey(NEW_KEY, clock.instant());
    String body = "{\"region_specs\":[" + spec("us-east-1", NEW_KEY) + "]}";

    // when
    var during = operator.send("PUT", CMEK, body);
    clock.pass(Duration.ofMinutes(1));
    var after = operator.get(CMEK);

    // then
    assertThat(during.at("/status")).isEqualTo("ROTATING");
    assertThat(during.at("/region_infos/0/status")).isEqualTo("ENABLED");
    assertThat(during.at("/region_infos/1/status")).isEqualTo("ROTATING");
    assertThat(during.at("/region_infos/1/key_infos/0/status")).isEqualTo("ENABLING");
    assertThat(during.at("/region_infos/1/key_infos/1/status")).isEqualTo("DISABLING");
    assertThat(after.at("/status")).isEqualTo("ENABLED");
    assertThat(after.at("/region_infos/1/key_infos/0/spec/uri")).isEqualTo(NEW_KEY);
    assertThat(after.at("/region_infos/1/key_infos/0/status")).isEqualTo("ENABLED");
    assertThat(after.at("/region_infos/1/key_infos/1/status")).isEqualTo("DISABLED");
    assertThat(after.json().at("/region_infos/0/key_infos")).hasSize(1);
  }

  @Test
  void theOrderOfKeysIsASetting() throws Exception {
    // given
    enableBothRegions();
    customer.addKey(NEW_KEY, clock.instant());
    simulator.settings("{\"keyInfoOrder\":\"OLDEST_FIRST\"}");

    // when
    var during =
        operator.send("PUT", CMEK, "{\"region_specs\":[" + spec("us-east-1", NEW_KEY) + "]}");

    // then
    assertThat(during.at("/region_infos/1/key_infos/0/spec/uri"))
        .isEqualTo(CustomerInMemory.key("us-east-1"));
    assertThat(during.at("/region_infos/1/key_infos/1/spec/uri")).isEqualTo(NEW_KEY);
  }

  @Test
  void theSameKeyAgainIsWrappedAnew() throws Exception {
    // given
    enableBothRegions();
    String before = operator.get(CMEK).at("/region_infos/1/key_infos/0/updated_at");

    // when
    var during = operator.send("PUT", CMEK, specs("us-east-1"));
    clock.pass(Duration.ofMinutes(1));
    var after = operator.get(CMEK);

    // then
    assertThat(during.at("/region_infos/1/status")).isEqualTo("ROTATING");
    assertThat(after.at("/region_infos/1/status")).isEqualTo("ENABLED");
    assertThat(after.json().at("/region_infos/1/key_infos")).hasSize(1);
    assertThat(after.at("/region_infos/1/key_infos/0/updated_at")).isGreaterThan(before);
  }

  @Test
  void aFailedRotationLeavesTheOldKeyEnabled() throws Exception {
    // given
    enableBothRegions();
    simulator.settings("{\"accessFailure\":\"LATER\"}");

    // when
    var _ = operator.send("PUT", CMEK, "{\"region_specs\":[" + spec("us-east-1", NEW_KEY) + "]}");
    clock.pass(Duration.ofMinutes(1));
    var failed = operator.get(CMEK);

    // then
    assertThat(failed.at("/status")).isEqualTo("ROTATE_FAILED");
    assertThat(failed.at("/region_infos/1/status")).isEqualTo("ROTATE_FAILED");
    assertThat(failed.at("/region_infos/1/key_infos/0/status")).isEqualTo("ENABLE_FAILED");
    assertThat(failed.at("/region_infos/1/key_infos/0/user_message")).contains("no key");
    assertThat(failed.at("/region_infos/1/key_infos/1/status")).isEqualTo("ENABLED");
  }

  @Test
  void aFailedRotationCanBePutAgain() throws Exception {
    // given
    enableBothRegions();
    simulator.settings("{\"accessFailure\":\"LATER\"}");
    String body = "{\"region_specs\":[" + spec("us-east-1", NEW_KEY) + "]}";
    var _ = operator.send("PUT", CMEK, body);
    clock.pass(Duration.ofMinutes(1));
    customer.addKey(NEW_KEY, clock.instant());

    // when
    var _ = operator.send("PUT", CMEK, body);
    clock.pass(Duration.ofMinutes(1));
    var done = operator.get(CMEK);

    // then
    assertThat(done.at("/status")).isEqualTo("ENABLED");
    assertThat(done.at("/region_infos/1/key_infos/0/spec/uri")).isEqualTo(NEW_KEY);
    assertThat(done.at("/region_infos/1/key_infos/1/status")).isEqualTo("DISABLED");
  }

  @Test
  void nodesOfARegionThatIsWorkedOnAreNotReady() throws Exception {
    // given
    enableBothRegions();

    // when
    var _ = operator.send("PUT", CMEK, specs("us-east-1"));
    var east = reader.get(CLUSTER_PATH + "/nodes?region_name=us-east-1");
    var west = reader.get(CLUSTER_PATH + "/nodes?region_name=eu-west-1");

    // then
    assertThat(east.json().path("nodes")).hasSize(3);
    assertThat(east.at("/nodes/0/status")).isEqualTo("NOT_READY");
    assertThat(east.at("/nodes/0/region_name")).isEqualTo("us-east-1");
    assertThat(west.at("/nodes/0/status")).isEqualTo("LIVE");
  }
}
