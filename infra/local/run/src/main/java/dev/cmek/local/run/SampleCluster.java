package dev.cmek.local.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cmek.local.aws.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/// A cluster to try things with, and the event or ticket that onboards it.
///
/// @param eventFile relative to the checkout
/// @param event its content
record SampleCluster(String id, String name, String eventFile, String event) {

  static final List<String> REGIONS = List.of("eu-central-1", "eu-west-1", "us-east-1");

  /// All of them belong to it; roles trust the vendor with this id as external id.
  static final String ORGANIZATION = "9c8f4a10-5b7d-4e0a-8f5e-2f6f0c1d3e4b";

  private static final String BILLING = "8d2e4f60-3a71-4c95-9b08-5f1c7e2a6d43";

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /// A key in each region, granted by the role's policy.
  static SampleCluster payments(Checkout checkout) {
    return of(checkout, "payments-prod", eventFile("key-per-region"));
  }

  /// One multi-Region key with replicas, granted by the keys' policies.
  static SampleCluster ledger(Checkout checkout) {
    return of(checkout, "ledger-prod", eventFile("multi-region-key"));
  }

  /// One key for all regions, asked for by a ticket over HTTP.
  static SampleCluster billing(Checkout checkout) {
    String file = "infra/aws/events/ticket-single-key.json";
    return new SampleCluster(BILLING, "billing-prod", file, read(checkout.root().resolve(file)));
  }

  /// An event that nobody can work with.
  static String mistake(Checkout checkout) {
    return read(checkout.root().resolve(eventFile("with-a-mistake")));
  }

  static String eventFile(String what) {
    return "infra/aws/events/onboarding-" + what + ".json";
  }

  /// The same wish in an event with an id that was never used.
  SampleCluster asNewEvent() {
    ObjectNode fresh = (ObjectNode) tree(event);
    fresh.put("id", UUID.randomUUID().toString());
    return new SampleCluster(id, name, eventFile, fresh.toString());
  }

  /// What was asked for, such as `MULTI_REGION_KEY, KEY_POLICY`.
  String wish() {
    JsonNode asked = tree(event);
    JsonNode data = asked.path("data").isMissingNode() ? asked : asked.path("data");
    return data.path("keyStrategy").asText() + ", " + data.path("accessGrant").asText();
  }

  /// The name that the role and the keys' aliases derive from.
  String objectName() {
    return "cmek-" + id;
  }

  /// The cluster as the simulator's admin door takes it: new, with nothing in it yet.
  String body() {
    ObjectNode cluster = MAPPER.createObjectNode();
    cluster
        .put("id", id)
        .put("name", name)
        .put("plan", "ADVANCED")
        .put("cloud_provider", "AWS")
        .put("account_id", LocalCloud.VENDOR_ACCOUNT)
        .put("organization_id", ORGANIZATION);
    var regions = cluster.putArray("regions");
    REGIONS.forEach(region -> regions.addObject().put("name", region).put("node_count", 3));
    return cluster.toString();
  }

  private static SampleCluster of(Checkout checkout, String name, String file) {
    String event = read(checkout.root().resolve(file));
    return new SampleCluster(tree(event).at("/data/clusterId").asText(), name, file, event);
  }

  private static JsonNode tree(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
