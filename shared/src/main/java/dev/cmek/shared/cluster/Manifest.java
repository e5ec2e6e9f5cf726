package dev.cmek.shared.cluster;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/// What the Cloud API is told to turn CMEK on, or to set keys: the body of `POST` and `PUT
/// /api/v1/clusters/<id>/cmek`.
public record Manifest(@JsonProperty("region_specs") List<RegionSpec> regionSpecs) {

  public Manifest {
    regionSpecs = List.copyOf(regionSpecs);
  }

  public static Manifest of(List<RegionKey> keys) {
    return new Manifest(keys.stream().map(RegionSpec::of).toList());
  }

  /// The key of one region.
  public record RegionSpec(String region, @JsonProperty("key_spec") KeySpec keySpec) {

    private static RegionSpec of(RegionKey key) {
      return new RegionSpec(
          key.region(), new KeySpec(keyType(key.uri()), key.uri(), key.principal()));
    }
  }

  /// A key, and who the vendor is when it uses it.
  ///
  /// @param type `AWS_KMS` or `GCP_CLOUD_KMS`
  public record KeySpec(
      String type, String uri, @JsonProperty("auth_principal") String authPrincipal) {}

  private static String keyType(String uri) {
    if (uri.startsWith("arn:")) {
      return "AWS_KMS";
    }
    if (uri.startsWith("projects/")) {
      return "GCP_CLOUD_KMS";
    }
    throw new IllegalArgumentException("neither an AWS nor a Google Cloud key: " + uri);
  }
}
