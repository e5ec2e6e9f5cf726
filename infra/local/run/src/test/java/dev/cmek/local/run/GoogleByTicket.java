package dev.cmek.local.run;

import dev.cmek.local.run.TicketClient.Answer;
import dev.cmek.local.run.desk.ReceivedCallback;
import java.util.List;

/// A ticket that asks for one key in a multi-region location, its answer, and a ticket whose answer
/// may not go where it says.
///
/// @param again the same request
/// @param verified the end of a verification
/// @param undelivered the callback that was kept
/// @param unsigned answers to every route without a signature
/// @param answers the bodies of all answers
record GoogleByTicket(
    Answer accepted,
    Answer onboarded,
    Proof holdings,
    ReceivedCallback callback,
    Answer again,
    Answer verified,
    Letter undelivered,
    List<Answer> unsigned,
    List<String> answers) {

  /// Stands in the callback's URL, as a ticket system may put one there.
  static final String URL_TOKEN = "open-barley";

  private static final String TICKET = "SEC-224";
  private static final String OTHER_TICKET = "SEC-225";

  static GoogleByTicket play(GoogleTestCloud cloud) {
    SampleCluster search = SampleCluster.search(cloud.checkout());
    cloud.cloudApi().add(search);
    String onboarding = "/v1/clusters/" + search.id() + "/onboarding";
    String verification = "/v1/clusters/" + search.id() + "/verification";
    String query = "?token=" + URL_TOKEN;
    String desk = cloud.endpoints().ticketDesk().url();
    String order =
        search
            .event()
            .replace("https://tickets.example", desk)
            .replace("/rest/" + TICKET, "/rest/" + TICKET + query);
    try (TicketClient client = new TicketClient(cloud.endpoints(), Half.GOOGLE_CLOUD)) {
      Answer accepted = client.post(onboarding, TICKET, order);
      String run = accepted.body().path("id").asText();
      Answer onboarded = client.awaitEnd(run);
      Proof holdings = cloud.holdings(search);
      ReceivedCallback callback = client.awaitCallback(TICKET);
      Answer again = client.post(onboarding, TICKET, order);
      String look = client.post(verification, "look-1", "").body().path("id").asText();
      Answer verified = client.awaitEnd(look);

      String elsewhere =
          order.replace(desk, "https://elsewhere.example").replace(TICKET, OTHER_TICKET);
      Answer _ = client.post(onboarding, OTHER_TICKET, elsewhere);
      Letter undelivered = cloud.awaitUndelivered(OTHER_TICKET);
      List<Answer> unsigned =
          List.of(
              client.unsigned("POST", onboarding),
              client.unsigned("POST", verification),
              client.unsigned("GET", "/v1/runs/" + run),
              client.unsigned("GET", "/v1/clusters/" + search.id()),
              client.unsigned("GET", "/v1/clusters"),
              client.unsigned("PATCH", "/v1/no/such/path"));
      return new GoogleByTicket(
          accepted,
          onboarded,
          holdings,
          callback,
          again,
          verified,
          undelivered,
          unsigned,
          client.answers());
    }
  }
}
