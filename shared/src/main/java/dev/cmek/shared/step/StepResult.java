package dev.cmek.shared.step;

import java.util.List;

/// What a step answers when it is done: `{"value":…,"changes":[…]}`.
public record StepResult<T>(T value, List<Change> changes) {

  public StepResult {
    changes = List.copyOf(changes);
  }
}
