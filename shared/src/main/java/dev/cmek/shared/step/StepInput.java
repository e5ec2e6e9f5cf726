package dev.cmek.shared.step;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What every step is given: the run that it works for, beside what it declares itself.
public interface StepInput {

  /// The run; absent as long as none has begun.
  @Nullable Run run();

  /// Past it the step does not ask to be called again; absent: it may as often as the workflow lets
  /// it.
  default @Nullable Instant deadline() {
    Run run = run();
    return run == null ? null : run.deadline();
  }
}
