package dev.cmek.local.gcp.kms;

import dev.cmek.local.gcp.grpc.Refusal;
import java.util.Set;

/// Where Cloud KMS is ("Cloud KMS locations").
final class Locations {

  private static final Set<String> KNOWN =
      Set.of(
          "global",
          "us",
          "europe",
          "eu",
          "asia",
          "asia1",
          "ca",
          "de",
          "in",
          "it",
          "au",
          "eur3",
          "eur4",
          "eur5",
          "eur6",
          "nam3",
          "nam4",
          "nam6",
          "nam7",
          "nam8",
          "nam9",
          "nam10",
          "nam11",
          "nam12",
          "nam-eur-asia1",
          "nam-eur-asia3",
          "africa-south1",
          "asia-east1",
          "asia-east2",
          "asia-northeast1",
          "asia-northeast2",
          "asia-northeast3",
          "asia-south1",
          "asia-south2",
          "asia-southeast1",
          "asia-southeast2",
          "asia-southeast3",
          "australia-southeast1",
          "australia-southeast2",
          "europe-central2",
          "europe-north1",
          "europe-north2",
          "europe-southwest1",
          "europe-west1",
          "europe-west2",
          "europe-west3",
          "europe-west4",
          "europe-west6",
          "europe-west8",
          "europe-west9",
          "europe-west10",
          "europe-west12",
          "me-central1",
          "me-central2",
          "me-west1",
          "northamerica-northeast1",
          "northamerica-northeast2",
          "northamerica-south1",
          "southamerica-east1",
          "southamerica-west1",
          "us-central1",
          "us-east1",
          "us-east4",
          "us-east5",
          "us-south1",
          "us-west1",
          "us-west2",
          "us-west3",
          "us-west4");

  private Locations() {}

  /// Refuses names of places where Cloud KMS is not.
  ///
  /// @param name any name within a location
  static void require(String name) {
    String location = name.split("/", -1)[3];
    if (!KNOWN.contains(location)) {
      throw Refusal.notFound(
          "The request concerns location '"
              + location
              + "' but was sent to location 'global'. Either Cloud KMS is not available in '"
              + location
              + "' or the request was misrouted.");
    }
  }
}
