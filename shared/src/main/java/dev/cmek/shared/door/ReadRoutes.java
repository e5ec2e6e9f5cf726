package dev.cmek.shared.door;

import dev.cmek.shared.alert.AlertStates;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.door.Problem.Code;
import dev.cmek.shared.door.Problem.ProblemException;
import dev.cmek.shared.request.BadRequest;
import dev.cmek.shared.state.Documents;
import dev.cmek.shared.state.Engine;
import dev.cmek.shared.state.Engine.Execution;
import dev.cmek.shared.state.Engine.Status;
import dev.cmek.shared.state.Memory;
import dev.cmek.shared.state.Operation;
import dev.cmek.shared.state.RunRecord;
import dev.cmek.shared.state.RunRecord.Attempt;
import dev.cmek.shared.state.RunResult;
import dev.cmek.shared.state.Runs;
import dev.cmek.shared.sweep.Coverage;
import dev.cmek.shared.sweep.Looks;
import java.util.Optional;
import java.util.regex.Pattern;

/// The routes that only read.
final class ReadRoutes {

  private static final Pattern RUN_ID = Pattern.compile("[0-9a-f]{64}");

  private final Engine provision;
  private final Engine reverify;
  private final Runs runs;
  private final Looks looks;
  private final AlertStates alerts;
  private final Memory<Coverage> coverage;

  ReadRoutes(Engine provision, Engine reverify, Documents state) {
    this.provision = provision;
    this.reverify = reverify;
    this.runs = new Runs(state);
    this.looks = new Looks(state);
    this.alerts = new AlertStates(state);
    this.coverage = new Memory<>(state, Coverage.class);
  }

  /// A run, and for one that verified what its cluster's last look found.
  ///
  /// @param signed without a signature a caller learns of its own runs only
  RunView run(String runId, Caller caller, boolean signed) throws ProblemException {
    Optional<RunRecord> record =
        RUN_ID.matcher(runId).matches() ? runs.find(runId) : Optional.empty();
    return record
        .filter(r -> signed || r.source().equals(caller.source()))
        .map(this::view)
        .orElseThrow(() -> new Problem(Code.RUN_UNKNOWN, "There is no run of this id").exception());
  }

  RunView view(RunRecord record) {
    Attempt last = record.last();
    if (last.result() != null) {
      return last.result() == RunResult.VERIFIED
          ? RunView.ended(record).with(clusterView(record.clusterId()).orElse(null))
          : RunView.ended(record);
    }
    Engine engine = record.operation() == Operation.VERIFY ? reverify : provision;
    Optional<Status> status = engine.find(last.execution()).map(Execution::status);
    if (status.isPresent() && !status.get().isTerminal()) {
      return RunView.running(record);
    }
    // A run that ended since its record was read has said how by now.
    RunRecord latest = runs.find(record.id()).orElse(record);
    return latest.last().equals(last)
        ? RunView.stopped(record, status.map(Status::name).orElse("UNKNOWN"))
        : view(latest);
  }

  ClusterView cluster(ClusterId id) throws ProblemException {
    return clusterView(id)
        .orElseThrow(() ->
            new Problem(
                    Code.CLUSTER_UNKNOWN,
                    "Nobody has looked at this cluster yet: ask for its verification, or wait for"
                        + " the next sweep")
                .exception());
  }

  CoveragePage coverage(HttpCall call) throws BadRequest {
    CoveragePage.Query query = CoveragePage.Query.of(call.query());
    return CoveragePage.of(coverage.find(Coverage.PATH), query);
  }

  private Optional<ClusterView> clusterView(ClusterId id) {
    return looks.find(id).map(look -> ClusterView.of(look, alerts.find(id)));
  }
}
