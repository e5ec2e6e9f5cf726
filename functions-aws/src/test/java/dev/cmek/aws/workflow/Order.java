package dev.cmek.aws.workflow;

import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.request.AccessGrant;
import dev.cmek.shared.request.KeyStrategy;
import java.util.LinkedHashMap;
import java.util.Map;

/// What somebody wants to be onboarded, and how it is written.
///
/// @param id of the event
/// @param data the request
record Order(String id, Map<String, Object> data) {

  static final String SOURCE = "//onboarding.example/clusters";
  static final ClusterId CLUSTER = new ClusterId("f78b7feb-b6cf-4396-9d7f-494982d7d81e");

  Order {
    data = Map.copyOf(data);
  }

  /// With all the defaults.
  static Order of(String id) {
    return new Order(
        id, Map.of("clusterId", CLUSTER.value(), "labels", Map.of("team", "payments")));
  }

  Order id(String other) {
    return new Order(other, data);
  }

  Order cluster(ClusterId other) {
    return with("clusterId", other.value());
  }

  Order keys(KeyStrategy strategy) {
    return with("keyStrategy", strategy.name());
  }

  Order granted(AccessGrant grant) {
    return with("accessGrant", grant.name());
  }

  Order with(String member, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(data);
    more.put(member, value);
    return new Order(id, more);
  }

  ClusterId cluster() {
    return new ClusterId(String.valueOf(data.get("clusterId")));
  }

  /// The message on the queue.
  String message() {
    return Payloads.writeString(
        Map.of(
            "specversion", "1.0",
            "id", id,
            "source", SOURCE,
            "type", "dev.cmek.onboarding.requested.v1",
            "data", data));
  }

  /// The input of a direct start that may put back what others changed.
  String repair() {
    return Payloads.writeString(
        Map.of("source", "//operators.example", "eventId", id, "request", data, "repair", true));
  }
}
