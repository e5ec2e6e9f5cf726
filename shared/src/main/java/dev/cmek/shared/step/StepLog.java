package dev.cmek.shared.step;

import dev.cmek.shared.json.Payloads;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One JSON line per step and per change: ids, reasons and durations as fields, never payloads,
/// policies or secrets. Metric filters and alarms read these names.
///
/// `{"time":"2026-11-22T10:00:00Z","level":"INFO","step":"EnsureRole","run":"3f…","cluster":"f7…",
/// "attempt":1,"outcome":"DONE","durationMs":84}`
public final class StepLog {

  private final String step;
  private final PrintStream out;
  private final InstantSource clock;

  public StepLog(String step, PrintStream out, InstantSource clock) {
    this.step = step;
    this.out = out;
    this.clock = clock;
  }

  void ended(@Nullable Run run, Outcome<?> outcome, Instant since) {
    Map<String, Object> line =
        switch (outcome) {
          case Outcome.Done<?> _ -> line("INFO", run, "DONE", null, null);
          case Outcome.NotYet<?>(Reason reason, String _) ->
              line("INFO", run, "NOT_YET", reason, null);
          // The message may quote a policy: it is for the workflow and the notice, not for logs.
          case Outcome.Refused<?>(Reason reason, String _, String _) ->
              line("WARN", run, "REFUSED", reason, null);
        };
    line.put("durationMs", Duration.between(since, clock.instant()).toMillis());
    print(line);
  }

  void changed(@Nullable Run run, Change change) {
    Map<String, Object> line = line("INFO", run, "CHANGED", null, null);
    line.put("action", change.action());
    line.put("object", change.object());
    print(line);
  }

  /// A defect or a lost connection: the ERROR lines are what an alarm watches.
  void failed(@Nullable Run run, RuntimeException cause, Instant since) {
    Map<String, Object> line =
        line("ERROR", run, "FAILED", null, cause.getClass().getName() + ": " + cause.getMessage());
    line.put("durationMs", Duration.between(since, clock.instant()).toMillis());
    print(line);
  }

  /// What a door did with a message, what people were told, what a sweep brought in numbers.
  ///
  /// @param level `INFO`, `WARN` or `ERROR`
  /// @param outcome such as `STARTED`, `REJECTED` or `LOST`
  public void received(String level, String outcome, Map<String, ?> fields) {
    Map<String, Object> line = line(level, null, outcome, null, null);
    line.putAll(fields);
    print(line);
  }

  private Map<String, Object> line(
      String level,
      @Nullable Run run,
      String outcome,
      @Nullable Reason reason,
      @Nullable String message) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("time", clock.instant().toString());
    line.put("level", level);
    line.put("step", step);
    if (run != null) {
      line.put("run", run.id());
      line.put("cluster", run.clusterId().value());
      line.put("attempt", run.attempt());
    }
    line.put("outcome", outcome);
    if (reason != null) {
      line.put("reason", reason.name());
    }
    if (message != null) {
      line.put("message", message);
    }
    return line;
  }

  private void print(Map<String, Object> line) {
    out.println(Payloads.writeString(line));
  }
}
