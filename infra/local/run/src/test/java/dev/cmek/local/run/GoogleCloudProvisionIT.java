package dev.cmek.local.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Onboardings on Google Cloud, from the event or the ticket to the answer.
@ExtendWith(GoogleRuns.Once.class)
final class GoogleCloudProvisionIT {

  private final GoogleByEvent byEvent;
  private final GoogleByTicket byTicket;
  private final GoogleStopped stopped;
  private final GoogleRefused refused;

  GoogleCloudProvisionIT(GoogleRuns runs) {
    byEvent = runs.byEvent();
    byTicket = runs.byTicket();
    stopped = runs.stopped();
    refused = runs.refused();
  }

  @Test
  void anEventEndsWithExactlyWhatTheProcedureAsksForInThreeLocations() {
    assertThat(byEvent.onboarded().state()).isEqualTo("SUCCEEDED");
    assertThat(byEvent.holdings().missing()).isEmpty();
  }

  @Test
  void theSameEventAgainStartsNothing() {
    assertThat(byEvent.executions()).isEqualTo(1);
  }

  @Test
  void theSameEventTheSameWishAndADryRunWriteNothing() {
    assertThat(byEvent.underAnotherId().state()).isEqualTo("SUCCEEDED");
    assertThat(byEvent.planned().state()).isEqualTo("SUCCEEDED");
    assertThat(byEvent.callsBefore()).filteredOn(GoogleCall::isWrite).isNotEmpty();
    assertThat(byEvent.callsDuring())
        .extracting(GoogleCall::caller)
        .contains("cmek-ensure-account", "cmek-ensure-key", "cmek-attach-binding");
    assertThat(byEvent.callsDuring()).filteredOn(GoogleCall::isWrite).isEmpty();
  }

  @Test
  void aTicketGetsOneKeyInAMultiRegionLocation() {
    assertThat(byTicket.accepted().status()).isEqualTo(202);
    assertThat(byTicket.onboarded().body().path("result").asText()).isEqualTo("ENABLED");
    assertThat(byTicket.holdings().missing()).isEmpty();
  }

  @Test
  void theAnswerComesToTheTicketSigned() {
    assertThat(byTicket.callback().verdict()).isEqualTo("VALID");
    assertThat(byTicket.callback().path())
        .isEqualTo("/rest/SEC-224?token=" + GoogleByTicket.URL_TOKEN);
    assertThat(byTicket.callback().body().path("result").asText()).isEqualTo("ENABLED");
    assertThat(byTicket.callback().body().at("/manifest/region_specs")).hasSize(3);
  }

  @Test
  void theSameTicketAgainIsTheSameRun() {
    assertThat(byTicket.again().status()).isEqualTo(202);
    assertThat(byTicket.again().body().path("id")).isEqualTo(byTicket.accepted().body().path("id"));
    assertThat(byTicket.again().body().path("attempt").asInt()).isEqualTo(1);
  }

  @Test
  void aTicketMayAskForAVerification() {
    assertThat(byTicket.verified().body().path("result").asText()).isEqualTo("VERIFIED");
    assertThat(byTicket.verified().body().at("/cluster/protection").asText())
        .isEqualTo("PROTECTED");
  }

  @Test
  void aCallbackToAHostThatIsNotAllowedIsKept() {
    assertThat(byTicket.undelivered().attributes()).containsEntry("reason", "CALLBACK_REFUSED");
  }

  @Test
  void whateverIsNotSignedIsAnsweredAlike() {
    assertThat(byTicket.unsigned()).hasSize(6).allMatch(answer -> answer.status() == 401);
    assertThat(byTicket.unsigned().stream().map(TicketClient.Answer::text).distinct()).hasSize(1);
  }

  @Test
  void aClusterThatNobodyKnowsIsRefusedAndTold() {
    assertThat(refused.unknown().state()).isEqualTo("FAILED");
    assertThat(refused.unknown().error().path("code").asText()).isEqualTo("CLUSTER_NOT_FOUND");
    assertThat(refused.told().title())
        .hasValueSatisfying(title -> assertThat(title).contains("REFUSED", GoogleRefused.UNKNOWN));
  }

  @Test
  void aMistakeGoesToTheDeadLettersWithReasonAndField() {
    assertThat(refused.deadLetter().isSame(refused.mistake())).isTrue();
    assertThat(refused.deadLetter().attributes())
        .containsEntry("reason", "BAD_REQUEST")
        .containsEntry("field", "data.clusterId");
    assertThat(refused.rejected().title()).isPresent();
  }

  @Test
  void aCancelledRunIsToldToPeopleAndOnItsTicket() {
    assertThat(stopped.cancelled().state()).isEqualTo("CANCELLED");
    assertThat(stopped.told().title()).contains("CMEK CANCELLED: " + GoogleStopped.CLUSTER);
    assertThat(stopped.callback().verdict()).isEqualTo("VALID");
    assertThat(stopped.callback().body().path("result").asText()).isEqualTo("FAILED");
  }

  @Test
  void theSameEventAfterACancellationGoesOn() {
    assertThat(stopped.onboarded().state()).isEqualTo("SUCCEEDED");
  }

  @Test
  void aNewLabelIsPutOnEachKeyAndNothingElseIsTouched() {
    assertThat(byEvent.labelled().state()).isEqualTo("SUCCEEDED");
    assertThat(byEvent.callsLabelling())
        .filteredOn(GoogleCall::isWrite)
        .extracting(GoogleCall::permission)
        .hasSize(3)
        .containsOnly("cloudkms.cryptoKeys.update");
  }
}
