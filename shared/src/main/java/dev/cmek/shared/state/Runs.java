package dev.cmek.shared.state;

import dev.cmek.shared.state.Engine.Execution;
import dev.cmek.shared.state.Engine.Status;
import dev.cmek.shared.state.RunRecord.Attempt;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Which events are being worked on or done: the memory that makes "at least once" exactly once.
public final class Runs {

  private final Memory<RunRecord> memory;

  public Runs(Documents state) {
    this.memory = new Memory<>(state, RunRecord.class);
  }

  public Optional<RunRecord> find(String runId) {
    return memory.find(path(runId));
  }

  /// Claims the run for an execution: a first attempt, a further one after a failure, or nothing if
  /// another execution is at it or has done it.
  ///
  /// @return the record afterwards; the execution is among its attempts if it may go on
  public RunRecord claim(Asked asked, String execution, Instant now, Engine engine) {
    Attempt mine = Attempt.begun(execution, now);
    return memory.update(
        path(asked.runId()),
        found -> {
          if (found.isEmpty()) {
            return RunRecord.first(asked, mine);
          }
          RunRecord record = found.get();
          boolean claimable =
              record.digest().equals(asked.digest())
                  && record.attemptOf(execution).isEmpty()
                  && hasFailed(record, engine);
          return claimable ? record.with(mine) : record;
        });
  }

  /// Whether the last attempt ended without doing what was asked, so that another may follow. What
  /// was stopped from outside could not say so itself: then the engine's word counts. It counts too
  /// where a success was noted and the execution stopped before it could tell anybody.
  public static boolean hasFailed(RunRecord record, Engine engine) {
    Attempt last = record.last();
    if (last.result() != null && (!last.result().isSuccess() || last.told())) {
      return !last.result().isSuccess();
    }
    Optional<Status> status = engine.find(last.execution()).map(Execution::status);
    if (status.isEmpty()) {
      return last.result() == null;
    }
    return status.get().isTerminal() && status.get() != Status.SUCCEEDED;
  }

  /// Notes how an execution ended, with nothing to say beside.
  public void end(String runId, String execution, RunResult result) {
    end(runId, execution, result, RunAnswer.NONE);
  }

  /// Notes how an execution ended. Nobody was told of this end yet, even if of another: a function
  /// may record late what it did, after its execution was told of as stopped.
  public void end(String runId, String execution, RunResult result, RunAnswer answer) {
    change(
        runId,
        execution,
        a -> {
          boolean told = a.told() && a.result() == result;
          return new Attempt(execution, a.startedAt(), result, answer, told);
        });
  }

  /// Notes that somebody was told how an execution ended. It counts for this end alone, should
  /// another be noted.
  public void told(String runId, String execution, RunResult end) {
    change(
        runId,
        execution,
        a -> {
          boolean sameEnd = a.result() == null || a.result() == end;
          return new Attempt(execution, a.startedAt(), a.result(), a.answer(), a.told() || sameEnd);
        });
  }

  private void change(String runId, String execution, UnaryOperator<Attempt> change) {
    RunRecord _ =
        memory.update(
            path(runId),
            found -> {
              RunRecord record =
                  found.orElseThrow(() -> new IllegalStateException("run " + runId + " is lost"));
              Attempt attempt =
                  record
                      .attempt(execution)
                      .orElseThrow(() ->
                          new IllegalStateException(execution + " is no attempt at run " + runId));
              return record.with(change.apply(attempt));
            });
  }

  private static String path(String runId) {
    return "runs/" + runId + ".json";
  }
}
