package dev.cmek.local.gcp.workflow;

import java.util.ArrayList;
import java.util.List;

/// What an execution did, for people and tests.
final class History {

  /// "Quotas and limits": steps of an execution.
  private static final int MOST_STEPS = 100_000;

  private final List<String> steps = new ArrayList<>();
  private final List<String> log = new ArrayList<>();

  /// Notes that a step begins.
  synchronized void enter(String routine, String step) throws WorkflowError {
    if (steps.size() >= MOST_STEPS) {
      throw WorkflowError.of("ResourceLimitError", "more than 100,000 steps");
    }
    steps.add(routine + "." + step);
  }

  /// Notes what `sys.log` says.
  synchronized void log(String severity, String text) {
    log.add(severity + " " + text);
  }

  /// Such as `main.begin`, in the order in which they began.
  synchronized List<String> steps() {
    return List.copyOf(steps);
  }

  synchronized List<String> log() {
    return List.copyOf(log);
  }
}
