package dev.cmek.shared.step;

import org.jspecify.annotations.Nullable;

/// What every step is given: the run that it works for, beside what it declares itself.
public interface StepInput {

  /// The run; absent as long as none has begun.
  @Nullable Run run();
}
