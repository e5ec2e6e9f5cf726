package dev.cmek.shared.notify;

import dev.cmek.shared.cluster.Manifest;
import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.evidence.Failure;
import dev.cmek.shared.evidence.RunEnd;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.plan.Target;
import dev.cmek.shared.state.Digest;
import dev.cmek.shared.state.RunResult;
import dev.cmek.shared.state.Runs;
import dev.cmek.shared.step.Change;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Run;
import dev.cmek.shared.step.Step;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Makes sure that somebody is told how a run ended.
public final class Notify implements Step<RunEnd, Notify.Told> {

  /// What was told, in short.
  ///
  /// @param error the reason of a failure, else the result
  /// @param cause a sentence that a person can act on
  public record Told(String error, String cause) {}

  private final Announcements announcements;
  private final Runs runs;
  private final InstantSource clock;

  public Notify(Announcements announcements, Runs runs, InstantSource clock) {
    this.announcements = announcements;
    this.runs = runs;
    this.clock = clock;
  }

  @Override
  public Outcome<Told> run(RunEnd end, Changes changes) {
    Run run = end.run();
    RunResult result = end.result();
    Failure failure = end.why().orElse(null);
    announcements.announce(announcement(end, run, result, failure));
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
    String cluster =
        end.target().map(Target::name).map(name -> name + " ").orElse("")
            + (run == null ? "" : "(" + run.clusterId() + ")");
    String title = "CMEK " + result + ": " + (cluster.isEmpty() ? "no run began" : cluster);
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
        title,
        text(end, run, result, failure, title),
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

  private static String text(
      RunEnd end, @Nullable Run run, RunResult result, @Nullable Failure failure, String title) {
    StringBuilder text = new StringBuilder(title).append("\n\n");
    if (failure != null) {
      text.append(failure.reason()).append(": ").append(failure.message()).append('\n');
      text.append("What to do: ").append(failure.remedy()).append("\n\n");
    }
    switch (result) {
      case ENABLED -> text.append(regions(end.regionKeys()));
      case READY_TO_ENABLE ->
          text.append("Not enabled: ")
              .append(end.target().map(Target::held).orElse(""))
              .append("\nThe manifest, for POST /api/v1/clusters/<id>/cmek:\n")
              .append(Payloads.writeString(Manifest.of(end.regionKeys())))
              .append("\n\n");
      case PLANNED -> text.append(foretold(end.changes()));
      case VERIFIED, REFUSED, FAILED -> {}
    }
    if (run != null) {
      text.append("Asked by event ").append(run.eventId()).append(" of ").append(run.source());
      if (!end.ticket().isEmpty()) {
        text.append(", ticket ").append(end.ticket());
      }
      text.append("\nRun ").append(run.id()).append(", attempt ").append(run.attempt());
      text.append("\nExecution ").append(run.execution()).append('\n');
    } else if (end.eventId() != null && end.source() != null) {
      text.append("Asked by event ").append(end.eventId().asText());
      text.append(" of ").append(end.source().asText()).append('\n');
    }
    return text.toString();
  }

  private static String regions(List<RegionKey> keys) {
    return keys.stream()
        .map(key -> key.region() + "  " + key.uri() + "\n    as " + key.principal() + "\n")
        .collect(Collectors.joining("", "", "\n"));
  }

  private static String foretold(List<Change> changes) {
    return changes.isEmpty()
        ? "A dry run: there is nothing to change.\n\n"
        : changes.stream()
            .map(c -> "  " + c.action() + "  " + c.object() + "  " + c.detail() + "\n")
            .collect(Collectors.joining("", "A dry run: it would change\n", "\n"));
  }
}
