package dev.cmek.simulator;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/// A region and the key it shall use, as a request names it. JSON can leave members out, so that
/// even those that may not be null are checked.
@JsonNaming(SnakeCaseStrategy.class)
record RegionSpec(String region, KeySpec keySpec) {

  RegionSpec {
    if (region == null || region.isBlank()) {
      throw ApiError.invalid("a region spec needs a region");
    }
    if (keySpec == null) {
      throw ApiError.invalid("the spec of region " + region + " needs a key_spec");
    }
  }

  /// A key and who may use it.
  ///
  /// @param uri on AWS the key's ARN, on Google Cloud the crypto key's name without version
  /// @param authPrincipal on AWS the ARN of the role that the vendor assumes, on Google Cloud the
  ///   email of the service account that it gets tokens for
  @JsonNaming(SnakeCaseStrategy.class)
  record KeySpec(Type type, String uri, String authPrincipal) {

    KeySpec {
      if (type == null) {
        throw ApiError.invalid("a key_spec needs a type");
      }
      if (uri == null || uri.isBlank()) {
        throw ApiError.invalid("a key_spec needs a uri");
      }
      if (authPrincipal == null || authPrincipal.isBlank()) {
        throw ApiError.invalid("a key_spec needs an auth_principal");
      }
    }
  }

  /// Where the key is kept.
  enum Type {
    AWS_KMS,
    GCP_CLOUD_KMS,
    AZURE_KEY_VAULT,
    NULL_KMS
  }
}
