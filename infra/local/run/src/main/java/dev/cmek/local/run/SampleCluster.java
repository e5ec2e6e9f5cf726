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
import java.util.stream.Stream;

/// A cluster to try things with, and the event or ticket that onboards it.
///
/// @param regions in the order of their names
/// @param eventFile relative to the checkout
/// @param event its content
record SampleCluster(
    Half half, String id, String name, List<String> regions, String eventFile, String event) {

  /// All of them belong to it; AWS roles trust the vendor with this id as external id.
  static final String ORGANIZATION = "9c8f4a10-5b7d-4e0a-8f5e-2f6f0c1d3e4b";

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  SampleCluster {
    regions = List.copyOf(regions);
  }

  /// AWS, a key in each region, granted by the role's policy.
  static SampleCluster payments(Checkout checkout) {
    return onAws(checkout, "payments-prod", "onboarding-key-per-region");
  }

  /// AWS, one multi-Region key with replicas, granted by the keys' policies.
  static SampleCluster ledger(Checkout checkout) {
    return onAws(checkout, "ledger-prod", "onboarding-multi-region-key");
  }

  /// AWS, one key for all regions, asked for by a ticket over HTTP.
  static SampleCluster billing(Checkout checkout) {
    return of(
        checkout,
        Half.AWS,
        "8d2e4f60-3a71-4c95-9b08-5f1c7e2a6d43",
        "billing-prod",
        List.of("eu-central-1", "eu-west-1", "us-east-1"),
        "ticket-single-key");
  }

  /// Google Cloud, a key in each region.
  static SampleCluster catalog(Checkout checkout) {
    return of(
        checkout,
        Half.GOOGLE_CLOUD,
        "",
        "catalog-prod",
        List.of("europe-west1", "us-east4", "us-west2"),
        "onboarding-key-per-region");
  }

  /// Google Cloud, one key in the multi-region location `europe`, asked for by a ticket over HTTP.
  static SampleCluster search(Checkout checkout) {
    return of(
        checkout,
        Half.GOOGLE_CLOUD,
        "c41d7a36-52e8-4b0f-9a6d-3e8f05b1c974",
        "search-prod",
        List.of("europe-west1", "europe-west3", "europe-west4"),
        "ticket-multi-region-key");
  }

  /// The same wish in an event with an id that was never used.
  SampleCluster asNewEvent() {
    ObjectNode fresh = (ObjectNode) tree(event);
    fresh.put("id", UUID.randomUUID().toString());
    return new SampleCluster(half, id, name, regions, eventFile, fresh.toString());
  }

  /// What was asked for, such as `MULTI_REGION_KEY, KEY_POLICY`.
  String wish() {
    JsonNode data = data();
    return Stream.of("keyStrategy", "accessGrant", "keyRegion")
        .filter(data::has)
        .map(field -> data.path(field).asText())
        .reduce((one, other) -> one + ", " + other)
        .orElse("");
  }

  /// Such as `KEY_PER_REGION`.
  String strategy() {
    return data().path("keyStrategy").asText();
  }

  /// Where the one key is, if the request says so; else empty.
  String keyRegion() {
    return data().path("keyRegion").asText();
  }

  /// The label `team`.
  String team() {
    return data().at("/labels/team").asText();
  }

  /// The name that AWS roles, keys' aliases and Google Cloud's key rings derive from.
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
        .put("cloud_provider", half.provider())
        .put("account_id", half.vendorAccount())
        .put("organization_id", ORGANIZATION);
    var all = cluster.putArray("regions");
    regions.forEach(region -> all.addObject().put("name", region).put("node_count", 3));
    return cluster.toString();
  }

  private JsonNode data() {
    JsonNode asked = tree(event);
    return asked.path("data").isMissingNode() ? asked : asked.path("data");
  }

  private static SampleCluster onAws(Checkout checkout, String name, String file) {
    return of(
        checkout, Half.AWS, "", name, List.of("eu-central-1", "eu-west-1", "us-east-1"), file);
  }

  /// @param id empty: the event's
  private static SampleCluster of(
      Checkout checkout, Half half, String id, String name, List<String> regions, String file) {
    String event = read(checkout.root().resolve(half.eventFile(file)));
    String clusterId = id.isEmpty() ? tree(event).at("/data/clusterId").asText() : id;
    return new SampleCluster(half, clusterId, name, regions, half.eventFile(file), event);
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
