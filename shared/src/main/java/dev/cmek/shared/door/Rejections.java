package dev.cmek.shared.door;

import dev.cmek.shared.door.OnboardingDoor.Answer.Rejected;
import dev.cmek.shared.notify.Announcement;
import dev.cmek.shared.notify.Announcements;
import java.time.InstantSource;
import java.util.Map;

/// Tells people that a message went to the dead letters.
public final class Rejections {

  private final Announcements announcements;
  private final InstantSource clock;

  public Rejections(Announcements announcements, InstantSource clock) {
    this.announcements = announcements;
    this.clock = clock;
  }

  /// Tells of one message.
  ///
  /// @param messageId the queue's own id, by which a person finds it
  public void announce(String messageId, Rejected rejected) {
    announcements.announce(
        new Announcement(
            messageId,
            "dev.cmek.onboarding.rejected.v1",
            "",
            clock.instant(),
            "CMEK onboarding event rejected: " + rejected.field(),
            rejected.reason()
                + ": "
                + rejected.message()
                + "\nThe message (id "
                + messageId
                + ") is in the dead-letter queue, unchanged.\n"
                + "What to do: correct it and send it again.\n",
            Map.of(
                "reason", rejected.reason(),
                "field", rejected.field(),
                "message", rejected.message(),
                "messageId", messageId)));
  }
}
