package dev.cmek.shared.sweep;

import dev.cmek.shared.cluster.Cluster;
import dev.cmek.shared.cluster.ClusterApi;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Run;
import dev.cmek.shared.step.Step;
import dev.cmek.shared.step.StepInput;
import dev.cmek.shared.step.StepResult;
import dev.cmek.shared.step.Stop;
import dev.cmek.shared.sweep.Batch.Listed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Asks the Cloud API about CMEK of a batch's clusters, at a pace at which all batches together are
/// no burden to it. What it does not say of one cluster is the answer about that cluster, and no
/// reason to stop.
public final class ReadCmek implements Step<ReadCmek.Input, List<CmekAnswer>> {

  /// What it reads of the workflow's object.
  ///
  /// @param verified which clusters are looked at a second time; absent: this is the first look
  public record Input(Sweep sweep, Batch batch, @Nullable StepResult<VerifyKeys.Verified> verified)
      implements StepInput {

    @Override
    public @Nullable Run run() {
      return null;
    }

    private List<Listed> clusters() {
      List<Listed> all = batch.clusters();
      return verified == null
          ? all
          : all.stream().filter(c -> verified.value().suspects().contains(c.id())).toList();
    }
  }

  /// No call begins later than this after the first: enough for a whole batch's second look, at two
  /// calls for each cluster. What is left of the function's minute is for the last call to end.
  private static final Duration PATIENCE = Duration.ofSeconds(46);

  private final ClusterApi api;
  private final Pause pause;
  private final InstantSource clock;

  /// Asks with an API key that may read CMEK.
  ///
  /// @param api sends a request once
  public ReadCmek(ClusterApi api, Pause pause, InstantSource clock) {
    this.api = api;
    this.pause = pause;
    this.clock = clock;
  }

  @Override
  public Outcome<List<CmekAnswer>> run(Input input, Changes changes) {
    Pace pace = new Pace(input.sweep(), clock, pause);
    Instant end = clock.instant().plus(PATIENCE);
    boolean second = input.verified() != null;
    List<CmekAnswer> answers = new ArrayList<>();
    for (Listed cluster : input.clusters()) {
      answers.add(answer(cluster, second || !cluster.isListed(), pace, end));
    }
    return new Done<>(answers);
  }

  private CmekAnswer answer(Listed cluster, boolean lookAgain, Pace pace, Instant end) {
    ClusterId id = cluster.id();
    try {
      Listed now = null;
      if (lookAgain) {
        await(pace, end);
        Optional<Cluster> found = api.find(id);
        if (found.isEmpty()) {
          return CmekAnswer.denied(id, "GET /api/v1/clusters/" + id);
        }
        now = ClusterList.listed(found.get());
        if (now.isGone()) {
          return CmekAnswer.gone(now);
        }
      }
      await(pace, end);
      return CmekAnswer.read(id, api.cmek(id), now);
    } catch (Stop stop) {
      return stopped(id, stop);
    } catch (RuntimeException e) {
      // Whatever is wrong with the answer about one cluster must not hide the others.
      return CmekAnswer.unreachable(id, String.valueOf(e.getMessage()));
    }
  }

  /// Waits until the next call may begin, if one still may.
  private void await(Pace pace, Instant end) {
    if (!clock.instant().isAfter(end)) {
      pace.await();
    }
    if (clock.instant().isAfter(end)) {
      throw Stop.notYet(
          Reason.SERVICE_UNAVAILABLE, "it answered so slowly that there was no time left to ask");
    }
  }

  private static CmekAnswer stopped(ClusterId id, Stop stop) {
    boolean denied =
        stop.reason() == Reason.CREDENTIAL_REFUSED || stop.reason() == Reason.CLUSTER_NOT_FOUND;
    return denied
        ? CmekAnswer.denied(id, "GET /api/v1/clusters/" + id + "/cmek")
        : CmekAnswer.unreachable(id, stop.reason() + ", " + stop.getMessage());
  }
}
