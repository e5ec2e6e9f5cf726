package dev.cmek.shared.state;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.request.BadRequest;
import dev.cmek.shared.request.Onboarding;
import dev.cmek.shared.request.OnboardingRequest;
import dev.cmek.shared.request.RequestParser;
import dev.cmek.shared.state.RunRecord.Attempt;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Outcome.NotYet;
import dev.cmek.shared.step.Outcome.Refused;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Run;
import dev.cmek.shared.step.Step;
import dev.cmek.shared.step.StepInput;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes sure that an event is worked on once, and a cluster by one run at a time: claims the run,
/// then the cluster's lease.
public final class BeginRun implements Step<BeginRun.Input, BeginRun.Begun> {

  /// What the workflow was started with, and as what.
  ///
  /// @param start see [RequestParser#start]
  /// @param execution the engine's id of this execution
  public record Input(JsonNode start, String execution) implements StepInput {

    @Override
    public @Nullable Run run() {
      return null;
    }
  }

  /// The beginning of the object that travels.
  public record Begun(Run run, OnboardingRequest request) {}

  private final RequestParser requests;
  private final Runs runs;
  private final Leases leases;
  private final Engine engine;
  private final Duration limit;
  private final InstantSource clock;

  /// Begins runs against this memory.
  ///
  /// @param limit how long an attempt may take; shorter than the workflow's own time-out
  public BeginRun(
      RequestParser requests,
      Runs runs,
      Leases leases,
      Engine engine,
      Duration limit,
      InstantSource clock) {
    this.requests = requests;
    this.runs = runs;
    this.leases = leases;
    this.engine = engine;
    this.limit = limit;
    this.clock = clock;
  }

  @Override
  public Outcome<Begun> run(Input input, Changes changes) {
    Onboarding onboarding;
    try {
      onboarding = requests.start(input.start(), input.execution());
    } catch (BadRequest e) {
      return new Refused<>(Reason.BAD_REQUEST, e.text(), "Correct the field and start again");
    }
    ClusterId cluster = onboarding.request().clusterId();
    Asked asked = Asked.of(onboarding);
    String runId = asked.runId();
    RunRecord record = runs.claim(asked, input.execution(), clock.instant(), engine);
    if (!record.digest().equals(asked.digest())) {
      return new Refused<>(
          Reason.KEY_REUSED,
          "event " + onboarding.eventId() + " of " + onboarding.source() + " came with other data",
          "Give every request an id of its own");
    }
    Optional<Integer> attempt = record.attemptOf(input.execution());
    if (attempt.isEmpty()) {
      Attempt last = record.last();
      return new Done<>(
          begun(onboarding, runId, record.attempts().size(), last.execution(), last, true));
    }
    Attempt mine = record.attempts().get(attempt.get() - 1);
    Begun begun = begun(onboarding, runId, attempt.get(), input.execution(), mine, false);
    String holder = leases.take(cluster, input.execution(), clock.instant(), engine);
    if (holder.equals(input.execution())) {
      return new Done<>(begun);
    }
    String busy = "cluster " + cluster + " is being worked on by " + holder;
    if (clock.instant().isAfter(begun.run().deadline())) {
      return new Refused<>(
          Reason.DEADLINE_PASSED, busy, "Wait for that run to end, then send the same event again");
    }
    return new NotYet<>(Reason.CLUSTER_BUSY, busy);
  }

  private Begun begun(
      Onboarding onboarding,
      String runId,
      int number,
      String execution,
      Attempt attempt,
      boolean duplicate) {
    OnboardingRequest request = onboarding.request();
    Instant startedAt = attempt.startedAt();
    Run run =
        new Run(
            runId,
            request.clusterId(),
            onboarding.source(),
            onboarding.eventId(),
            number,
            execution,
            startedAt,
            startedAt.plus(limit),
            request.dryRun(),
            onboarding.repair(),
            duplicate);
    return new Begun(run, request);
  }
}
