package dev.cmek.gcp.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.gcp.http.Answer;
import dev.cmek.gcp.http.SentRequest;
import dev.cmek.gcp.wiring.FakeWiring;
import dev.cmek.shared.cluster.ManualClock;
import dev.cmek.shared.door.Workflows.Start;
import dev.cmek.shared.state.Engine.Status;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/// The step's own rules are its own test's: this one is about Workflows' log entries.
class NotifyStoppedFunctionTest {

  private static final String CLUSTER = "f78b7feb-b6cf-4396-9d7f-494982d7d81e";
  private static final String START =
      "{\"source\":\"//onboarding.example/clusters\",\"eventId\":\"one\","
          + "\"request\":{\"clusterId\":\""
          + CLUSTER
          + "\"}}";

  private final FakeWiring wiring =
      new FakeWiring(new ManualClock(Instant.parse("2026-11-22T10:00:00Z")));
  private final NotifyStoppedFunction function = new NotifyStoppedFunction(wiring);

  @Test
  void tellsOfARunThatWasCancelled() {
    String execution = started();
    wiring.workflows().end(execution, Status.ABORTED, null);

    assertThat(push(entry(execution, "CANCELLED"))).isEqualTo(204);

    assertThat(wiring.announcements().only().subject()).isEqualTo(CLUSTER);
    assertThat(wiring.announcements().only().text()).contains(execution, "event one");
    assertThat(wiring.announcements().only().title()).contains("CANCELLED");
  }

  @Test
  void saysNothingOfARunThatSaidItself() {
    String execution = started();
    wiring.workflows().end(execution, Status.FAILED, Reason.KEY_OWNED_BY_OTHERS.name());

    assertThat(push(entry(execution, "FAILED"))).isEqualTo(204);

    assertThat(wiring.announcements().all()).isEmpty();
  }

  @Test
  void tellsOfAnExecutionThatTheEngineForgot() {
    assertThat(push(entry("cmek-provision/gone", "FAILED"))).isEqualTo(204);

    assertThat(wiring.announcements().only().text()).contains("cmek-provision/gone");
  }

  @Test
  void isDeliveredAgainUntilSomebodyIsTold() {
    String entry = entry(started(), "CANCELLED");
    wiring.announcements().stopNext(1, Stop.notYet(Reason.THROTTLED, "slow down"));

    assertThat(push(entry)).isEqualTo(503);
    assertThat(push(entry)).isEqualTo(204);

    assertThat(wiring.announcements().all()).hasSize(1);
  }

  @Test
  void whatIsNoEntryIsDeliveredAgainAndSeenInTheLog() {
    assertThat(push("not JSON")).isEqualTo(503);

    assertThat(wiring.logLines()).singleElement().asString().contains("\"ERROR\"", "\"FAILED\"");
  }

  private String started() {
    return wiring.workflows().start("provision", START) instanceof Start.Running(String execution)
        ? execution
        : "";
  }

  private int push(String entry) {
    String data = Base64.getEncoder().encodeToString(entry.getBytes(StandardCharsets.UTF_8));
    String body =
        "{\"message\":{\"data\":\"%s\",\"messageId\":\"m-1\"},\"subscription\":\"s\"}"
            .formatted(data);
    return Answer.of(function, SentRequest.posted(body)).status();
  }

  /// As a log sink writes it ("LogEntry"; "Workflows audit and platform logs").
  private static String entry(String execution, String state) {
    String[] id = execution.split("/", -1);
    return """
    {"insertId":"1x","logName":"projects/p/logs/workflows.googleapis.com%%2Fexecutions_system",
     "severity":"ERROR","timestamp":"2026-11-22T10:00:00.1Z",
     "resource":{"type":"workflows.googleapis.com/Workflow",
       "labels":{"location":"europe-west1","project_id":"p","workflow_id":"%s"}},
     "labels":{"workflows.googleapis.com/execution_id":"%s",
       "workflows.googleapis.com/revision_id":"000001-abc"},
     "jsonPayload":{"@type":"type.googleapis.com/google.cloud.workflows.type.ExecutionsSystemLog",
       "state":"%s","activityTime":"2026-11-22T10:00:00Z"}}
    """
        .formatted(id[0], id[1], state);
  }
}
