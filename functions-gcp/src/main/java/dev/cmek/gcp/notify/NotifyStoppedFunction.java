package dev.cmek.gcp.notify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.gcp.PushFunction;
import dev.cmek.gcp.message.PushedMessage;
import dev.cmek.gcp.wiring.GcpWiring;
import dev.cmek.gcp.wiring.Wiring;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.notify.NotifyStopped;
import dev.cmek.shared.state.Engine;
import dev.cmek.shared.state.Engine.Execution;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.StepLog;
import dev.cmek.shared.step.StepRunner;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/// [NotifyStopped] on Google Cloud: takes what Workflows logs of executions that end
/// (`workflows.googleapis.com/executions_system`, "Workflows: Use logs"), as a sink brings it to a
/// topic. The entry says which execution it is; the engine says the rest.
public final class NotifyStoppedFunction extends PushFunction {

  private static final String NAME = "NotifyStopped";

  private final Engine engine;
  private final StepRunner<NotifyStopped.Input, NotifyStopped.Told> runner;
  private final StepLog log;

  public NotifyStoppedFunction() {
    this(new GcpWiring(NAME));
  }

  public NotifyStoppedFunction(Wiring wiring) {
    this.engine = wiring.workflows();
    this.log = wiring.log(NAME);
    this.runner =
        new StepRunner<>(
            NotifyStopped.Input.class,
            new NotifyStopped(
                wiring.requests(),
                wiring.announcements(),
                wiring.callbacks(),
                wiring.runs(),
                wiring.clock()),
            wiring::changes,
            wiring.clock(),
            log);
  }

  @Override
  protected boolean take(PushedMessage message) {
    try {
      JsonNode entry = Payloads.tree(message.text().getBytes(StandardCharsets.UTF_8));
      return runner.run(Payloads.write(input(entry))) instanceof Done<?>;
    } catch (RuntimeException e) {
      // Nobody was told: the subscription brings the entry again, and gives it up in the end.
      log.received(
          "ERROR",
          "FAILED",
          Map.of("message", message.id(), "cause", String.valueOf(e.getMessage())));
      return false;
    }
  }

  private NotifyStopped.Input input(JsonNode entry) {
    String execution =
        entry.path("resource").path("labels").path("workflow_id").asText()
            + "/"
            + entry.path("labels").path("workflows.googleapis.com/execution_id").asText();
    String status = entry.path("jsonPayload").path("state").asText();
    Optional<Execution> found = engine.find(execution);
    return new NotifyStopped.Input(
        execution,
        status,
        found.map(Execution::error).orElse(null),
        found.map(Execution::input).orElse(""));
  }
}
