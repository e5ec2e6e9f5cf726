package dev.cmek.aws.role;

import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.PolicyDocument;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A role as it is, or as it is wanted.
///
/// @param trust who may assume it
/// @param boundaryArn the managed policy that bounds it; absent: none does
/// @param createdAt the wanted role's is when it was wanted
public record Role(
    Arn arn,
    PolicyDocument trust,
    @Nullable String boundaryArn,
    Map<String, String> tags,
    Instant createdAt) {

  public Role {
    tags = Map.copyOf(tags);
  }

  /// Without path, as IAM's calls want it.
  public String name() {
    return arn.name();
  }
}
