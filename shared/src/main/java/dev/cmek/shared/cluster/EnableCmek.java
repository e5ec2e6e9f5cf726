package dev.cmek.shared.cluster;

import dev.cmek.shared.plan.Provisioned;
import dev.cmek.shared.state.Intents;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Outcome.Refused;
import dev.cmek.shared.step.Step;
import java.time.InstantSource;
import java.util.Optional;

/// Makes sure that the vendor was asked to turn CMEK on with a key for every region. Whether it
/// came on is [CheckCmek]'s question.
///
/// It never replaces a key that is on: CMEK can't be turned off again, and another key or principal
/// than the planned one is somebody's decision.
public final class EnableCmek implements Step<Provisioned, Cmek> {

  private final ClusterApi api;
  private final Fitness fitness;
  private final EnableRequest request;

  /// Asks with an API key that may operate the cluster.
  public EnableCmek(ClusterApi api, Intents intents, InstantSource clock) {
    this.api = api;
    this.fitness = new Fitness(api, clock);
    this.request = new EnableRequest(api, intents, clock);
  }

  @Override
  public Outcome<Cmek> run(Provisioned input, Changes changes) {
    ClusterId id = input.run().clusterId();
    Optional<Outcome<Cmek>> obstacle = fitness.obstacle(id, input.regionKeys());
    if (obstacle.isPresent() && obstacle.get() instanceof Refused<Cmek> refused) {
      return refused;
    }
    CmekComparison comparison = new CmekComparison(api.cmek(id), input.regionKeys());
    Optional<Outcome<Cmek>> settled = CmekRefusals.of(id, comparison);
    if (settled.isPresent()) {
      return settled.get();
    }
    if (comparison.isOn()) {
      return new Done<>(comparison.cmek());
    }
    if (comparison.isWorking()) {
      request.rememberUnanswered(input, comparison);
      return new Done<>(comparison.cmek());
    }
    if (!comparison.onlyEnablingFailed()) {
      return CmekRefusals.failed(id, comparison);
    }
    if (obstacle.isPresent()) {
      return obstacle.get();
    }
    Outcome<Cmek> sent = request.send(input, comparison, changes);
    return sent instanceof Refused<Cmek> ? fitness.look(id, input.regionKeys()).orElse(sent) : sent;
  }
}
