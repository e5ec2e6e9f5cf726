package dev.cmek.local.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// A cluster of two regions with one multi-Region key, granted by the key's policy: foretold in a
/// dry run; onboarded while grants spread slowly; given another label.
///
/// @param foretold after the dry run
/// @param posts to the Cloud API's CMEK, until it was enabled
record Replicated(
    Ended planned,
    Standing foretold,
    Ended onboarded,
    Standing standing,
    List<JsonNode> posts,
    Ended labelled,
    Standing afterwards) {

  static final String CLUSTER = "0c6a1c3e-2f0b-4a57-8f0e-6a7d3c1b9e52";
  static final String PRIMARY = "eu-west-1";
  static final String REPLICA = "us-east-1";

  static Replicated play(TestCloud cloud) {
    cloud.cloudApi().addCluster(CLUSTER, "ledger-prod", PRIMARY, REPLICA);
    var _ = cloud.send(order("dry", "true", "").body());
    Ended planned = cloud.awaitEnd(CLUSTER, 1);
    Standing foretold = cloud.standing(CLUSTER);

    cloud.cloudApi().propagationDelay("PT1H");
    var _ = cloud.send(order("replicated", "false", "").body());
    Await.that(
        "the vendor is asked too early",
        () -> !cloud.cloudApi().cmekRequests(CLUSTER, "POST").isEmpty());
    cloud.cloudApi().propagationDelay("PT0S");
    Ended onboarded = cloud.awaitEnd(CLUSTER, 2);
    Standing standing = cloud.standing(CLUSTER);
    List<JsonNode> posts = cloud.cloudApi().cmekRequests(CLUSTER, "POST");

    var _ = cloud.send(order("labelled", "false", "\"team\":\"ledger\"").body());
    Ended labelled = cloud.awaitEnd(CLUSTER, 3);
    return new Replicated(
        planned, foretold, onboarded, standing, posts, labelled, cloud.standing(CLUSTER));
  }

  private static Order order(String id, String dryRun, String label) {
    return new Order(
        id,
        CLUSTER,
        """
        {"keyStrategy":"MULTI_REGION_KEY","accessGrant":"KEY_POLICY","dryRun":%s,"labels":{%s}}
        """
            .formatted(dryRun, label));
  }
}
