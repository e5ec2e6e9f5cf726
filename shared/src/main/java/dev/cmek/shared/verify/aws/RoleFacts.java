package dev.cmek.shared.verify.aws;

import dev.cmek.shared.iam.NamedPolicy;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.verify.Reading;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What there is to know about the role that the vendor assumes.
///
/// @param arn as the Cloud API is told, whether or not there is such a role
/// @param inline its own policies, by their names
/// @param attached the managed policies attached to it, by their ARNs, in their default version
/// @param boundary the document of its permissions boundary; absent if it has none
public record RoleFacts(
    String arn,
    Reading<Identity> identity,
    Reading<List<NamedPolicy>> inline,
    Reading<List<NamedPolicy>> attached,
    Reading<PolicyDocument> boundary) {

  /// The role itself.
  ///
  /// @param uniqueId such as `AROAEXAMPLE`: another one each time a role of this name is created
  /// @param boundaryArn absent if it has no permissions boundary
  public record Identity(
      String uniqueId,
      PolicyDocument trust,
      @Nullable String boundaryArn,
      Map<String, String> tags) {

    public Identity {
      tags = Map.copyOf(tags);
    }
  }

  /// A role that is not there.
  public static RoleFacts absent(String arn) {
    return new RoleFacts(
        arn,
        new Reading.Absent<>(),
        new Reading.Absent<>(),
        new Reading.Absent<>(),
        new Reading.Absent<>());
  }
}
