package dev.cmek.shared.notify;

import dev.cmek.shared.callback.Callback;
import dev.cmek.shared.callback.Callbacks;
import dev.cmek.shared.evidence.Failure;
import dev.cmek.shared.evidence.RunEnd;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.state.Digest;
import dev.cmek.shared.state.RunResult;
import dev.cmek.shared.state.Runs;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Run;
import dev.cmek.shared.step.Step;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes sure that somebody is told how a run ended.
public final class Notify implements Step<RunEnd, Notify.Told> {

  /// What was told, in short.
  ///
  /// @param error the reason of a failure, else the result
  /// @param cause a sentence that a person can act on
  public record Told(String error, String cause) {}

  private final Announcements announcements;
  private final TicketAnswers tickets;
  private final Runs runs;
  private final InstantSource clock;

  public Notify(Announcements announcements, Callbacks callbacks, Runs runs, InstantSource clock) {
    this.announcements = announcements;
    this.tickets = new TicketAnswers(callbacks, announcements, clock);
    this.runs = runs;
    this.clock = clock;
  }

  @Override
  public Outcome<Told> run(RunEnd end, Changes changes) {
    Run run = end.run();
    RunResult result = end.result();
    Failure failure = end.why().orElse(null);
    Announcement announcement = announcement(end, run, result, failure);
    announcements.announce(announcement);
    Callback.of(end, announcement.id(), announcement.text()).ifPresent(tickets::send);
    if (run != null) {
      runs.told(run.id(), run.execution(), result);
    }
    return new Done<>(
        failure == null
            ? new Told(result.name(), "")
            : new Told(failure.reason(), failure.message() + ". " + failure.remedy()));
  }

  private Announcement announcement(
      RunEnd end, @Nullable Run run, RunResult result, @Nullable Failure failure) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("result", result);
    if (run != null) {
      data.put("run", run.id());
      data.put("attempt", run.attempt());
      data.put("source", run.source());
      data.put("eventId", run.eventId());
    }
    if (failure != null) {
      data.put("failure", failure);
    }
    if (result.isSuccess()) {
      data.put("regionKeys", end.regionKeys());
    }
    return new Announcement(
        run == null ? Digest.sha256(Payloads.canonical(end)) : run.id() + "-" + run.attempt(),
        type(result),
        run == null ? "" : run.clusterId().value(),
        clock.instant(),
        RunText.title(end),
        RunText.of(end),
        data);
  }

  private static String type(RunResult result) {
    return switch (result) {
      case ENABLED -> "dev.cmek.onboarding.completed.v1";
      case READY_TO_ENABLE -> "dev.cmek.onboarding.ready.v1";
      case PLANNED -> "dev.cmek.onboarding.planned.v1";
      case VERIFIED -> "dev.cmek.verification.completed.v1";
      case REFUSED -> "dev.cmek.onboarding.refused.v1";
      case FAILED -> "dev.cmek.onboarding.failed.v1";
    };
  }
}
