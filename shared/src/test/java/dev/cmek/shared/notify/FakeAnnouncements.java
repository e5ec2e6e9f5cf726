package dev.cmek.shared.notify;

import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keeps what was announced, with the troubles that a test asks for.
public final class FakeAnnouncements implements Announcements {

  private final List<Announcement> all = new ArrayList<>();
  private int stops;
  private @Nullable Stop stop;
  private boolean losesNextAnswer;

  /// The next announcements end so, and nobody hears of them.
  public void stopNext(int calls, Stop with) {
    stops = calls;
    stop = with;
  }

  /// The next announcement is heard, but its answer is lost.
  public void loseNextAnswer() {
    losesNextAnswer = true;
  }

  /// What was announced, the oldest first.
  public List<Announcement> all() {
    return List.copyOf(all);
  }

  /// The one thing that was announced.
  public Announcement only() {
    if (all.size() != 1) {
      throw new AssertionError("announced " + all.size() + " times: " + all);
    }
    return all.getFirst();
  }

  @Override
  public void announce(Announcement announcement) {
    if (stops > 0 && stop != null) {
      stops--;
      throw stop;
    }
    all.add(announcement);
    if (losesNextAnswer) {
      losesNextAnswer = false;
      throw Stop.notYet(Reason.SERVICE_UNAVAILABLE, "the answer was lost");
    }
  }
}
