package dev.cmek.local.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.local.run.TicketClient.Answer;
import dev.cmek.local.run.desk.ReceivedCallback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// The deployed HTTP door and the callbacks, from a ticket system's point of view.
@ExtendWith(WholeRuns.Once.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TicketAwsIT {

  private final TestCloud cloud;
  private final ByTicket told;

  TicketAwsIT(WholeRuns runs) {
    cloud = runs.cloud();
    told = runs.byTicket();
  }

  @Test
  void aTicketIsTakenAndItsRunCanBeReadAtOnce() {
    String run = told.accepted().body().path("id").asText();

    assertThat(told.accepted().status()).isEqualTo(202);
    assertThat(told.accepted().location()).endsWith("runs/" + run);
    assertThat(told.atOnce().status()).isEqualTo(200);
    assertThat(told.atOnce().body().path("id").asText()).isEqualTo(run);
    assertThat(told.atOnce().body().path("state").asText()).isEqualTo("RUNNING");
  }

  @Test
  void aRunThatEndedSaysHowAndWithWhichKeys() {
    JsonNode run = told.onboarded().body();

    assertThat(run.path("result").asText()).isEqualTo("ENABLED");
    assertThat(run.at("/manifest/region_specs/0/region").asText()).isEqualTo(ByTicket.REGION);
    assertThat(run.at("/manifest/region_specs/0/key_spec/uri").asText())
        .isEqualTo(cloud.standing(ByTicket.CLUSTER).keyArns().getFirst());
  }

  @Test
  void theAnswerComesToTheTicketSignedAndOnce() {
    ReceivedCallback callback = told.callback();

    assertThat(callback.verdict()).isEqualTo("VALID");
    assertThat(callback.path()).isEqualTo("/rest/WAL-7?token=" + ByTicket.URL_TOKEN);
    assertThat(callback.idempotencyKey())
        .isEqualTo(told.onboarded().body().path("id").asText() + "-1");
    assertThat(callback.body().path("result").asText()).isEqualTo("ENABLED");
    assertThat(callback.body().path("text").asText())
        .contains("CMEK ENABLED: wallet-prod", cloud.standing(ByTicket.CLUSTER).keyArns().get(0));
    try (TicketClient client = new TicketClient(cloud.endpoints(), Half.AWS)) {
      assertThat(client.callbacks())
          .filteredOn(other -> other.idempotencyKey().equals(callback.idempotencyKey()))
          .hasSize(1);
    }
  }

  @Test
  void theSameRequestAgainIsTheSameRun() {
    assertThat(told.again().status()).isEqualTo(202);
    assertThat(told.again().body().path("id")).isEqualTo(told.accepted().body().path("id"));
    assertThat(told.again().body().path("attempt").asInt()).isEqualTo(1);
  }

  @Test
  void theSameKeyWithOtherDataIsRefused() {
    assertThat(told.reused().status()).isEqualTo(422);
    assertThat(told.reused().code()).isEqualTo("KEY_REUSED");
  }

  @Test
  void aVerificationSaysWhatItFound() {
    JsonNode run = told.verified().body();

    assertThat(run.path("operation").asText()).isEqualTo("verify");
    assertThat(run.path("result").asText()).isEqualTo("VERIFIED");
    assertThat(run.at("/cluster/protection").asText()).isEqualTo("PROTECTED");
    assertThat(run.at("/cluster/findings")).isEmpty();
  }

  @Test
  void aCallbackToAHostThatIsNotAllowedIsKeptAndTold() {
    assertThat(told.undeliverable().messageAttributes())
        .hasEntrySatisfying(
            "reason", reason -> assertThat(reason.stringValue()).isEqualTo("CALLBACK_REFUSED"));
    assertThat(told.undeliverableTold())
        .hasSize(2)
        .anySatisfy(event -> assertThat(event.body()).contains("dev.cmek.callback.undelivered.v1"))
        .anySatisfy(text -> assertThat(text.body()).contains("CMEK callback undelivered"));
  }

  @Test
  void aDeskThatIsBusyIsCalledAgain() {
    assertThat(told.second().verdict()).isEqualTo("VALID");
    assertThat(told.second().body().path("result").asText()).isEqualTo("PLANNED");
    try (TicketClient client = new TicketClient(cloud.endpoints(), Half.AWS)) {
      assertThat(client.callbacks())
          .filteredOn(callback -> callback.path().equals("/busy/WAL-9"))
          .extracting(ReceivedCallback::verdict)
          .containsExactly("NOT_NOW", "VALID");
    }
  }

  @Test
  void aStoppedRunIsToldOnItsTicketToo() {
    try (TicketClient client = new TicketClient(cloud.endpoints(), Half.AWS)) {
      ReceivedCallback stopped = client.awaitCallback(Stopped.TICKET);

      assertThat(stopped.verdict()).isEqualTo("VALID");
      assertThat(stopped.body().path("result").asText()).isEqualTo("FAILED");
      assertThat(stopped.body().path("clusterId").asText()).isEqualTo(Stopped.CLUSTER);
    }
  }

  @Test
  void whoCannotSignMayAskButNotRead() {
    assertThat(told.byToken().status()).isEqualTo(202);
    assertThat(told.readByToken().status()).isEqualTo(403);
    assertThat(told.readByToken().code()).isEqualTo("ROUTE_NOT_ALLOWED");
  }

  @Test
  void whateverIsNotSignedIsAnsweredAlike() {
    assertThat(told.unsigned()).hasSize(8).allMatch(answer -> answer.status() == 401);
    assertThat(told.unsigned().stream().map(Answer::text).distinct()).hasSize(1);
  }
}
