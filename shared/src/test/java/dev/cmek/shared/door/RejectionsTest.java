package dev.cmek.shared.door;

import static dev.cmek.shared.step.RunExample.STARTED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.shared.cluster.ManualClock;
import dev.cmek.shared.door.OnboardingDoor.Answer.Rejected;
import dev.cmek.shared.notify.Announcement;
import dev.cmek.shared.notify.FakeAnnouncements;
import dev.cmek.shared.step.Reason;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RejectionsTest {

  @Test
  void tellsWhatIsWrongAndWhereTheMessageIs() {
    FakeAnnouncements announcements = new FakeAnnouncements();

    new Rejections(announcements, new ManualClock(STARTED))
        .announce(
            "message-1",
            new Rejected(Reason.BAD_REQUEST, "data.clusterId", "data.clusterId: is missing"));

    assertThat(announcements.only())
        .isEqualTo(
            new Announcement(
                "message-1",
                "dev.cmek.onboarding.rejected.v1",
                "",
                STARTED,
                "CMEK onboarding event rejected: data.clusterId",
                """
                BAD_REQUEST: data.clusterId: is missing
                The message (id message-1) is in the dead-letter queue, unchanged.
                What to do: correct it and send it again.
                """,
                Map.of(
                    "reason", Reason.BAD_REQUEST,
                    "field", "data.clusterId",
                    "message", "data.clusterId: is missing",
                    "messageId", "message-1")));
  }
}
