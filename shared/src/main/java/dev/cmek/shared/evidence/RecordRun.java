package dev.cmek.shared.evidence;

import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.state.Digest;
import dev.cmek.shared.state.Documents;
import dev.cmek.shared.state.Intents;
import dev.cmek.shared.state.Leases;
import dev.cmek.shared.state.Memory;
import dev.cmek.shared.state.RunResult;
import dev.cmek.shared.state.Runs;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Run;
import dev.cmek.shared.step.Step;
import dev.cmek.shared.step.StepResult;
import java.nio.charset.StandardCharsets;
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

  /// Where a cluster's chain of evidence ends: `clusters/<cluster id>/evidence.json` in the state
  /// bucket.
  record Head(String path, String sha256) {}

  private static final String NOTHING_BEFORE = "0".repeat(64);

  private final Documents evidence;
  private final Memory<Head> heads;
  private final Intents intents;
  private final Runs runs;
  private final Leases leases;
  private final InstantSource clock;

  public RecordRun(
      Documents evidence,
      Documents state,
      Intents intents,
      Runs runs,
      Leases leases,
      InstantSource clock) {
    this.evidence = evidence;
    this.heads = new Memory<>(state, Head.class);
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
    runs.end(run.id(), run.execution(), result);
    leases.release(run.clusterId(), run.execution());
    return new Done<>(recorded);
  }

  private Recorded write(RunEnd end, Run run, RunResult result) {
    String path = "clusters/%s/runs/%s-%d.json".formatted(run.clusterId(), run.id(), run.attempt());
    String headPath = headPath(run.clusterId());
    String last = heads.find(headPath).map(Head::sha256).orElse(NOTHING_BEFORE);
    String json = Payloads.writeString(evidence(end, run, result, last));
    if (!evidence.create(path, json)) {
      json = evidence.find(path).orElseThrow().json();
    }
    String previous =
        Payloads.tree(json.getBytes(StandardCharsets.UTF_8)).path("previous").asText();
    Head next = new Head(path, Digest.sha256(json));
    // A retry may come when other runs have gone on from here: the chain never turns back.
    Head _ =
        heads.update(
            headPath, found -> found.filter(head -> !head.sha256().equals(previous)).orElse(next));
    return new Recorded(result, path, next.sha256());
  }

  private Evidence evidence(RunEnd end, Run run, RunResult result, String previous) {
    return new Evidence(
        "dev.cmek.evidence.run.v1",
        clock.instant(),
        previous,
        run.clusterId().value(),
        run.id(),
        run.attempt(),
        run.source(),
        run.eventId(),
        end.ticket(),
        result,
        end.why().orElse(null),
        end.target().orElse(null),
        end.regionKeys(),
        end.changes(),
        Optional.ofNullable(end.verification()).map(StepResult::value).orElse(null),
        Optional.ofNullable(end.cmek()).map(StepResult::value).orElse(null));
  }

  private static String headPath(ClusterId cluster) {
    return "clusters/" + cluster + "/evidence.json";
  }
}
