package dev.cmek.local.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// An onboarding event as its sender makes it.
///
/// @param id of the event: the same id is the same request
/// @param choices JSON members of `data` beside the cluster's id, such as `{"dryRun":true}`
record Order(String id, String cluster, String choices) {

  static final String SOURCE = "//onboarding.example/clusters";

  String body() {
    ObjectNode event = Json.object();
    event.put("specversion", "1.0");
    event.put("id", id);
    event.put("source", SOURCE);
    event.put("type", "dev.cmek.onboarding.requested.v1");
    event.put("datacontenttype", "application/json");
    event.set("data", request());
    return event.toString();
  }

  /// The input of a direct start, which may put back what others changed.
  String repair() {
    ObjectNode start = Json.object();
    start.put("source", "//operators.example/security");
    start.put("eventId", id);
    start.set("request", request());
    start.put("repair", true);
    return start.toString();
  }

  private JsonNode request() {
    ObjectNode data = (ObjectNode) Json.tree(choices);
    return data.put("clusterId", cluster);
  }
}
