package dev.cmek.local.run;

import dev.cmek.local.run.desk.ReceivedCallback;

/// A run that somebody cancels while it waits for its cluster; then the same event again.
///
/// @param cancelled the first attempt
/// @param told to people
/// @param callback to the ticket
/// @param onboarded the second attempt
record GoogleStopped(
    GoogleEnded cancelled, Letter told, ReceivedCallback callback, GoogleEnded onboarded) {

  static final String CLUSTER = "7b0e4a93-2f68-4c1d-a5e7-94d3c8b61f20";

  private static final String TICKET = "STOCK-2";

  static GoogleStopped play(GoogleTestCloud cloud) {
    cloud.admin().addCluster(CLUSTER, "stock-prod", "europe-west1");
    cloud.admin().state(CLUSTER, "CREATING");
    Order order =
        new Order(
            "stopped",
            CLUSTER,
            """
            {"keyStrategy":"SINGLE_KEY",
             "ticket":{"system":"jira","key":"%s","callbackUrl":"%s/rest/%s"}}
            """
                .formatted(TICKET, cloud.endpoints().ticketDesk().url(), TICKET));
    var _ = cloud.send(order.body());
    String first = cloud.awaitStart(CLUSTER, 1);
    Await.that(
        "the run waits for its cluster",
        () ->
            cloud
                .log("cmek-fetch-cluster")
                .lines()
                .anyMatch(line -> line.contains(CLUSTER) && line.contains("CLUSTER_NOT_READY")));
    cloud.cancel(first);
    GoogleEnded cancelled = cloud.awaitEnd(first);
    Letter told = cloud.awaitAlert(cancelled.id(), "dev.cmek.onboarding.failed.v1");
    ReceivedCallback callback;
    try (TicketClient client = new TicketClient(cloud.endpoints(), Half.GOOGLE_CLOUD)) {
      callback = client.awaitCallback(TICKET);
    }
    cloud.admin().state(CLUSTER, "CREATED");
    return new GoogleStopped(cancelled, told, callback, cloud.run(order.body(), CLUSTER, 2));
  }
}
