package dev.cmek.aws.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cmek.aws.Example;
import dev.cmek.aws.Invocation;
import dev.cmek.aws.NotYetException;
import dev.cmek.aws.RefusedException;
import dev.cmek.aws.wiring.FakeWiring;
import dev.cmek.shared.cluster.ManualClock;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.request.AccessGrant;
import dev.cmek.shared.request.KeyStrategy;
import dev.cmek.shared.step.CrashingChanges;
import dev.cmek.shared.step.CrashingChanges.Crash;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A step at the edge of Lambda; all others are wrapped alike.
class EnsureRoleFunctionTest {

  private static final Example EXAMPLE =
      Example.of(KeyStrategy.KEY_PER_REGION, AccessGrant.ROLE_POLICY);

  private final ManualClock clock = new ManualClock(Example.NOW);
  private final FakeWiring wiring = new FakeWiring(clock);
  private final EnsureRoleFunction function = new EnsureRoleFunction(wiring);

  @Test
  void answersWithTheValueAndTheChanges() {
    String answer = invoke(EXAMPLE);

    assertThat(Payloads.tree(answer.getBytes(StandardCharsets.UTF_8)).path("value"))
        .hasToString(
            "{\"id\":\"%s\",\"name\":\"%s\",\"createdAt\":\"2026-11-22T10:00:00Z\"}"
                .formatted(Example.ROLE_ARN, Example.ROLE));
    assertThat(answer)
        .startsWith("{\"value\":{")
        .contains("\"changes\":[{\"action\":\"iam:CreateRole\",\"object\":\"" + Example.ROLE_ARN);
  }

  @Test
  void aSecondCallAnswersWithoutChanges() {
    String _ = invoke(EXAMPLE);

    assertThat(invoke(EXAMPLE)).endsWith("},\"changes\":[]}");
  }

  @Test
  void aDryRunAnswersWithTheForetoldChanges() {
    assertThat(invoke(EXAMPLE.foretelling())).contains("\"action\":\"iam:CreateRole\"");

    assertThat(wiring.aws().writes()).isEmpty();
  }

  @Test
  void skipsMembersThatItDoesNotKnow() {
    String input = input(EXAMPLE).replaceFirst("\\{", "{\"later\":{\"a\":[1]},");

    assertThat(Invocation.invoke(function, input)).startsWith("{\"value\":{");
  }

  @Test
  void aWaitIsAnErrorThatTheWorkflowTriesAgain() {
    wiring.aws().stopNext("iam:GetRole", 1, Stop.notYet(Reason.THROTTLED, "a \"busy\" IAM"));

    assertThatThrownBy(() -> invoke(EXAMPLE))
        .isExactlyInstanceOf(NotYetException.class)
        .hasMessage("{\"reason\":\"THROTTLED\",\"message\":\"a \\\"busy\\\" IAM\"}")
        .satisfies(e -> assertThat(e.getStackTrace()).isEmpty())
        .hasNoCause();
  }

  @Test
  void aRefusalIsAnErrorThatTheWorkflowDoesNotTryAgain() {
    wiring
        .aws()
        .stopNext(
            "iam:GetRole",
            1,
            Stop.refused(Reason.MISSING_RIGHT, "may not iam:GetRole", "Allow it"));

    assertThatThrownBy(() -> invoke(EXAMPLE))
        .isExactlyInstanceOf(RefusedException.class)
        .hasMessage(
            "{\"reason\":\"MISSING_RIGHT\",\"message\":\"may not iam:GetRole\","
                + "\"remedy\":\"Allow it\"}")
        .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
  }

  @Test
  void noWaitOutlastsTheRunsDeadline() {
    clock.pass(Duration.ofHours(3).plusSeconds(1));
    wiring.aws().stopNext("iam:GetRole", 1, Stop.notYet(Reason.THROTTLED, "Rate exceeded"));

    assertThatThrownBy(() -> invoke(EXAMPLE))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("\"DEADLINE_PASSED\"")
        .hasMessageContaining("THROTTLED, Rate exceeded");
  }

  @Test
  void whatIsDoneIsDoneEvenPastTheDeadline() {
    clock.pass(Duration.ofHours(4));

    assertThat(invoke(EXAMPLE)).startsWith("{\"value\":{");
  }

  @Test
  void aDefectIsThrownAsItIs() {
    wiring.changesFrom(CrashingChanges.behindWrite(1));

    assertThatThrownBy(() -> invoke(EXAMPLE)).isInstanceOf(Crash.class);

    assertThat(wiring.logLines().getLast()).contains("\"level\":\"ERROR\"", "\"FAILED\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "not JSON", "[]", "{}", "{\"run\":{}}", "null"})
  void whatIsNoWorkflowsObjectIsADefect(String input) {
    assertThatThrownBy(() -> Invocation.invoke(function, input))
        .isNotInstanceOf(NotYetException.class)
        .isNotInstanceOf(RefusedException.class);

    assertThat(wiring.aws().writes()).isEmpty();
  }

  @Test
  void logsALinePerChangeAndOneForTheEnd() {
    String _ = invoke(EXAMPLE);

    assertThat(wiring.logLines()).hasSize(2);
    assertThat(wiring.logLines().getFirst())
        .contains("\"step\":\"EnsureRole\"", "\"outcome\":\"CHANGED\"", "\"iam:CreateRole\"")
        .doesNotContain("sts:AssumeRole");
    assertThat(wiring.logLines().getLast())
        .contains(
            "\"level\":\"INFO\"",
            "\"run\":\"" + "a".repeat(64) + "\"",
            "\"cluster\":\"" + Example.CLUSTER + "\"",
            "\"attempt\":1",
            "\"outcome\":\"DONE\"",
            "\"durationMs\":");
  }

  private String invoke(Example example) {
    return Invocation.invoke(function, input(example));
  }

  private static String input(Example example) {
    return Payloads.writeString(
        Map.of("run", example.run(), "request", example.request(), "cluster", example.target()));
  }
}
