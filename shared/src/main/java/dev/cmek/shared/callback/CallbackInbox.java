package dev.cmek.shared.callback;

import dev.cmek.shared.callback.CallbackDelivery.Result;
import dev.cmek.shared.callback.CallbackDelivery.Result.Delivered;
import dev.cmek.shared.callback.CallbackDelivery.Result.Later;
import dev.cmek.shared.callback.CallbackDelivery.Result.Refused;
import dev.cmek.shared.door.DeadLetters;
import dev.cmek.shared.door.OnboardingDoor.Answer.Rejected;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.notify.UndeliveredCallbacks;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.StepLog;
import dev.cmek.shared.step.Stop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// Takes callbacks from their queue or topic and delivers them. One that does not get through comes
/// again after a pause that doubles from a second to a quarter of an hour; one that is refused, or
/// comes for the twelfth time in vain, goes to the dead letters with the reason, and people are
/// told.
public final class CallbackInbox {

  /// How often one callback is tried.
  public static final int MOST_RECEIPTS = 12;

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);

  /// What the queue is to do with a message.
  public sealed interface Answer {

    /// Forget it.
    record Settled() implements Answer {}

    /// Deliver it again after the pause, at the earliest.
    record Again(Duration pause) implements Answer {}
  }

  private final CallbackDelivery delivery;
  private final DeadLetters deadLetters;
  private final UndeliveredCallbacks undelivered;
  private final StepLog log;

  public CallbackInbox(
      CallbackDelivery delivery,
      DeadLetters deadLetters,
      UndeliveredCallbacks undelivered,
      StepLog log) {
    this.delivery = delivery;
    this.deadLetters = deadLetters;
    this.undelivered = undelivered;
    this.log = log;
  }

  /// Takes one message. Never throws.
  ///
  /// @param id the queue's id of the message
  /// @param receipts how often it was delivered, this time included
  public Answer take(String id, String body, int receipts) {
    Duration pause = pause(receipts);
    try {
      return receive(id, body, receipts) ? new Answer.Settled() : new Answer.Again(pause);
    } catch (RuntimeException e) {
      // Whatever went wrong with one message must not hold up the others of its batch.
      log.received(
          "ERROR", "FAILED", Map.of("message", id, "cause", String.valueOf(e.getMessage())));
      return new Answer.Again(pause);
    }
  }

  /// Whether the queue may forget it.
  private boolean receive(String id, String body, int receipts) {
    Callback callback = Payloads.read(body.getBytes(StandardCharsets.UTF_8), Callback.class);
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("message", id);
    fields.put("callback", callback.id());
    fields.put("host", callback.host());
    return switch (deliver(callback)) {
      case Delivered _ -> {
        log.received("INFO", "DELIVERED", fields);
        yield true;
      }
      case Later(String reason) when receipts < MOST_RECEIPTS -> {
        fields.put("cause", reason);
        log.received("WARN", "LATER", fields);
        yield false;
      }
      case Later(String reason) -> {
        giveUp(
            body,
            callback,
            new Rejected(
                Reason.CALLBACK_UNANSWERED, "callbackUrl", reason + ", in the end and before"),
            "Then see to the ticket system's availability",
            fields);
        yield true;
      }
      case Refused(String reason) -> {
        giveUp(
            body,
            callback,
            new Rejected(Reason.CALLBACK_REFUSED, "callbackUrl", reason),
            "Then correct the ticket's callback URL, what it answers, or the list of callback"
                + " hosts",
            fields);
        yield true;
      }
    };
  }

  private Result deliver(Callback callback) {
    try {
      return delivery.deliver(callback);
    } catch (Stop e) {
      return new Later(String.valueOf(e.getMessage()));
    }
  }

  private void giveUp(
      String body, Callback callback, Rejected why, String remedy, Map<String, String> fields) {
    deadLetters.send(body, why);
    undelivered.announce(callback, why.message(), remedy);
    fields.put("reason", why.reason().name());
    fields.put("cause", why.message());
    log.received("WARN", "REJECTED", fields);
  }

  private static Duration pause(int receipts) {
    Duration pause = Duration.ofSeconds(1L << Math.clamp(receipts - 1, 0, MOST_RECEIPTS));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }
}
