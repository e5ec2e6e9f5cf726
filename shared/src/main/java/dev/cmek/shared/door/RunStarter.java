package dev.cmek.shared.door;

import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.state.Asked;
import dev.cmek.shared.state.Engine.Execution;
import dev.cmek.shared.state.Engine.Status;
import dev.cmek.shared.state.RunId;
import dev.cmek.shared.state.RunRecord;
import dev.cmek.shared.state.Runs;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Makes sure that a run is at what somebody asked for, once, through whichever door it came.
public final class RunStarter {

  private static final int MOST_ATTEMPTS = 100;

  /// What became of it.
  public sealed interface Start {

    /// A run has begun with it.
    record Begun(String runId, String execution) implements Start {}

    /// It came before: a run is at it, or has done it.
    record Known(String runId, String execution) implements Start {}

    /// The same sender used the same id before, for something else.
    record Reused() implements Start {}
  }

  private final Workflows workflows;
  private final Runs runs;

  /// Starts executions of one workflow.
  public RunStarter(Workflows workflows, Runs runs) {
    this.workflows = workflows;
    this.runs = runs;
  }

  /// Starts a run, or finds the one that was started for it before.
  ///
  /// @param input what the workflow gets, as JSON; the same for the same `asked`
  public Start start(Asked asked, String input) {
    String runId = asked.runId();
    Optional<RunRecord> record = runs.find(runId);
    if (record.isEmpty()) {
      return startFrom(1, asked, runId, input);
    }
    if (!record.get().digest().equals(asked.digest())) {
      return new Start.Reused();
    }
    return Runs.hasFailed(record.get(), workflows)
        ? startFrom(record.get().attempts().size() + 1, asked, runId, input)
        : new Start.Known(runId, record.get().last().execution());
  }

  /// Starts an execution under the first free name. Used up are those of executions that ended
  /// before they could claim the run, and of such that ended quietly because another was at it.
  private Start startFrom(int firstAttempt, Asked asked, String runId, String input) {
    for (int attempt = firstAttempt; attempt <= MOST_ATTEMPTS; attempt++) {
      String name = RunId.executionName(asked.operation(), asked.clusterId(), runId, attempt);
      switch (workflows.start(name, input)) {
        case Workflows.Start.Running(String execution) -> {
          return new Start.Begun(runId, execution);
        }
        case Workflows.Start.NameTaken(String execution) -> {
          Optional<Execution> taken = workflows.find(execution);
          if (taken.isPresent() && !isSame(taken.get().input(), input)) {
            return new Start.Reused();
          }
          if (taken.isPresent() && taken.get().status() == Status.RUNNING) {
            return new Start.Known(runId, execution);
          }
        }
      }
    }
    throw new IllegalStateException("run " + runId + " failed " + MOST_ATTEMPTS + " times");
  }

  private static boolean isSame(String input, String other) {
    return Payloads.tree(input.getBytes(StandardCharsets.UTF_8))
        .equals(Payloads.tree(other.getBytes(StandardCharsets.UTF_8)));
  }
}
