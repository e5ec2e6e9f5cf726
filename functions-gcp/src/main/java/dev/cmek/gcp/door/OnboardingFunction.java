package dev.cmek.gcp.door;

import dev.cmek.gcp.PushFunction;
import dev.cmek.gcp.message.PushedMessage;
import dev.cmek.gcp.wiring.GcpWiring;
import dev.cmek.gcp.wiring.Wiring;
import dev.cmek.shared.door.OnboardingDoor;
import dev.cmek.shared.door.OnboardingInbox;
import dev.cmek.shared.door.Rejections;

/// The onboarding topic's door: each message starts a run or goes to the dead letters with the
/// reason; one that could be neither is delivered again.
public final class OnboardingFunction extends PushFunction {

  private static final String NAME = "Onboarding";

  private final OnboardingInbox inbox;

  public OnboardingFunction() {
    this(new GcpWiring(NAME));
  }

  public OnboardingFunction(Wiring wiring) {
    this.inbox =
        new OnboardingInbox(
            new OnboardingDoor(wiring.requests(), wiring.workflows(), wiring.runs()),
            wiring.deadLetters(),
            new Rejections(wiring.announcements(), wiring.clock()),
            wiring.log(NAME));
  }

  @Override
  protected boolean take(PushedMessage message) {
    if (!message.trouble().isEmpty()) {
      return inbox.reject(message.id(), message.text(), message.trouble());
    }
    return inbox.take(message.id(), message.text());
  }
}
