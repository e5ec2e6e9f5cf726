package dev.cmek.shared.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.shared.alert.HygieneDigest;
import dev.cmek.shared.alert.HygieneDigest.Told;
import dev.cmek.shared.alert.SystemAlerts;
import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.evidence.Chain;
import dev.cmek.shared.evidence.Failure;
import dev.cmek.shared.notify.Announcements;
import dev.cmek.shared.state.Documents;
import dev.cmek.shared.state.Leases;
import dev.cmek.shared.state.Memory;
import dev.cmek.shared.state.RunAnswer;
import dev.cmek.shared.state.RunResult;
import dev.cmek.shared.state.Runs;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Outcome.NotYet;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Run;
import dev.cmek.shared.step.Step;
import dev.cmek.shared.step.StepInput;
import dev.cmek.shared.step.StepLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes sure that a sweep, well or not, is summed up: coverage and watched objects, what people
/// must know of all clusters together, the evidence, the run that waits for it, the line of
/// numbers; then gives the sweep free for the next one.
public final class EndSweep implements Step<EndSweep.Input, EndSweep.Ended> {

  /// The end of a sweep.
  ///
  /// @param start what the workflow was started with
  /// @param execution the engine's id of this execution
  /// @param found the workflow's object as it is now
  public record Input(JsonNode start, String execution, Found found) implements StepInput {

    @Override
    public @Nullable Run run() {
      return null;
    }
  }

  /// What there is of the workflow's object.
  ///
  /// @param sweep absent if it did not begin
  /// @param failure why it did not come to its end; absent: it did
  public record Found(@Nullable Sweep sweep, @Nullable Failure failure) {}

  /// How it ended.
  ///
  /// @param failed it, or one of its batches
  /// @param error a `Reason`'s or a defect's name; empty if nothing failed
  /// @param cause what a person can do; empty if nothing failed
  public record Ended(boolean failed, String error, String cause) {}

  private static final Duration REMINDER = Duration.ofDays(1);
  private static final int MOST_TROUBLES = 5;

  private final SweepFiles files;
  private final Looks looks;
  private final Memory<Coverage> coverage;
  private final Memory<Watched> watched;
  private final Memory<SweepSummary> last;
  private final Memory<Told> digest;
  private final Chain chain;
  private final Leases leases;
  private final Runs runs;
  private final Announcements announcements;
  private final StepLog log;
  private final InstantSource clock;

  public EndSweep(
      Documents evidence,
      Documents state,
      Announcements announcements,
      StepLog log,
      InstantSource clock) {
    this.files = new SweepFiles(state);
    this.looks = new Looks(state);
    this.coverage = new Memory<>(state, Coverage.class);
    this.watched = new Memory<>(state, Watched.class);
    this.last = new Memory<>(state, SweepSummary.class);
    this.digest = new Memory<>(state, Told.class);
    this.chain = new Chain(evidence, state);
    this.leases = new Leases(state);
    this.runs = new Runs(state);
    this.announcements = announcements;
    this.log = log;
    this.clock = clock;
  }

  @Override
  public Outcome<Ended> run(Input input, Changes changes) {
    Sweep sweep = Optional.ofNullable(input.found().sweep()).orElseGet(() -> notBegun(input));
    Failure failure = input.found().failure();
    SweepSum sum = SweepSum.of(sweep, files, looks);
    if (input.found().sweep() != null) {
      Instant now = clock.instant();
      Coverage _ = coverage.update(Coverage.PATH, before -> sum.coverage(before, now));
      Watched _ = watched.update(Watched.PATH, sum::watched);
    }
    if (sweep.whole()) {
      endWhole(sweep, sum, failure);
    } else if (!endRun(sweep, sum, failure)) {
      return new NotYet<>(
          Reason.CLUSTER_BUSY, "whoever started run " + sweep.runId() + " has not noted it yet");
    }
    return new Done<>(ended(sum, failure));
  }

  /// Of a sweep that could not begin one knows only what was asked.
  private Sweep notBegun(Input input) {
    String execution = input.execution();
    return new Sweep(
        Sweep.idOf(execution),
        execution,
        clock.instant(),
        !input.start().has("clusterId"),
        input.start().path("runId").textValue(),
        "",
        0,
        0);
  }

  private void endWhole(Sweep sweep, SweepSum sum, @Nullable Failure failure) {
    Instant now = clock.instant();
    Instant toldAt = last.find(SweepSummary.PATH).map(SweepSummary::toldAt).orElse(null);
    SweepSummary summary = sum.summary(toldAt, failure, now);
    // Written before people are told, so that the next sweep knows even if that fails.
    SweepSummary _ = last.update(SweepSummary.PATH, _ -> summary);
    tell(summary, sum, now);
    tellUntidy(sum.digest(), now);
    String path = "sweeps/" + sweep.id() + ".json";
    var _ =
        chain.append(
            "sweeps",
            path,
            previous ->
                new SweepSummary.Evidence(
                    "dev.cmek.evidence.sweep.v1",
                    now,
                    previous.sha256(),
                    previous.path(),
                    summary));
    leases.releaseSweep(sweep.execution());
    log.received(failure == null ? "INFO" : "WARN", "SWEPT", summary.numbers());
  }

  private void tell(SweepSummary summary, SweepSum sum, Instant now) {
    Instant toldAt = summary.toldAt();
    if (summary.degraded() && (toldAt == null || !now.isBefore(toldAt.plus(REMINDER)))) {
      List<String> causes =
          summary.failure() == null
              ? sum.causes()
              : List.of(summary.failure().message() + "\n" + summary.failure().remedy());
      announcements.announce(
          SystemAlerts.degraded(summary.sweep(), summary.unknown(), summary.looked(), causes, now));
      SweepSummary _ = last.update(SweepSummary.PATH, _ -> summary.told(now));
    } else if (!summary.degraded() && toldAt != null) {
      announcements.announce(
          SystemAlerts.recovered(summary.sweep(), summary.unknown(), summary.looked(), now));
      SweepSummary _ = last.update(SweepSummary.PATH, _ -> summary.told(null));
    }
  }

  private void tellUntidy(HygieneDigest untidy, Instant now) {
    if (untidy.isDue(digest.find(Told.PATH), now)) {
      announcements.announce(untidy.announcement(now));
      Told _ = digest.update(Told.PATH, _ -> untidy.told(now));
    }
  }

  /// Notes how the verification of one cluster ended, for whoever asked for it.
  ///
  /// @return false if nobody has noted yet that it was asked for
  private boolean endRun(Sweep sweep, SweepSum sum, @Nullable Failure failure) {
    String runId = sweep.runId();
    if (runId == null) {
      return true;
    }
    if (runs.find(runId).flatMap(r -> r.attempt(sweep.execution())).isEmpty()) {
      return false;
    }
    Ended ended = ended(sum, failure);
    RunResult result = RunResult.VERIFIED;
    RunAnswer.Failure why = null;
    if (failure != null) {
      result = failure.result();
      why = new RunAnswer.Failure(failure.reason(), failure.message(), failure.remedy());
    } else if (ended.failed()) {
      result = RunResult.FAILED;
      why = new RunAnswer.Failure(ended.error(), ended.cause(), "Ask again");
    }
    runs.end(runId, sweep.execution(), result, new RunAnswer(keys(sweep), List.of(), why));
    return true;
  }

  private List<RegionKey> keys(Sweep sweep) {
    return files.batches(sweep.id()).stream()
        .flatMap(batch -> batch.clusters().stream())
        .flatMap(cluster -> looks.find(cluster.id()).stream())
        .flatMap(look -> look.keys().stream())
        .toList();
  }

  private static Ended ended(SweepSum sum, @Nullable Failure failure) {
    if (failure != null) {
      return new Ended(
          true, failure.reason(), failure.message() + ". What to do: " + failure.remedy());
    }
    List<String> troubles = sum.troubles();
    return troubles.isEmpty()
        ? new Ended(false, "", "")
        : new Ended(
            true,
            "BATCHES_FAILED",
            troubles.size()
                + " troubles, such as: "
                + String.join("; ", troubles.stream().limit(MOST_TROUBLES).toList())
                + ". What to do: look for ERROR and WARN lines of these functions; the next sweep"
                + " tries again");
  }
}
