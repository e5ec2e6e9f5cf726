package dev.cmek.local.run;

import com.fasterxml.jackson.databind.JsonNode;

/// A binding, taken off one of a cluster's keys.
final class LostBinding implements CustomerCloud.Loss {

  private final SampleCluster cluster;
  private final String project;
  private final String location;
  private final GoogleRest google;
  private final JsonNode granted;

  /// @param cluster one that has a key in each of its regions
  LostBinding(SampleCluster cluster, String project, GoogleRest google) {
    this.cluster = cluster;
    this.project = project;
    this.location = cluster.regions().getFirst();
    this.google = google;
    this.granted = bindings();
  }

  /// What somebody would paste.
  static String command(SampleCluster cluster, String project, String location) {
    return "gcloud kms keys remove-iam-policy-binding cmek --keyring=%s --location=%s --project=%s --member=serviceAccount:%s --role=%s"
        .formatted(
            cluster.objectName(),
            location,
            project,
            GoogleHoldings.email(cluster, project),
            GoogleHoldings.ENCRYPTER_DECRYPTER);
  }

  @Override
  public String deed() {
    return "the binding off the key of " + cluster.name() + " in " + location;
  }

  @Override
  public String missing() {
    return GoogleHoldings.ENCRYPTER_DECRYPTER;
  }

  @Override
  public String where() {
    return key();
  }

  @Override
  public String command(Shell shell) {
    return command(cluster, project, location);
  }

  @Override
  public boolean isMended() {
    return bindings().equals(granted);
  }

  private JsonNode bindings() {
    return google.get("/v1/" + key() + ":getIamPolicy").path("bindings");
  }

  private String key() {
    return GoogleHoldings.key(cluster, project, location);
  }
}
