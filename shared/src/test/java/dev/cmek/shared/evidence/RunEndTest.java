package dev.cmek.shared.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.request.Ticket;
import dev.cmek.shared.state.RunResult;
import dev.cmek.shared.step.Change;
import dev.cmek.shared.step.Run;
import dev.cmek.shared.step.RunExample;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RunEndTest {

  private static final Run RUN = RunExample.run();

  @Test
  void isEnabledWhenCmekWasChecked() {
    RunEnd end = RunEndExample.enabled(RUN);

    assertThat(end.result()).isEqualTo(RunResult.ENABLED);
    assertThat(end.why()).isEmpty();
    assertThat(end.regionKeys()).isEqualTo(RunEndExample.REGION_KEYS);
    assertThat(end.ticket())
        .contains(new Ticket("jira", "SEC-123", URI.create("https://t.example/?x=planted")));
  }

  @Test
  void isReadyWhenItEndedBeforeEnabling() {
    assertThat(RunEndExample.upTo("verification", RUN).result())
        .isEqualTo(RunResult.READY_TO_ENABLE);
  }

  @Test
  void isPlannedAfterADryRun() {
    assertThat(RunEndExample.upTo("access", RunExample.dryRun()).result())
        .isEqualTo(RunResult.PLANNED);
  }

  @Test
  void isWhatTheFirstFailureSays() {
    RunEnd failed = RunEndExample.failedAt("keys", RUN);

    assertThat(failed.result()).isEqualTo(RunResult.REFUSED);
    assertThat(failed.why()).contains(RunEndExample.REFUSED);
    assertThat(RunEndExample.unrecorded(RUN).result()).isEqualTo(RunResult.FAILED);
  }

  @Test
  void listsTheChangesInTheOrderOfTheSteps() {
    assertThat(RunEndExample.enabled(RUN).changes())
        .extracting(Change::action)
        .containsExactly(
            "state:Put",
            "iam:CreateRole",
            "kms:CreateKey",
            "kms:ReplicateKey",
            "iam:PutRolePolicy",
            "POST /cmek");
  }

  @Test
  void knowsNoRegionKeysBeforeThereAreKeys() {
    assertThat(RunEndExample.upTo("role", RUN).regionKeys()).isEmpty();
    assertThat(RunEndExample.upTo("keys", RUN).regionKeys())
        .isEqualTo(List.of(RunEndExample.REGION_KEYS.getFirst()));
  }

  @Test
  void readsTheAccountOfGoogleCloudForTheRole() {
    RunEnd end = read("{\"account\":{\"value\":{\"id\":\"a@p\",\"name\":\"a\"},\"changes\":[]}}");

    assertThat(end.role()).isNotNull();
  }

  @Test
  void hasNoDeadlineOfItsOwn() {
    assertThat(RunEndExample.enabled(RUN).deadline()).isNull();
  }

  /// What the workflow was started with, if its start was refused.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"request\":null}",
        "{\"request\":7}",
        "{\"request\":{}}",
        "{\"request\":{\"clusterId\":\"nonsense\",\"keyStrategy\":\"ANY\",\"ticket\":[]}}",
        "{\"request\":{\"clusterId\":\"f78b7feb-b6cf-4396-9d7f-494982d7d81e\"},\"repair\":1}",
        "{\"source\":{},\"eventId\":[]}"
      })
  void readsAnyStartThatNobodyFoundGood(String start) {
    RunEnd end = read(start);

    assertThat(end.run()).isNull();
    assertThat(end.ticket()).isEmpty();
    assertThat(end.target()).isEmpty();
    assertThat(end.changes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"callbackUrl\":null}", "{\"callbackUrl\":\"no url\"}"})
  void leavesOutACallbackUrlThatIsNone(String ticket) {
    RunEnd end = read("{\"request\":{\"ticket\":" + ticket + "}}");

    assertThat(end.ticket()).contains(new Ticket("", "", null));
  }

  private static RunEnd read(String json) {
    return Payloads.read(json.getBytes(UTF_8), RunEnd.class);
  }
}
