package dev.cmek.shared.door;

import dev.cmek.shared.door.RunStarter.Start;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.request.BadRequest;
import dev.cmek.shared.request.Onboarding;
import dev.cmek.shared.request.RequestParser;
import dev.cmek.shared.state.Asked;
import dev.cmek.shared.state.Runs;
import dev.cmek.shared.step.Reason;

/// Takes onboarding events from a queue or topic and makes sure that a run is at each of them,
/// once.
///
/// A `Stop` or any other exception means: deliver the message again.
public final class OnboardingDoor {

  /// What became of a message.
  public sealed interface Answer {

    /// A run has begun with it.
    record Started(String runId, String execution) implements Answer {}

    /// It came before: a run is at it, or has done it.
    record Known(String runId, String execution) implements Answer {}

    /// Nobody can work with it: into the dead letters with it.
    ///
    /// @param field such as `data.clusterId`; `body` for the whole text
    record Rejected(Reason reason, String field, String message) implements Answer {}
  }

  private final RequestParser requests;
  private final RunStarter starter;

  public OnboardingDoor(RequestParser requests, Workflows workflows, Runs runs) {
    this.requests = requests;
    this.starter = new RunStarter(workflows, runs);
  }

  /// Takes one message.
  ///
  /// @param message a CloudEvents event in structured JSON form
  public Answer receive(String message) {
    Onboarding onboarding;
    try {
      onboarding = requests.event(message);
    } catch (BadRequest e) {
      return new Answer.Rejected(Reason.BAD_REQUEST, e.field(), e.text());
    }
    return switch (starter.start(Asked.of(onboarding), Payloads.writeString(onboarding))) {
      case Start.Begun(String runId, String execution) -> new Answer.Started(runId, execution);
      case Start.Known(String runId, String execution) -> new Answer.Known(runId, execution);
      case Start.Reused _ -> reused(onboarding);
    };
  }

  private static Answer reused(Onboarding onboarding) {
    return new Answer.Rejected(
        Reason.KEY_REUSED,
        "id",
        "id: event "
            + onboarding.eventId()
            + " of "
            + onboarding.source()
            + " came before with other data; give every request an id of its own");
  }
}
