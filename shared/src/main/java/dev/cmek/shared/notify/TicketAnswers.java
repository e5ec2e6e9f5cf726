package dev.cmek.shared.notify;

import dev.cmek.shared.callback.Callback;
import dev.cmek.shared.callback.Callbacks;
import dev.cmek.shared.step.Stop;
import java.time.InstantSource;

/// Hands callbacks over to their queue. What the queue does not take people are told instead: the
/// notice is out, and neither it nor the run waits for a ticket system.
final class TicketAnswers {

  private final Callbacks callbacks;
  private final UndeliveredCallbacks undelivered;

  TicketAnswers(Callbacks callbacks, Announcements announcements, InstantSource clock) {
    this.callbacks = callbacks;
    this.undelivered = new UndeliveredCallbacks(announcements, clock);
  }

  void send(Callback callback) {
    try {
      callbacks.send(callback);
    } catch (RuntimeException e) {
      // Whatever keeps the queue from taking it, the client has tried again for some seconds. Only
      // a Stop's text is known to hold nothing of the message.
      String cause = e instanceof Stop ? e.getMessage() : e.getClass().getName();
      undelivered.announce(
          callback,
          "the queue of callbacks did not take it (" + cause + ")",
          "If this comes again, look at the queue of callbacks and at this function's permissions");
    }
  }
}
