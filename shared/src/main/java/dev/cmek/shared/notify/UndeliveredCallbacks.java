package dev.cmek.shared.notify;

import dev.cmek.shared.callback.Callback;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;

/// Tells people that a ticket will not hear how its run ended, and what it would have heard.
public final class UndeliveredCallbacks {

  private final Announcements announcements;
  private final InstantSource clock;

  public UndeliveredCallbacks(Announcements announcements, InstantSource clock) {
    this.announcements = announcements;
    this.clock = clock;
  }

  /// Tells of one callback.
  ///
  /// @param reason without its URL
  /// @param remedy what a person can do, besides writing on the ticket
  public void announce(Callback callback, String reason, String remedy) {
    Callback.Answer answer = callback.answer();
    announcements.announce(
        new Announcement(
            callback.id() + "-undelivered",
            "dev.cmek.callback.undelivered.v1",
            Objects.requireNonNullElse(answer.clusterId(), ""),
            clock.instant(),
            "CMEK callback undelivered: " + answer.ticket(),
            "Ticket "
                + answer.ticket()
                + " was not told how its run ended: "
                + reason
                + ".\nWhat to do: put the text below on the ticket. "
                + remedy
                + ".\n\n"
                + answer.text(),
            Map.of(
                "callback", callback.id(),
                "host", callback.host(),
                "ticket", answer.ticket(),
                "result", answer.result(),
                "reason", reason)));
  }
}
