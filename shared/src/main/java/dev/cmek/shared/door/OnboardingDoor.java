package dev.cmek.shared.door;

import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.request.BadRequest;
import dev.cmek.shared.request.Onboarding;
import dev.cmek.shared.request.RequestParser;
import dev.cmek.shared.state.Engine.Execution;
import dev.cmek.shared.state.Engine.Status;
import dev.cmek.shared.state.RunId;
import dev.cmek.shared.state.RunRecord;
import dev.cmek.shared.state.Runs;
import dev.cmek.shared.step.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Takes onboarding events from a queue or topic and makes sure that a run is at each of them,
/// once.
///
/// A `Stop` or any other exception means: deliver the message again.
public final class OnboardingDoor {

  private static final int MOST_ATTEMPTS = 100;

  /// What became of a message.
  public sealed interface Answer {

    /// A run has begun with it.
    record Started(String runId, String execution) implements Answer {}

    /// It came before: a run is at it, or has done it.
    record Known(String runId, String execution) implements Answer {}

    /// Nobody can work with it: into the dead letters with it.
    ///
    /// @param field such as `data.clusterId`; `body` for the whole text
    record Rejected(Reason reason, String field, String message) implements Answer {}
  }

  private final Workflows workflows;
  private final Runs runs;

  public OnboardingDoor(Workflows workflows, Runs runs) {
    this.workflows = workflows;
    this.runs = runs;
  }

  /// Takes one message.
  ///
  /// @param message a CloudEvents event in structured JSON form
  public Answer receive(String message) {
    Onboarding onboarding;
    try {
      onboarding = RequestParser.event(message);
    } catch (BadRequest e) {
      return new Answer.Rejected(Reason.BAD_REQUEST, e.field(), e.text());
    }
    String runId = RunId.of(onboarding);
    Optional<RunRecord> record = runs.find(runId);
    if (record.isEmpty()) {
      return start(onboarding, runId, 1);
    }
    if (!record.get().digest().equals(RunId.digest(onboarding))) {
      return reused(onboarding);
    }
    return Runs.hasFailed(record.get(), workflows)
        ? start(onboarding, runId, record.get().attempts().size() + 1)
        : new Answer.Known(runId, record.get().last().execution());
  }

  /// Starts an execution under the first free name. Used up are those of executions that ended
  /// before they could claim the run, and of such that ended quietly because another was at it.
  private Answer start(Onboarding onboarding, String runId, int firstAttempt) {
    String input = Payloads.writeString(onboarding);
    for (int attempt = firstAttempt; attempt <= MOST_ATTEMPTS; attempt++) {
      String name = RunId.executionName(onboarding.request().clusterId(), runId, attempt);
      String execution = workflows.executionId(name);
      if (workflows.start(name, input)) {
        return new Answer.Started(runId, execution);
      }
      Optional<Execution> taken = workflows.find(execution);
      if (taken.isPresent() && !isSame(taken.get().input(), input)) {
        return reused(onboarding);
      }
      if (taken.isPresent() && taken.get().status() == Status.RUNNING) {
        return new Answer.Known(runId, execution);
      }
    }
    throw new IllegalStateException("run " + runId + " failed " + MOST_ATTEMPTS + " times");
  }

  private static Answer reused(Onboarding onboarding) {
    return new Answer.Rejected(
        Reason.KEY_REUSED,
        "id",
        "id: event "
            + onboarding.eventId()
            + " of "
            + onboarding.source()
            + " came before with other data; give every request an id of its own");
  }

  private static boolean isSame(String input, String other) {
    return Payloads.tree(input.getBytes(StandardCharsets.UTF_8))
        .equals(Payloads.tree(other.getBytes(StandardCharsets.UTF_8)));
  }
}
