package dev.cmek.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class FaultsTest extends SimulatorTest {

  @Test
  void aFaultIsUsedUp() throws Exception {
    faults(
        "{\"method\":\"GET\",\"path\":\"/cmek\",\"times\":2,\"kind\":\"STATUS\",\"status\":500}");

    assertThat(operator.get(CLUSTER_PATH).status()).isEqualTo(200);
    assertThat(operator.get(CMEK).status()).isEqualTo(500);
    assertThat(operator.get(CMEK).at("/message")).isNotEmpty();
    assertThat(operator.get(CMEK).status()).isEqualTo(200);
    assertThat(simulator.settings().faults()).isEmpty();
  }

  @Test
  void faultsComeInTheirOrder() throws Exception {
    faults(
        "{\"kind\":\"STATUS\",\"status\":503}", "{\"kind\":\"STATUS\",\"status\":401,\"times\":2}");

    assertThat(reader.get(CLUSTER_PATH).status()).isEqualTo(503);
    assertThat(reader.get(CLUSTER_PATH).status()).isEqualTo(401);
    assertThat(simulator.settings().faults()).hasSize(1);
    assertThat(reader.get(CLUSTER_PATH).status()).isEqualTo(401);
    assertThat(reader.get(CLUSTER_PATH).status()).isEqualTo(200);
  }

  @Test
  void aProxyMayAnswerHtml() throws Exception {
    faults("{\"kind\":\"HTML\"}");

    var answer = reader.get(CLUSTER_PATH);

    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.header("Content-Type")).isEqualTo("text/html");
    assertThat(answer.text()).startsWith("<html>");
  }

  @Test
  void aBodyMayBeEmpty() throws Exception {
    faults("{\"kind\":\"EMPTY\",\"status\":200}");

    var answer = reader.get(CLUSTER_PATH);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEmpty();
  }

  @Test
  void throttlingCanBeHadWithoutHurry() throws Exception {
    faults("{\"kind\":\"THROTTLE\"}");

    var answer = reader.get(CLUSTER_PATH);

    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.header("Retry-After")).isEqualTo("1");
  }

  @Test
  void anAnswerMayBeSlow() throws Exception {
    faults("{\"kind\":\"SLOW\",\"delay\":\"PT0.2S\"}");
    Instant begin = Instant.now();

    var answer = reader.get(CLUSTER_PATH);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(Duration.between(begin, Instant.now()))
        .isGreaterThanOrEqualTo(Duration.ofMillis(190));
  }

  @Test
  void aRequestMayBeLost() throws Exception {
    faults("{\"method\":\"POST\",\"kind\":\"DROP_BEFORE\"}");

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> operator.send("POST", CMEK, specs("us-east-1", "eu-west-1")));
    assertThat(operator.get(CMEK).at("/status")).isEqualTo("DISABLED");
    assertThat(simulator.requests().getFirst().status()).isNull();
  }

  @Test
  void anAnswerMayBeLost() throws Exception {
    faults("{\"method\":\"POST\",\"kind\":\"DROP_AFTER\"}");

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> operator.send("POST", CMEK, specs("us-east-1", "eu-west-1")));
    assertThat(operator.get(CMEK).at("/status")).isEqualTo("ENABLING");
  }

  private void faults(String... faults) {
    simulator.settings("{\"faults\":[" + String.join(",", faults) + "]}");
  }
}
