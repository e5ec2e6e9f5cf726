package dev.cmek.aws.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.aws.Example;
import dev.cmek.aws.Invocation;
import dev.cmek.aws.wiring.FakeWiring;
import dev.cmek.shared.cluster.ManualClock;
import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.sweep.Look;
import dev.cmek.shared.sweep.Looks;
import dev.cmek.shared.sweep.Protection;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.FindingId;
import java.util.List;
import org.junit.jupiter.api.Test;

class RaiseAlertsFunctionTest {

  private static final String KEY = "arn:aws:kms:eu-west-1:111122223333:key/1a2b";

  private final FakeWiring wiring = new FakeWiring(new ManualClock(Example.NOW));
  private final RaiseAlertsFunction function = new RaiseAlertsFunction(wiring);

  @Test
  void tellsWhatTheWorkflowsObjectIsAbout() {
    Finding disabled =
        new Finding(FindingCode.KEY_DISABLED, KEY, "the key is disabled", "aws kms enable-key");
    Look _ =
        new Looks(wiring.state())
            .update(
                Example.CLUSTER,
                _ ->
                    new Look(
                        Example.CLUSTER,
                        "orders-prod",
                        "sweep-1",
                        Example.NOW,
                        Protection.PROTECTED,
                        List.of(new RegionKey("eu-west-1", KEY, Example.ROLE_ARN)),
                        List.of(),
                        List.of(disabled),
                        List.of(),
                        List.of(FindingId.of(disabled)),
                        null,
                        null,
                        Example.NOW));

    String answer =
        Invocation.invoke(
            function,
            """
            {"sweep":{"id":"sweep-1","execution":"arn:e","startedAt":"2026-11-22T10:00:00Z",
              "whole":true,"externalId":"o","paceMillis":1667,"secondLookSeconds":60},
             "batch":{"number":1,"clusters":[{"id":"%s","name":"orders-prod","plan":"ADVANCED",
              "cloud":"AWS","state":"CREATED","accountId":"444455556666",
              "regions":["eu-west-1"]}]},
             "cmek":{"value":[],"changes":[]},"recordFailure":{}}
            """
                .formatted(Example.CLUSTER));

    assertThat(answer).isEqualTo("{\"value\":{\"announcements\":1},\"changes\":[]}");
    assertThat(wiring.announcements().only().text())
        .contains(
            "aws kms enable-key\n",
            "aws cloudtrail lookup-events --region eu-west-1 ",
            "aws cloudtrail lookup-events --region us-east-1 ");
    assertThat(wiring.logLines())
        .anyMatch(line -> line.contains("\"step\":\"RaiseAlerts\",\"outcome\":\"LOST\""));
  }
}
