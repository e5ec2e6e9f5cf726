package dev.cmek.shared.sweep;

import dev.cmek.shared.state.Documents;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Run;
import dev.cmek.shared.step.Step;
import dev.cmek.shared.step.StepInput;
import org.jspecify.annotations.Nullable;

/// Reads one batch of a sweep from the state bucket, for a workflow that cannot read buckets
/// itself.
public final class ReadBatch implements Step<ReadBatch.Input, Batch> {

  /// Which one.
  ///
  /// @param number from 1
  public record Input(Sweep sweep, int number) implements StepInput {

    @Override
    public @Nullable Run run() {
      return null;
    }
  }

  private final SweepFiles files;

  public ReadBatch(Documents state) {
    this.files = new SweepFiles(state);
  }

  @Override
  public Outcome<Batch> run(Input input, Changes changes) {
    String sweep = input.sweep().id();
    return new Done<>(
        files.batches(sweep).stream()
            .filter(batch -> batch.number() == input.number())
            .findFirst()
            .orElseThrow(() ->
                new IllegalStateException("sweep " + sweep + " has no batch " + input.number())));
  }
}
