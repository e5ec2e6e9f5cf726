package dev.cmek.shared.step;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.shared.cluster.ManualClock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class StepLogTest {

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final StepLog log =
      new StepLog(
          "Onboarding", new PrintStream(printed, true, UTF_8), new ManualClock(RunExample.STARTED));

  @Test
  void printsOneLineForAMessageThatADoorReceived() {
    log.received("WARN", "REJECTED", Map.of("field", "data.clusterId"));

    assertThat(printed.toString(UTF_8))
        .isEqualTo(
            """
            {"time":"2026-11-22T10:00:00Z","level":"WARN","step":"Onboarding",\
            "outcome":"REJECTED","field":"data.clusterId"}
            """);
  }

  @Test
  void staysOnOneLineWhateverTheTextHolds() {
    log.received("INFO", "STARTED", Map.of("field", "first\nsecond\r\n\"third\""));

    assertThat(printed.toString(UTF_8).lines()).hasSize(1);
  }
}
