package dev.cmek.local.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Sweeps over all clusters on Google Cloud, and what people are told of them.
@ExtendWith(GoogleRuns.Once.class)
final class GoogleCloudReverifyIT {

  private final GoogleGuarded guarded;

  GoogleCloudReverifyIT(GoogleRuns runs) {
    guarded = runs.guarded();
  }

  @Test
  void nobodyIsToldOfClustersThatAreWell() {
    assertThat(guarded.quiet().state()).isEqualTo("SUCCEEDED");
    assertThat(guarded.toldBefore()).isEmpty();
  }

  @Test
  void noSweepBeginsOverAnother() {
    assertThat(guarded.over().state()).isEqualTo("SUCCEEDED");
  }

  @Test
  void aLostBindingIsFoundAndToldWithWhereAndWhatToRun() {
    assertThat(guarded.found().state()).isEqualTo("SUCCEEDED");
    assertThat(guarded.lost().title())
        .hasValueSatisfying(title -> assertThat(title).startsWith("ACCESS LOST: catalog-prod"));
    assertThat(guarded.lost().text())
        .contains("ACCESS_NOT_GRANTED", guarded.loss().missing(), guarded.loss().where());
    assertThat(guarded.command()).startsWith("gcloud kms keys add-iam-policy-binding");
  }

  @Test
  void thePrintedCommandPutsTheBindingBackAndTheAlertIsOver() {
    assertThat(guarded.mended().exitCode()).as(guarded.mended().text()).isZero();
    assertThat(guarded.isMended()).isTrue();
    assertThat(guarded.restored().title())
        .hasValueSatisfying(title -> assertThat(title).startsWith("RESTORED"));
  }
}
