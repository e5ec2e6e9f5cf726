package dev.cmek.shared.door;

import dev.cmek.shared.door.OnboardingDoor.Answer.Known;
import dev.cmek.shared.door.OnboardingDoor.Answer.Rejected;
import dev.cmek.shared.door.OnboardingDoor.Answer.Started;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.StepLog;
import dev.cmek.shared.step.Stop;
import java.util.Map;

/// Takes messages from the onboarding queue or topic: each starts a run or goes to the dead letters
/// with the reason, and people are told.
public final class OnboardingInbox {

  private final OnboardingDoor door;
  private final DeadLetters deadLetters;
  private final Rejections rejections;
  private final StepLog log;

  public OnboardingInbox(
      OnboardingDoor door, DeadLetters deadLetters, Rejections rejections, StepLog log) {
    this.door = door;
    this.deadLetters = deadLetters;
    this.rejections = rejections;
    this.log = log;
  }

  /// Takes one message. Never throws.
  ///
  /// @param id the queue's id of the message
  /// @return false if it must be delivered again: neither could be done now
  public boolean take(String id, String body) {
    return settled(id, () -> receive(id, body));
  }

  /// Puts a message to the dead letters that came in a form which nobody reads. Never throws.
  ///
  /// @param trouble what is wrong with it, such as `is not Base64`
  /// @return false if it must be delivered again
  public boolean reject(String id, String body, String trouble) {
    return settled(
        id, () -> reject(id, body, new Rejected(Reason.BAD_REQUEST, "body", "body: " + trouble)));
  }

  private boolean settled(String id, Runnable work) {
    try {
      work.run();
      return true;
    } catch (Stop e) {
      log.received("WARN", "LATER", Map.of("message", id, "cause", String.valueOf(e.getMessage())));
      return false;
    } catch (RuntimeException e) {
      // Whatever went wrong with one message must not hold up the others of its batch.
      log.received(
          "ERROR", "FAILED", Map.of("message", id, "cause", String.valueOf(e.getMessage())));
      return false;
    }
  }

  private void receive(String id, String body) {
    switch (door.receive(body)) {
      case Started(String run, String execution) ->
          log.received(
              "INFO", "STARTED", Map.of("message", id, "run", run, "execution", execution));
      case Known(String run, String execution) ->
          log.received("INFO", "KNOWN", Map.of("message", id, "run", run, "execution", execution));
      case Rejected rejected -> reject(id, body, rejected);
    }
  }

  private void reject(String id, String body, Rejected rejected) {
    deadLetters.send(body, rejected);
    rejections.announce(id, rejected);
    log.received(
        "WARN",
        "REJECTED",
        Map.of("message", id, "reason", rejected.reason().name(), "field", rejected.field()));
  }
}
