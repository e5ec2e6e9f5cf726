package dev.cmek.shared.verify;

import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.cluster.RegionKey;

/// A command that talks to the Cloud API, to be pasted as it is; it takes the API key from the
/// variable `COCKROACH_API_KEY`.
public final class CloudApiCommand {

  private CloudApiCommand() {}

  /// Has one region use this key, as this principal.
  public static String put(ClusterId cluster, RegionKey key) {
    String body =
        """
        {"region_specs":[{"region":"%s","key_spec":{"type":"%s","uri":"%s","auth_principal":"%s"}}]}\
        """
            .formatted(
                key.region(),
                key.uri().startsWith("arn:") ? "AWS_KMS" : "GCP_CLOUD_KMS",
                key.uri(),
                key.principal());
    return "curl -X PUT https://cockroachlabs.cloud/api/v1/clusters/"
        + cluster
        + "/cmek -H \"Authorization: Bearer $COCKROACH_API_KEY\" -H 'Content-Type:"
        + " application/json' -d "
        + Shell.quote(body);
  }
}
