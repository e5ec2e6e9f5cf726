package dev.cmek.shared.evidence;

import dev.cmek.shared.evidence.Chain.Link;
import dev.cmek.shared.request.Ticket;
import dev.cmek.shared.state.Intents;
import dev.cmek.shared.state.Leases;
import dev.cmek.shared.state.RunResult;
import dev.cmek.shared.state.Runs;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Run;
import dev.cmek.shared.step.Step;
import dev.cmek.shared.step.StepResult;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;

/// Makes sure that the end of a run is remembered: the evidence, the intent, the run itself; then
/// gives the cluster free for others.
public final class RecordRun implements Step<RunEnd, RecordRun.Recorded> {

  /// What was recorded.
  ///
  /// @param path of the evidence in its bucket
  /// @param sha256 of that document, in hex: what the next one names as its predecessor
  public record Recorded(RunResult result, String path, String sha256) {}

  private final Chain chain;
  private final Intents intents;
  private final Runs runs;
  private final Leases leases;
  private final InstantSource clock;

  public RecordRun(Chain chain, Intents intents, Runs runs, Leases leases, InstantSource clock) {
    this.chain = chain;
    this.intents = intents;
    this.runs = runs;
    this.leases = leases;
    this.clock = clock;
  }

  @Override
  public Outcome<Recorded> run(RunEnd end, Changes changes) {
    Run run = Objects.requireNonNull(end.run(), "the workflow records begun runs only");
    RunResult result = end.result();
    Recorded recorded = write(end, run, result);
    if (result == RunResult.ENABLED) {
      var _ = intents.update(run.clusterId(), i -> i.guarded(end.regionKeys(), clock.instant()));
    }
    runs.end(run.id(), run.execution(), result, end.answer());
    leases.release(run.clusterId(), run.execution());
    return new Done<>(recorded);
  }

  private Recorded write(RunEnd end, Run run, RunResult result) {
    String cluster = "clusters/" + run.clusterId();
    String path = "%s/runs/%s-%d.json".formatted(cluster, run.id(), run.attempt());
    Link written = chain.append(cluster, path, previous -> evidence(end, run, result, previous));
    return new Recorded(result, written.path(), written.sha256());
  }

  private Evidence evidence(RunEnd end, Run run, RunResult result, Link previous) {
    return new Evidence(
        "dev.cmek.evidence.run.v1",
        clock.instant(),
        previous.sha256(),
        previous.path(),
        run.clusterId().value(),
        run.id(),
        run.attempt(),
        run.source(),
        run.eventId(),
        end.ticket().map(Ticket::toString).orElse(""),
        result,
        end.why().orElse(null),
        end.target().orElse(null),
        end.regionKeys(),
        end.changes(),
        Optional.ofNullable(end.verification()).map(StepResult::value).orElse(null),
        Optional.ofNullable(end.cmek()).map(StepResult::value).orElse(null));
  }
}
