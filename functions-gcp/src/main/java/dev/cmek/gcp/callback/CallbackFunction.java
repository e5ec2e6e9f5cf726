package dev.cmek.gcp.callback;

import dev.cmek.gcp.PushFunction;
import dev.cmek.gcp.message.PushedMessage;
import dev.cmek.gcp.wiring.GcpWiring;
import dev.cmek.gcp.wiring.Wiring;
import dev.cmek.shared.callback.CallbackInbox;
import dev.cmek.shared.callback.CallbackInbox.Answer.Settled;
import dev.cmek.shared.notify.UndeliveredCallbacks;

/// [CallbackInbox] on Google Cloud: the push subscription makes the pauses.
public final class CallbackFunction extends PushFunction {

  private static final String NAME = "Callback";

  private final CallbackInbox inbox;

  public CallbackFunction() {
    this(new GcpWiring(NAME));
  }

  public CallbackFunction(Wiring wiring) {
    this.inbox =
        new CallbackInbox(
            wiring.callbackDelivery(),
            wiring.callbackDeadLetters(),
            new UndeliveredCallbacks(wiring.announcements(), wiring.clock()),
            wiring.log(NAME));
  }

  @Override
  protected boolean take(PushedMessage message) {
    return inbox.take(message.id(), message.text(), message.receipts()) instanceof Settled;
  }
}
