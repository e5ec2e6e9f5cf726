package dev.cmek.shared.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.shared.step.Outcome.NotYet;
import dev.cmek.shared.step.Outcome.Refused;
import org.junit.jupiter.api.Test;

final class StopTest {

  private final Stop denied = Stop.refused(Reason.MISSING_RIGHT, "denied", "grant it");

  @Test
  void carriesTheOutcomeAndItsMessage() {
    assertThat(denied.<String>outcome())
        .isEqualTo(new Refused<>(Reason.MISSING_RIGHT, "denied", "grant it"));
    assertThat(denied).hasMessage("denied").hasNoCause();
    assertThat(Stop.notYet(Reason.THROTTLED, "slow down").<String>outcome())
        .isEqualTo(new NotYet<>(Reason.THROTTLED, "slow down"));
  }

  @Test
  void becomesSomethingToWaitForWhenItsReasonIsTheOneMeant() {
    Stop waiting = denied.asNotYet(Reason.MISSING_RIGHT, Reason.TAGS_SPREADING);

    assertThat(waiting.<String>outcome()).isEqualTo(new NotYet<>(Reason.TAGS_SPREADING, "denied"));
  }

  @Test
  void staysWhatItIsForAnotherReason() {
    assertThat(denied.asNotYet(Reason.CREDENTIAL_REFUSED, Reason.TAGS_SPREADING)).isSameAs(denied);
  }
}
