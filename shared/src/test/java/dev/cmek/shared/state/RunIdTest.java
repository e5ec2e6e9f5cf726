package dev.cmek.shared.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.request.Onboarding;
import dev.cmek.shared.request.RequestExample;
import java.nio.charset.StandardCharsets;
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

  /// What stands in the state buckets of deployments: it must be the digest of the same event for
  /// as long as that event can come again.
  @Test
  void digestsAsTheRecordsOfEarlierRunsSay() {
    String choices =
        """
        "keyStrategy":"SINGLE_KEY","keyRegion":"eu-west-1","dryRun":true,\
        "labels":{"team":"payments"},"acknowledge":["EARLIER_BACKUPS_UNRESTORABLE"],\
        "ticket":{"system":"jira","key":"SEC-123"}\
        """;

    assertThat(RunId.digest(EVENT))
        .isEqualTo("bc320d48bca17264abb9457f7b5b66d661b6858470aaccd52530ba1b2d306326");
    assertThat(RunId.digest(RequestExample.onboarding("e-1", choices)))
        .isEqualTo("cb99c351fb9e520d2688d769147533e5b2851b7371abe3382680b83a8cc87fac");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ,"later":false                    | {"clusterId":"c","enable":true}
          ,"later":true                     | {"clusterId":"c","enable":true,"later":true}
          ,"later":false,"keyRegion":"eu-a" | {"clusterId":"c","enable":true,"keyRegion":"eu-a"}
          """)
  void takesAMemberOfLaterVersionsWithItsDefaultForNotAsked(String more, String asked) {
    JsonNode least = tree("{\"clusterId\":\"c\",\"enable\":true,\"later\":false}");
    JsonNode request = tree("{\"clusterId\":\"c\",\"enable\":true" + more + "}");

    assertThat(RunId.asked(request, least)).isEqualTo(tree(asked));
  }

  @ParameterizedTest
  @CsvSource({"PROVISION, 1", "VERIFY, 99", "PROVISION, 999999"})
  void namesExecutionsAsStepFunctionsTakesThem(Operation operation, int attempt) {
    String name = RunId.executionName(operation, RequestExample.CLUSTER, RunId.of(EVENT), attempt);

    assertThat(name)
        .matches(operation.word() + "-" + RequestExample.CLUSTER + "-[0-9a-f]{16}-" + attempt)
        .hasSizeLessThanOrEqualTo(80);
  }

  private static JsonNode tree(String json) {
    return Payloads.tree(json.getBytes(StandardCharsets.UTF_8));
  }
}
