package dev.cmek.shared.alert;

import static dev.cmek.shared.alert.AlertExample.DISABLED;
import static dev.cmek.shared.alert.AlertExample.KEY_1;
import static dev.cmek.shared.alert.AlertExample.NOW;
import static dev.cmek.shared.alert.AlertExample.OPEN;
import static dev.cmek.shared.alert.AlertExample.ROTATION;
import static dev.cmek.shared.alert.AlertExample.UNREACHABLE;
import static dev.cmek.shared.alert.AlertExample.differing;
import static dev.cmek.shared.alert.AlertExample.look;
import static dev.cmek.shared.alert.AlertExample.once;
import static dev.cmek.shared.alert.AlertExample.twice;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.shared.alert.AlertRules.Decision;
import dev.cmek.shared.alert.AlertRules.Occasion;
import dev.cmek.shared.alert.AlertRules.Telling;
import dev.cmek.shared.alert.Muting.Mute;
import dev.cmek.shared.sweep.Look;
import dev.cmek.shared.sweep.Protection;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.FindingId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class AlertRulesTest {

  private static final Finding UNDECIDED =
      new Finding(FindingCode.ACCESS_UNDECIDED, KEY_1, "may or may not", "ask");

  private AlertState state = AlertState.NONE;
  private Instant now = NOW;
  private int sweep;
  private boolean degraded;
  private Muting muting = Muting.NOTHING;

  /// What people hear of a look: `LOST KEY_DISABLED`.
  private List<String> hear(Look look) {
    return hear(look, true);
  }

  private List<String> hear(Look look, boolean whole) {
    Decision decision = AlertRules.decide(state, new Occasion(look, whole, degraded, muting, now));
    state = decision.quiet();
    List<String> heard = new ArrayList<>();
    for (Telling telling : decision.tellings()) {
      state = telling.after();
      List<String> codes =
          telling.findings().stream().map(open -> open.finding().code().name()).toList();
      heard.add(telling.kind() + " " + String.join(" ", codes));
    }
    return heard;
  }

  private String next(Duration later) {
    now = now.plus(later);
    sweep++;
    return "sweep-" + sweep;
  }

  private String next() {
    return next(Duration.ofMinutes(10));
  }

  private void mute(Finding finding, Duration time) {
    muting =
        new Muting(
            List.of(new Mute(finding.code(), finding.object(), "team", "known", now.plus(time))),
            List.of());
  }

  @Test
  void nothingWrongIsNothingToTell() {
    assertThat(hear(once(next(), now))).isEmpty();
    assertThat(hear(twice(next(), now))).isEmpty();
    assertThat(state).isEqualTo(AlertState.NONE);
  }

  @Test
  void whatBothLooksFindIsToldOnce() {
    assertThat(hear(twice(next(), now, DISABLED))).containsExactly("LOST KEY_DISABLED");
    assertThat(hear(once(next(), now, DISABLED))).isEmpty();
    assertThat(hear(twice(next(), now, DISABLED))).isEmpty();
  }

  @Test
  void whatOneLookFoundIsNotTold() {
    assertThat(hear(once(next(), now, DISABLED))).isEmpty();
    assertThat(hear(differing(next(), now, List.of(), DISABLED))).isEmpty();
    assertThat(hear(differing(next(), now, List.of(DISABLED)))).isEmpty();
    assertThat(state.open()).isEmpty();
  }

  @Test
  void eachSeverityIsToldByItself() {
    assertThat(hear(twice(next(), now, DISABLED, OPEN, ROTATION)))
        .containsExactly("LOST KEY_DISABLED", "EXPOSED KEY_OPEN_TO_EVERYONE");
  }

  @Test
  void hygieneIsNotTold() {
    assertThat(hear(twice(next(), now, ROTATION))).isEmpty();
    assertThat(state).isEqualTo(AlertState.NONE);
  }

  @Test
  void whatNeitherLookFindsIsRestored() {
    var _ = hear(twice(next(), now, DISABLED, OPEN));

    assertThat(hear(once(next(), now, OPEN))).isEmpty();
    assertThat(hear(differing(next(), now, List.of(DISABLED), OPEN))).isEmpty();
    assertThat(hear(twice(next(), now, OPEN))).containsExactly("RESTORED KEY_DISABLED");
    assertThat(hear(twice(next(), now))).containsExactly("RESTORED KEY_OPEN_TO_EVERYONE");
    assertThat(state.open()).isEmpty();
  }

  @Test
  void remindsAfterOneHourAfterFourThenDaily() {
    var _ = hear(twice(next(Duration.ZERO), now, DISABLED));
    List<Duration> reminders = new ArrayList<>();

    for (Duration t = Duration.ofMinutes(10);
        t.compareTo(Duration.ofDays(3)) < 0;
        t = t.plusMinutes(10)) {
      if (!hear(once(next(), now, DISABLED)).isEmpty()) {
        reminders.add(t);
      }
    }

    assertThat(reminders)
        .containsExactly(
            Duration.ofHours(1), Duration.ofHours(4), Duration.ofHours(28), Duration.ofHours(52));
  }

  @Test
  void oneReminderTellsOfAllThatIsOpen() {
    var _ = hear(twice(next(), now, DISABLED));
    var _ = hear(twice(next(Duration.ofMinutes(50)), now, DISABLED, OPEN));

    assertThat(hear(once(next(), now, DISABLED, OPEN)))
        .containsExactly("REMINDER KEY_DISABLED KEY_OPEN_TO_EVERYONE");
    assertThat(hear(once(next(Duration.ofMinutes(50)), now, DISABLED, OPEN))).isEmpty();
  }

  @Test
  void remindsOfNothingThatIsNotSeen() {
    var _ = hear(twice(next(), now, DISABLED));

    assertThat(hear(once(next(Duration.ofHours(2)), now))).isEmpty();
  }

  @Test
  void whatComesBackSoonEndsOnlyAfterAnHourWithoutIt() {
    var _ = hear(twice(next(), now, DISABLED));
    var _ = hear(twice(next(), now));

    assertThat(hear(twice(next(), now, DISABLED))).containsExactly("LOST KEY_DISABLED");
    for (int i = 0; i < 2; i++) {
      assertThat(hear(twice(next(), now))).isEmpty();
      assertThat(hear(twice(next(), now, DISABLED))).isEmpty();
    }
    for (int i = 0; i < 6; i++) {
      assertThat(hear(twice(next(), now))).isEmpty();
    }
    assertThat(hear(twice(next(), now))).containsExactly("RESTORED KEY_DISABLED");
  }

  @Test
  void whatComesBackLaterEndsAsUsual() {
    var _ = hear(twice(next(), now, DISABLED));
    var _ = hear(twice(next(), now));
    var _ = hear(twice(next(Duration.ofHours(2)), now, DISABLED));

    assertThat(hear(twice(next(), now))).containsExactly("RESTORED KEY_DISABLED");
  }

  @Test
  void whatCouldNotBeSeenIsToldAfterThreeWholeSweeps() {
    assertThat(hear(once(next(), now, UNREACHABLE))).isEmpty();
    assertThat(hear(once(next(), now, UNREACHABLE), false)).isEmpty();
    assertThat(hear(once(next(), now, UNREACHABLE))).isEmpty();
    assertThat(hear(once("sweep-" + sweep, now, UNREACHABLE))).isEmpty();
    assertThat(hear(once(next(), now, UNREACHABLE))).containsExactly("UNKNOWN FACT_UNREACHABLE");
    assertThat(hear(once(next(), now, UNREACHABLE))).isEmpty();
    assertThat(hear(once(next(), now))).containsExactly("RESTORED FACT_UNREACHABLE");
  }

  @Test
  void aLookThatSeesBeginsTheCountAgain() {
    for (int i = 0; i < 5; i++) {
      assertThat(hear(once(next(), now, UNREACHABLE))).isEmpty();
      assertThat(hear(once(next(), now, UNREACHABLE))).isEmpty();
      assertThat(hear(once(next(), now))).isEmpty();
    }
  }

  @Test
  void nobodyHearsOfSingleClustersWhileSweepsAreDegraded() {
    degraded = true;
    for (int i = 0; i < 200; i++) {
      assertThat(hear(once(next(), now, UNREACHABLE))).isEmpty();
    }

    degraded = false;
    assertThat(hear(once(next(), now, UNREACHABLE))).containsExactly("UNKNOWN FACT_UNREACHABLE");
  }

  @Test
  void remindsDailyOfWhatCannotBeSeen() {
    for (int i = 0; i < 3; i++) {
      var _ = hear(once(next(), now, UNREACHABLE));
    }

    assertThat(hear(once(next(Duration.ofHours(23)), now, UNREACHABLE))).isEmpty();
    assertThat(hear(once(next(Duration.ofHours(1)), now, UNREACHABLE)))
        .containsExactly("REMINDER FACT_UNREACHABLE");
  }

  @Test
  void blindLooksEndNothing() {
    var _ = hear(twice(next(), now, DISABLED));

    assertThat(hear(twice(next(), now, UNREACHABLE))).isEmpty();
    assertThat(hear(differing(next(), now, List.of(UNREACHABLE)))).isEmpty();
    assertThat(hear(twice(next(), now, UNDECIDED))).isEmpty();
    assertThat(state.isOpen(FindingId.of(DISABLED))).isTrue();
  }

  @Test
  void whatIsUndecidedElsewhereHidesNoEnd() {
    var _ = hear(twice(next(), now, OPEN));

    assertThat(hear(twice(next(), now, UNDECIDED)))
        .containsExactly("RESTORED KEY_OPEN_TO_EVERYONE");
  }

  @ParameterizedTest
  @EnumSource(
      value = Protection.class,
      names = {"GONE", "SUSPENDED", "ELSEWHERE", "NOT_ELIGIBLE"})
  void whatNobodyGuardsAnyMoreEndsQuietly(Protection protection) {
    var _ = hear(twice(next(), now, DISABLED));
    int told = state.announcements();

    assertThat(hear(look(next(), now, protection, null, DISABLED))).isEmpty();
    assertThat(state.open()).isEmpty();
    assertThat(state.announcements()).isEqualTo(told);
  }

  @Test
  void workInProgressBeginsEndsAndRemindsOfNothing() {
    Protection working = Protection.WORK_IN_PROGRESS;
    assertThat(hear(look(next(), now, working, List.of(FindingId.of(DISABLED)), DISABLED)))
        .isEmpty();

    var _ = hear(twice(next(), now, DISABLED));
    AlertState before = state;
    assertThat(hear(look(next(Duration.ofHours(5)), now, working, List.of()))).isEmpty();
    assertThat(state).isEqualTo(before);
  }

  @Test
  void whatIsMutedIsNeitherToldNorRemindedOfNorRestored() {
    mute(DISABLED, Duration.ofDays(9));

    assertThat(hear(twice(next(), now, DISABLED, OPEN)))
        .containsExactly("EXPOSED KEY_OPEN_TO_EVERYONE");
    assertThat(state.isOpen(FindingId.of(DISABLED))).isTrue();
    assertThat(hear(once(next(Duration.ofHours(2)), now, DISABLED, OPEN)))
        .containsExactly("REMINDER KEY_OPEN_TO_EVERYONE");
    assertThat(hear(twice(next(), now, OPEN))).isEmpty();
    assertThat(state.isOpen(FindingId.of(DISABLED))).isFalse();
  }

  @Test
  void whatStillIsWhenItsMuteEndsIsTold() {
    mute(DISABLED, Duration.ofDays(9));
    var _ = hear(twice(next(), now, DISABLED));
    Instant since = now;

    muting = Muting.NOTHING;
    assertThat(hear(once(next(Duration.ofDays(9)), now, DISABLED)))
        .containsExactly("LOST KEY_DISABLED");
    assertThat(state.open().getFirst().since()).isEqualTo(since);
  }

  @Test
  void aMuteSilencesAnAlertThatIsOpen() {
    var _ = hear(twice(next(), now, DISABLED));
    mute(DISABLED, Duration.ofDays(1));

    assertThat(hear(once(next(Duration.ofHours(5)), now, DISABLED))).isEmpty();
    muting = Muting.NOTHING;
    assertThat(hear(once(next(Duration.ofDays(1)), now, DISABLED)))
        .containsExactly("REMINDER KEY_DISABLED");
    mute(DISABLED, Duration.ofDays(1));
    assertThat(hear(twice(next(), now))).isEmpty();
    assertThat(state.open()).isEmpty();
  }

  @Test
  void eachAnnouncementCounts() {
    var _ = hear(twice(next(), now, DISABLED, OPEN));
    var _ = hear(twice(next(), now));

    assertThat(state.announcements()).isEqualTo(3);
  }
}
