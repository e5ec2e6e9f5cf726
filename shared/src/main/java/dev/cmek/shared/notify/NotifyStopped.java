package dev.cmek.shared.notify;

import dev.cmek.shared.callback.Callback;
import dev.cmek.shared.callback.Callbacks;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.request.BadRequest;
import dev.cmek.shared.request.Onboarding;
import dev.cmek.shared.request.RequestParser;
import dev.cmek.shared.state.RunAnswer;
import dev.cmek.shared.state.RunId;
import dev.cmek.shared.state.RunRecord;
import dev.cmek.shared.state.RunRecord.Attempt;
import dev.cmek.shared.state.RunResult;
import dev.cmek.shared.state.Runs;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Run;
import dev.cmek.shared.step.Step;
import dev.cmek.shared.step.StepInput;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes sure that somebody is told of a run that could not say itself how it ended: one that timed
/// out, was aborted, or whose own notice failed.
public final class NotifyStopped implements Step<NotifyStopped.Input, NotifyStopped.Told> {

  /// An execution that the engine reports as ended.
  ///
  /// @param execution the engine's id
  /// @param status such as `TIMED_OUT`
  /// @param error what the engine says went wrong; absent if it names nothing
  /// @param input what it was started with, as JSON
  public record Input(String execution, String status, @Nullable String error, String input)
      implements StepInput {

    @Override
    public @Nullable Run run() {
      return null;
    }
  }

  /// Whether this call told somebody; false: the run itself had done so.
  public record Told(boolean now) {}

  private static final String STOPPED = "The run was stopped before it could say how far it came";
  private static final String AGAIN =
      "send the same event again; the run goes on from what is there";

  private final RequestParser requests;
  private final Announcements announcements;
  private final TicketAnswers tickets;
  private final Runs runs;
  private final InstantSource clock;

  public NotifyStopped(
      RequestParser requests,
      Announcements announcements,
      Callbacks callbacks,
      Runs runs,
      InstantSource clock) {
    this.requests = requests;
    this.announcements = announcements;
    this.tickets = new TicketAnswers(callbacks, announcements, clock);
    this.runs = runs;
    this.clock = clock;
  }

  @Override
  public Outcome<Told> run(Input input, Changes changes) {
    Optional<Onboarding> onboarding = onboarding(input);
    Optional<String> runId = onboarding.map(RunId::of);
    Optional<RunRecord> record = runId.flatMap(runs::find);
    Optional<Attempt> attempt = record.flatMap(r -> r.attempt(input.execution()));
    if (endedWithAReason(input) || attempt.map(Attempt::told).orElse(false)) {
      return new Done<>(new Told(false));
    }
    Announcement announcement = announcement(input, onboarding);
    announcements.announce(announcement);
    if (record.isEmpty() || attempt.isPresent()) {
      onboarding
          .flatMap(asked -> callback(input, asked, record, announcement))
          .ifPresent(tickets::send);
    }
    if (attempt.isPresent()) {
      runs.told(runId.orElseThrow(), input.execution(), RunResult.FAILED);
    }
    return new Done<>(new Told(true));
  }

  /// For the ticket, unless another attempt answers it.
  private static Optional<Callback> callback(
      Input input, Onboarding asked, Optional<RunRecord> record, Announcement announcement) {
    Optional<Integer> attempt = record.flatMap(r -> r.attemptOf(input.execution()));
    return Callback.ofStopped(
        asked,
        attempt.map(number -> RunId.of(asked) + "-" + number).orElse(announcement.id()),
        attempt,
        new RunAnswer.Failure(input.status(), STOPPED, AGAIN),
        announcement.title() + "\n\n" + announcement.text());
  }

  /// An execution takes a [Reason] for its error only from what `Notify` answered: somebody knows,
  /// even if no run ever began that could remember it.
  private static boolean endedWithAReason(Input input) {
    return Arrays.stream(Reason.values()).anyMatch(reason -> reason.name().equals(input.error()));
  }

  private Announcement announcement(Input input, Optional<Onboarding> onboarding) {
    String cluster = onboarding.map(o -> o.request().clusterId().value()).orElse("");
    return new Announcement(
        input.execution(),
        "dev.cmek.onboarding.failed.v1",
        cluster,
        clock.instant(),
        "CMEK " + input.status() + ": " + (cluster.isEmpty() ? "unknown cluster" : cluster),
        STOPPED
            + ".\nExecution "
            + input.execution()
            + onboarding
                .map(o -> "\nAsked by event " + o.eventId() + " of " + o.source())
                .orElse("")
            + "\nWhat to do: "
            + AGAIN
            + ".\n",
        Map.of("result", "FAILED", "status", input.status(), "execution", input.execution()));
  }

  private Optional<Onboarding> onboarding(Input input) {
    try {
      return Optional.of(
          requests.start(
              Payloads.tree(input.input().getBytes(StandardCharsets.UTF_8)), input.execution()));
    } catch (BadRequest | IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
