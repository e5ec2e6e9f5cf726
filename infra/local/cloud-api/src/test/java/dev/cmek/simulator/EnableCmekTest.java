package dev.cmek.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class EnableCmekTest extends SimulatorTest {

  @Test
  void regionsAreEnabledOneAfterTheOtherInTheOrderOfTheirNames() throws Exception {
    // given
    var accepted = operator.send("POST", CMEK, specs("us-east-1", "eu-west-1"));

    // when
    clock.pass(Duration.ofMinutes(1));
    var halfway = operator.get(CMEK);
    clock.pass(Duration.ofMinutes(1));
    var done = operator.get(CMEK);

    // then
    assertThat(accepted.status()).isEqualTo(200);
    assertThat(accepted.at("/status")).isEqualTo("ENABLING");
    assertThat(halfway.at("/status")).isEqualTo("ENABLING");
    assertThat(halfway.at("/region_infos/0/region")).isEqualTo("eu-west-1");
    assertThat(halfway.at("/region_infos/0/status")).isEqualTo("ENABLED");
    assertThat(halfway.at("/region_infos/1/status")).isEqualTo("ENABLING");
    assertThat(done.at("/status")).isEqualTo("ENABLED");
    assertThat(done.at("/region_infos/1/key_infos/0/status")).isEqualTo("ENABLED");
    assertThat(done.at("/region_infos/1/key_infos/0/spec/uri"))
        .isEqualTo(CustomerInMemory.key("us-east-1"));
  }
}
