package dev.cmek.shared.verify.aws;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is expected of a set-up beyond that it works for the cluster and for nobody else.
///
/// @param boundaryArn the permissions boundary that the role must have; absent: any, or none
/// @param ownerTags what role and keys must be tagged with
/// @param organizationId the AWS organization of this account, such as `o-a1b2c3d4e5`; absent: not
///   known, and conditions on it are not decided
public record AwsExpectations(
    @Nullable String boundaryArn, Map<String, String> ownerTags, @Nullable String organizationId) {

  /// Of what somebody set up by hand.
  public static final AwsExpectations NONE = new AwsExpectations(null, Map.of(), null);

  public AwsExpectations {
    ownerTags = Map.copyOf(ownerTags);
  }
}
