package dev.cmek.local.run;

import java.util.List;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.Tag;
import software.amazon.awssdk.services.sqs.model.Message;

/// A run that somebody stops while it waits for its cluster; then the same event again, which finds
/// the key of an attempt whose answer was lost.
///
/// @param madeBefore the key of the lost answer
record Stopped(String firstAttempt, Ended onboarded, String madeBefore, Standing standing) {

  static final String CLUSTER = "5d0f8c1a-7e64-4b0b-9c55-3a2b1c0d9e8f";
  static final String REGION = "us-west-2";
  static final String TICKET = "STOCK-1";

  /// Marks an execution that was stopped before it could begin its run.
  private static final String NEVER_BEGUN = "-never-begun";

  static Stopped play(TestCloud cloud) {
    cloud.cloudApi().addCluster(CLUSTER, "stock-prod", REGION);
    cloud.cloudApi().state(CLUSTER, "CREATING");
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
                .log("FetchCluster")
                .lines()
                .anyMatch(line -> line.contains(CLUSTER) && line.contains("CLUSTER_NOT_READY")));
    var _ = cloud.sfn().stopExecution(r -> r.executionArn(first));
    Ended stopped = cloud.awaitEnd(first);
    // Step Functions tells the default bus by itself, and may do so more than once.
    Await.that("the stop is told", () -> cloud.hasTold(first));
    tell(cloud, statusChange(cloud, first, stopped.execution().input()));
    tell(cloud, statusChange(cloud, first + NEVER_BEGUN, order.repair()));
    List<Message> _ = cloud.alerts().await(NEVER_BEGUN, 2);

    String madeBefore = keyOfALostAnswer(cloud);
    cloud.cloudApi().state(CLUSTER, "CREATED");
    var _ = cloud.send(order.body());
    Ended onboarded = cloud.awaitEnd(CLUSTER, 2);
    return new Stopped(first, onboarded, madeBefore, cloud.standing(CLUSTER));
  }

  /// What an attempt leaves behind that was ended between KMS's answer and its own next word.
  private static String keyOfALostAnswer(TestCloud cloud) {
    cloud.putState(
        "clusters/" + CLUSTER + "/keys/" + REGION + ".json",
        "{\"askedAt\":\"2026-01-01T00:00:00Z\",\"arn\":null,\"refused\":false}");
    try (KmsClient kms = cloud.kms(REGION)) {
      return kms.createKey(
              r -> r.tags(tag("cmek:managed-by", "cmek-functions"), tag("cmek:cluster", CLUSTER)))
          .keyMetadata()
          .arn();
    }
  }

  private static void tell(TestCloud cloud, String detail) {
    try (EventBridgeClient events = cloud.events()) {
      var _ =
          events.putEvents(r ->
              r.entries(
                  PutEventsRequestEntry.builder()
                      .source("aws.states")
                      .detailType("Step Functions Execution Status Change")
                      .detail(detail)
                      .build()));
    }
  }

  private static String statusChange(TestCloud cloud, String execution, String input) {
    return Json.object()
        .put("executionArn", execution)
        .put("stateMachineArn", cloud.provisionArn())
        .put("status", "ABORTED")
        .put("input", input)
        .toString();
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().tagKey(key).tagValue(value).build();
  }
}
