package dev.cmek.local.gcp.deployment;

import java.util.Map;

/// What a deployment on this machine is told, as Terraform is told its variables.
///
/// @param project of functions and keys
/// @param vendorProject hosts the clusters
/// @param location of functions and workflows
/// @param cloudApiUrl without `/api/v1`
/// @param callbackHosts such as `127.0.0.1:4602 allowPrivate`
/// @param callbackCaPem the certificate of whoever takes callbacks
/// @param secrets values by the names that functions.yaml uses: `reader`, `operator`, `callers`,
///   `callback`
public record LocalValues(
    String project,
    String vendorProject,
    String location,
    String cloudApiUrl,
    String callbackHosts,
    String callbackCaPem,
    Map<String, String> secrets) {

  public static final String PROJECT = "cmek-local";
  public static final String VENDOR_PROJECT = "crl-prod-abc";
  public static final String LOCATION = "europe-west1";

  public LocalValues {
    secrets = Map.copyOf(secrets);
  }

  public String stateBucket() {
    return project + "-state";
  }

  public String evidenceBucket() {
    return project + "-evidence";
  }

  /// The placeholders of functions.yaml.
  public Map<String, String> placeholders() {
    return Map.ofEntries(
        Map.entry("project", project),
        Map.entry("key_project", project),
        Map.entry("location", location),
        Map.entry("state_bucket", stateBucket()),
        Map.entry("evidence_bucket", evidenceBucket()),
        Map.entry("cloud_api_url", cloudApiUrl),
        Map.entry("allow_test_endpoint", "true"),
        Map.entry("run_limit", "PT2H"),
        Map.entry("allow_bearer", "true"),
        Map.entry("sweep_period", "PT10M"),
        Map.entry("second_look_seconds", "2"),
        Map.entry("callback_hosts", callbackHosts),
        Map.entry("callback_ca_pem", callbackCaPem));
  }
}
