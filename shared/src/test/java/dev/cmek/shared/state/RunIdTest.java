package dev.cmek.shared.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.shared.request.Onboarding;
import dev.cmek.shared.request.RequestExample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RunIdTest {

  private static final Onboarding EVENT = RequestExample.onboarding("e-1", "");

  @Test
  void isTheSameForTheSameEvent() {
    assertThat(RunId.of(EVENT))
        .isEqualTo(RunId.of(RequestExample.onboarding("e-1", "")))
        .matches("[0-9a-f]{64}");
  }

  @Test
  void isTheSameForOtherDataWhichTheDigestTellsApart() {
    Onboarding other = RequestExample.onboarding("e-1", "\"dryRun\":true");

    assertThat(RunId.of(other)).isEqualTo(RunId.of(EVENT));
    assertThat(RunId.digest(other)).isNotEqualTo(RunId.digest(EVENT)).matches("[0-9a-f]{64}");
  }

  @Test
  void differsByEventSourceAndCluster() {
    Onboarding otherSource = new Onboarding("//other", "e-1", EVENT.request(), false);
    Onboarding shifted =
        new Onboarding(EVENT.source() + "e", "-1", EVENT.request(), EVENT.repair());

    assertThat(RunId.of(RequestExample.onboarding("e-2", ""))).isNotEqualTo(RunId.of(EVENT));
    assertThat(RunId.of(otherSource)).isNotEqualTo(RunId.of(EVENT));
    assertThat(RunId.of(shifted)).isNotEqualTo(RunId.of(EVENT));
  }

  @Test
  void differsByOperation() {
    String verification =
        RunId.of(Operation.VERIFY, RequestExample.CLUSTER, EVENT.source(), EVENT.eventId());

    assertThat(verification).isNotEqualTo(RunId.of(EVENT)).matches("[0-9a-f]{64}");
  }

  @Test
  void digestsTheSameDataAlikeHoweverItIsWritten() {
    String labels = "\"labels\":{\"a\":\"1\",\"b\":\"2\",\"c\":\"3\"}";
    String reversed = "\"enable\":true,\"labels\":{\"c\":\"3\",\"b\":\"2\",\"a\":\"1\"}";

    assertThat(RunId.digest(RequestExample.onboarding("e-1", labels)))
        .isEqualTo(RunId.digest(RequestExample.onboarding("e-1", reversed)));
  }

  @ParameterizedTest
  @CsvSource({"PROVISION, 1", "VERIFY, 99", "PROVISION, 999999"})
  void namesExecutionsAsStepFunctionsTakesThem(Operation operation, int attempt) {
    String name = RunId.executionName(operation, RequestExample.CLUSTER, RunId.of(EVENT), attempt);

    assertThat(name)
        .matches(operation.word() + "-" + RequestExample.CLUSTER + "-[0-9a-f]{16}-" + attempt)
        .hasSizeLessThanOrEqualTo(80);
  }
}
