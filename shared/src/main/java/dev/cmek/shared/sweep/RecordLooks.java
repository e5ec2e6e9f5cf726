package dev.cmek.shared.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.shared.alert.Mutes;
import dev.cmek.shared.alert.Muting;
import dev.cmek.shared.state.Documents;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Run;
import dev.cmek.shared.step.Step;
import dev.cmek.shared.step.StepInput;
import dev.cmek.shared.sweep.Batch.Listed;
import dev.cmek.shared.sweep.BatchResult.Result;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes sure that there is evidence of a batch's looks, and leaves what they brought for the end
/// of the sweep: that also if the evidence can't be written.
public final class RecordLooks implements Step<RecordLooks.Input, RecordLooks.Recorded> {

  /// What it reads of the workflow's object.
  ///
  /// @param alertFailure why people could not be told; absent: they were
  public record Input(Sweep sweep, Batch batch, @Nullable JsonNode alertFailure)
      implements StepInput {

    @Override
    public @Nullable Run run() {
      return null;
    }
  }

  /// What was done.
  ///
  /// @param looks how many there were
  public record Recorded(int looks) {}

  /// Characters.
  private static final int LONG = 500;

  private final Looks looks;
  private final Mutes mutes;
  private final SweepFiles files;
  private final LookRecorder recorder;
  private final InstantSource clock;

  public RecordLooks(Documents evidence, Documents state, InstantSource clock) {
    this.looks = new Looks(state);
    this.mutes = new Mutes(state);
    this.files = new SweepFiles(state);
    this.recorder = new LookRecorder(evidence, state);
    this.clock = clock;
  }

  @Override
  public Outcome<Recorded> run(Input input, Changes changes) {
    Instant now = clock.instant();
    List<Result> results = new ArrayList<>();
    List<Look> fresh = new ArrayList<>();
    for (Listed cluster : input.batch().clusters()) {
      // another sweep's look is as good, if it is newer than the beginning of this one
      Optional<Look> look =
          looks.find(cluster.id()).filter(l -> !l.at().isBefore(input.sweep().startedAt()));
      look.ifPresent(l -> {
        results.add(
            Results.of(
                cluster, l, l.findings().isEmpty() ? Muting.NOTHING : mutes.of(cluster.id(), now)));
        fresh.add(l);
      });
    }
    List<String> troubles = new ArrayList<>();
    if (input.alertFailure() != null) {
      troubles.add("alerts: " + brief(input.alertFailure().path("Cause").asText()));
    }
    try {
      fresh.forEach(look -> recorder.record(look, input.sweep().runId()));
    } catch (RuntimeException e) {
      // What was found must reach the end of the sweep even if no evidence can be kept.
      troubles.add("evidence: " + brief(String.valueOf(e.getMessage())));
      files.put(input.sweep().id(), new BatchResult(input.batch().number(), results, troubles));
      throw e;
    }
    files.put(input.sweep().id(), new BatchResult(input.batch().number(), results, troubles));
    return new Done<>(new Recorded(results.size()));
  }

  /// All troubles together must fit into one notice and one cause; stack traces are in the log.
  private static String brief(String text) {
    return text.length() <= LONG ? text : text.substring(0, LONG) + "…";
  }
}
