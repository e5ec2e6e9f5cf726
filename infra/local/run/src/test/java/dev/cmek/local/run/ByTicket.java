package dev.cmek.local.run;

import dev.cmek.local.run.TicketClient.Answer;
import dev.cmek.local.run.desk.ReceivedCallback;
import java.util.List;
import software.amazon.awssdk.services.sqs.model.Message;

/// A cluster that a ticket system onboards over HTTP; asked for again, with the same key and with
/// other data; looked at; planned again by tickets that want their answer elsewhere, or can't sign.
///
/// @param accepted the first answer
/// @param atOnce the run, read right after it
/// @param onboarded the run at its end
/// @param callback what the desk was told
/// @param again the same request, when the run had ended
/// @param reused another request with the same key
/// @param verified a run that only looks
/// @param undeliverable in the dead letters: a callback to a host that is not allowed
/// @param undeliverableTold what people were told of it
/// @param byToken asked with a token, by a ticket system that is busy when it is first called
/// @param second what its desk took then
/// @param readByToken what a token may not do
/// @param unsigned every route without a signature
/// @param answers the bodies of all answers
record ByTicket(
    Answer accepted,
    Answer atOnce,
    Answer onboarded,
    ReceivedCallback callback,
    Answer again,
    Answer reused,
    Answer verified,
    Message undeliverable,
    List<Message> undeliverableTold,
    Answer byToken,
    ReceivedCallback second,
    Answer readByToken,
    List<Answer> unsigned,
    List<String> answers) {

  static final String CLUSTER = "3c6d1e58-90ab-4f27-8e64-b2d7f0a9c135";
  static final String REGION = "us-west-2";

  /// Stands in the callback's URL, as a ticket system may put one there.
  static final String URL_TOKEN = "open-barley";

  static final String ELSEWHERE = "elsewhere.example";

  private static final String ONBOARDING = "/v1/clusters/" + CLUSTER + "/onboarding";
  private static final String VERIFICATION = "/v1/clusters/" + CLUSTER + "/verification";

  static ByTicket play(TestCloud cloud) {
    cloud.cloudApi().addCluster(CLUSTER, "wallet-prod", REGION);
    try (TicketClient client = new TicketClient(cloud.endpoints(), Half.AWS)) {
      String desk = cloud.endpoints().ticketDesk().url();
      String order = order("WAL-7", desk + "/rest/WAL-7?token=" + URL_TOKEN, false);
      Answer accepted = client.post(ONBOARDING, "WAL-7", order);
      String run = accepted.body().path("id").asText();
      Answer atOnce = client.get("/v1/runs/" + run);
      Answer onboarded = client.awaitEnd(run);
      ReceivedCallback callback = client.awaitCallback("WAL-7");

      Answer again = client.post(ONBOARDING, "WAL-7", order);
      Answer reused = client.post(ONBOARDING, "WAL-7", "{\"dryRun\":true}");
      Answer look = client.post(VERIFICATION, "look-1", "");
      Answer verified = client.awaitEnd(look.body().path("id").asText());

      String elsewhere = "https://" + ELSEWHERE + "/rest/WAL-8?token=" + URL_TOKEN;
      Answer _ = client.post(ONBOARDING, "WAL-8", order("WAL-8", elsewhere, true));
      Message undeliverable = cloud.callbackDeadLetters().await("WAL-8", 1).getFirst();
      List<Message> told = cloud.alerts().await(ELSEWHERE, 2);

      Answer byToken =
          client.withToken("POST", ONBOARDING, "WAL-9", order("WAL-9", desk + "/busy/WAL-9", true));
      ReceivedCallback second = client.awaitCallback("WAL-9");
      Answer readByToken = client.withToken("GET", "/v1/clusters/" + CLUSTER, "", "");
      List<Answer> unsigned =
          List.of(
              client.unsigned("POST", ONBOARDING),
              client.unsigned("POST", VERIFICATION),
              client.unsigned("GET", "/v1/runs/" + run),
              client.unsigned("GET", "/v1/clusters/" + CLUSTER),
              client.unsigned("GET", "/v1/clusters"),
              client.unsigned("GET", "/v1"),
              client.unsigned("DELETE", "/v1/clusters/" + CLUSTER),
              client.unsigned("PATCH", "/v1/no/such/path"));
      return new ByTicket(
          accepted,
          atOnce,
          onboarded,
          callback,
          again,
          reused,
          verified,
          undeliverable,
          told,
          byToken,
          second,
          readByToken,
          unsigned,
          client.answers());
    }
  }

  private static String order(String ticket, String callbackUrl, boolean dryRun) {
    return Json.tree(
            """
            {"keyStrategy":"SINGLE_KEY","dryRun":%s,
             "ticket":{"system":"jira","key":"%s","callbackUrl":"%s"}}
            """
                .formatted(dryRun, ticket, callbackUrl))
        .toString();
  }
}
