package dev.cmek.gcp.workflow;

/// An onboarding event.
///
/// @param members of its data, beside the cluster, such as `"enable":false`; may be empty
record Order(String id, String cluster, String members) {

  /// An event's id has no spaces.
  Order {
    id = id.replace(' ', '-');
  }

  static Order of(String id, String cluster) {
    return new Order(id, cluster, "");
  }

  String json() {
    return """
    {"specversion":"1.0","id":"%s","source":"//test.example","type":"dev.cmek.onboarding.requested.v1",
     "time":"2026-11-22T10:00:00Z","datacontenttype":"application/json","data":%s}
    """
        .formatted(id, data());
  }

  private String data() {
    return "{\"clusterId\":\"" + cluster + "\"" + (members.isEmpty() ? "" : "," + members) + "}";
  }

  /// As somebody starts the workflow who may have things put back.
  String repair() {
    return """
    {"source":"//test.example","eventId":"%s","repair":true,"request":%s}
    """
        .formatted(id, data());
  }
}
