package dev.cmek.shared.gcp;

import dev.cmek.shared.cluster.ClusterId;

/// Whom CockroachDB Cloud acts as on Google Cloud: each cluster has a service account of its own in
/// the vendor's project that hosts it ("Manage Customer-Managed Encryption Keys (CMEK)": Google
/// Cloud).
public final class GcpVendor {

  private GcpVendor() {}

  /// `crl-kms-user-<last 12 characters of the cluster's id>@<the vendor's project>…`.
  ///
  /// @param project the Cloud API's `account_id` of the cluster
  public static ServiceAccountEmail account(ClusterId cluster, String project) {
    return new ServiceAccountEmail("crl-kms-user-" + lastTwelve(cluster), project);
  }

  private static String lastTwelve(ClusterId cluster) {
    return cluster.value().substring(cluster.value().length() - 12);
  }
}
