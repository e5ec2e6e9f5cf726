package dev.cmek.shared.cluster;

import dev.cmek.shared.plan.Provisioned;
import dev.cmek.shared.state.Intents;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Outcome.NotYet;
import dev.cmek.shared.step.Outcome.Refused;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Step;
import java.time.InstantSource;
import java.util.Optional;

/// Makes sure that every region uses its key, after [EnableCmek] asked for it. In a dry run, which
/// asked for nothing, it gives what it finds.
///
/// The vendor may find out only while enabling that a fresh grant has not spread (`ENABLE_FAILED`),
/// and may take long to say so. As no workflow goes back to [EnableCmek], this step then asks again
/// itself, unless the grant had had its time already when the vendor was asked.
public final class CheckCmek implements Step<Provisioned, Cmek> {

  private final ClusterApi api;
  private final EnableRequest request;

  /// Asks with an API key that may operate the cluster: even reading CMEK needs it.
  public CheckCmek(ClusterApi api, Intents intents, InstantSource clock) {
    this.api = api;
    this.request = new EnableRequest(api, intents, clock);
  }

  @Override
  public Outcome<Cmek> run(Provisioned input, Changes changes) {
    ClusterId id = input.run().clusterId();
    CmekComparison comparison = new CmekComparison(api.cmek(id), input.regionKeys());
    if (input.run().dryRun()) {
      return new Done<>(comparison.cmek());
    }
    Optional<Outcome<Cmek>> settled = CmekRefusals.of(id, comparison);
    if (settled.isPresent()) {
      return settled.get();
    }
    if (comparison.isOn()) {
      return new Done<>(comparison.cmek());
    }
    if (comparison.failures().isEmpty()) {
      return new NotYet<>(
          Reason.CMEK_IN_PROGRESS, "CMEK of cluster " + id + ": " + comparison.progress());
    }
    if (!comparison.onlyEnablingFailed() || !request.wasAskedTooEarly(input, comparison)) {
      return CmekRefusals.failed(id, comparison);
    }
    return failedTooEarly(input, comparison, changes);
  }

  private Outcome<Cmek> failedTooEarly(
      Provisioned input, CmekComparison comparison, Changes changes) {
    ClusterId id = input.run().clusterId();
    NotYet<Cmek> spreading =
        new NotYet<>(
            Reason.ACCESS_SPREADING,
            "enabling CMEK on cluster "
                + id
                + " failed and is tried again, because access granted at "
                + input.grantedAt()
                + " may be spreading: "
                + comparison.failures());
    if (comparison.isWorking()) {
      return spreading;
    }
    return switch (request.send(input, comparison, changes)) {
      case Done<Cmek> _ -> spreading;
      case NotYet<Cmek> notYet -> notYet;
      case Refused<Cmek> refused -> refused;
    };
  }
}
