package dev.cmek.shared.step;

/// What every step is given: the run that it works for, beside what it declares itself.
public interface StepInput {

  Run run();
}
