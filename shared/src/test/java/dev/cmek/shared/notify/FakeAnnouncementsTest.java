package dev.cmek.shared.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FakeAnnouncementsTest {

  private final FakeAnnouncements announcements = new FakeAnnouncements();

  @Test
  void keepsWhatWasAnnouncedInOrder() {
    announcements.announce(announcement("1"));
    announcements.announce(announcement("2"));

    assertThat(announcements.all()).containsExactly(announcement("1"), announcement("2"));
    assertThatThrownBy(announcements::only).isInstanceOf(AssertionError.class);
  }

  @Test
  void stopsAsOftenAsAskedForAndKeepsNothing() {
    Stop stop = Stop.notYet(Reason.THROTTLED, "slow down");
    announcements.stopNext(1, stop);

    assertThatThrownBy(() -> announcements.announce(announcement("1"))).isSameAs(stop);
    announcements.announce(announcement("2"));
    assertThat(announcements.only()).isEqualTo(announcement("2"));
  }

  @Test
  void losesAnAnswerAndAnnouncesAllTheSame() {
    announcements.loseNextAnswer();

    assertThatThrownBy(() -> announcements.announce(announcement("1"))).isInstanceOf(Stop.class);
    assertThat(announcements.only()).isEqualTo(announcement("1"));
  }

  private static Announcement announcement(String id) {
    return new Announcement(id, "type", "", Instant.EPOCH, "title", "text", Map.of());
  }
}
