package dev.cmek.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RevokeCmekTest extends SimulatorTest {
  private static final String REVOKE = "{\"action\":\"REVOKE\"}";

  @Test
  void everyRegionIsRevoked() throws Exception {
    // given
    enableBothRegions();

    // when
    var during = operator.send("PATCH", CMEK, REVOKE);
    clock.pass(Duration.ofMinutes(2));
    var after = operator.get(CMEK);

    // then
    assertThat(during.status()).isEqualTo(200);
    assertThat(during.at("/status")).isEqualTo("REVOKING");
    assertThat(during.at("/region_infos/0/key_infos/0/status")).isEqualTo("REVOKING");
    assertThat(after.at("/status")).isEqualTo("REVOKED");
    assertThat(after.at("/region_infos/0/status")).isEqualTo("REVOKED");
    assertThat(after.at("/region_infos/1/key_infos/0/status")).isEqualTo("REVOKED");
    assertThat(reader.get(CLUSTER_PATH + "/nodes").at("/nodes/0/status")).isEqualTo("NOT_READY");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "PATCH"})
  void theApiCannotLeaveRevoked(String method) throws Exception {
    // given
    enableBothRegions();
    var _ = operator.send("PATCH", CMEK, REVOKE);
    clock.pass(Duration.ofMinutes(2));
    simulator.settings("{\"postOnEnabled\":\"ACCEPT\"}");

    // when
    var refused =
        operator.send(
            method, CMEK, method.equals("PATCH") ? REVOKE : specs("us-east-1", "eu-west-1"));

    // then
    assertThat(refused.status()).isEqualTo(400);
    assertThat(operator.get(CMEK).at("/status")).isEqualTo("REVOKED");
  }

  @Test
  void supportCanRestoreIt() throws Exception {
    // given
    enableBothRegions();
    var _ = operator.send("PATCH", CMEK, REVOKE);
    clock.pass(Duration.ofMinutes(2));

    // when
    var restored = admin.send("POST", "/clusters/" + CLUSTER + "/restore", "");

    // then
    assertThat(restored.status()).isEqualTo(200);
    assertThat(operator.get(CMEK).at("/status")).isEqualTo("ENABLED");
    assertThat(operator.get(CMEK).at("/region_infos/0/key_infos/0/status")).isEqualTo("ENABLED");
  }

  @Test
  void thereIsNothingToRevokeBeforeEnabling() throws Exception {
    assertThat(operator.send("PATCH", CMEK, REVOKE).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"action\":\"ENABLE\"}", "{\"status\":\"REVOKED\"}"})
  void onlyTheOneActionIsKnown(String body) throws Exception {
    enableBothRegions();

    assertThat(operator.send("PATCH", CMEK, body).status()).isEqualTo(400);
  }
}
