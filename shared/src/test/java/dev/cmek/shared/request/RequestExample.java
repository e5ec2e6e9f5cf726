package dev.cmek.shared.request;

import dev.cmek.shared.cluster.CloudProvider;
import dev.cmek.shared.cluster.ClusterId;

/// Events that ask for one cluster.
public final class RequestExample {

  public static final ClusterId CLUSTER = new ClusterId("f78b7feb-b6cf-4396-9d7f-494982d7d81e");

  private RequestExample() {}

  /// A CloudEvents event.
  ///
  /// @param id the event's
  /// @param more members of `data` beside the cluster's id, such as `"dryRun":true`; may be empty
  public static String event(String id, String more) {
    return """
    {"specversion":"1.0","id":"%s","source":"//onboarding.example/clusters",\
    "type":"dev.cmek.onboarding.requested.v1","time":"2026-11-22T10:00:00Z",\
    "datacontenttype":"application/json","data":{"clusterId":"%s"%s}}\
    """
        .formatted(id, CLUSTER, more.isEmpty() ? "" : "," + more);
  }

  /// The same as read.
  public static Onboarding onboarding(String id, String more) {
    try {
      return new RequestParser(CloudProvider.AWS).event(event(id, more));
    } catch (BadRequest e) {
      throw new AssertionError(e);
    }
  }

  /// What it asks for.
  public static OnboardingRequest request(String more) {
    return onboarding("example", more).request();
  }
}
