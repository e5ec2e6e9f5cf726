package dev.cmek.shared.verify.aws;

import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.verify.Reading;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What there is to know about a key.
///
/// @param arn as the Cloud API is told, whether or not there is such a key
/// @param rotation absent where KMS can't rotate the key
public record KeyFacts(
    String arn,
    Reading<Metadata> metadata,
    Reading<PolicyDocument> policy,
    Reading<List<Grant>> grants,
    Reading<Rotation> rotation,
    Reading<Map<String, String>> tags) {

  /// What `DescribeKey` says, in KMS's words.
  ///
  /// @param state such as `Enabled` or `PendingDeletion`
  /// @param spec such as `SYMMETRIC_DEFAULT`
  /// @param usage such as `ENCRYPT_DECRYPT`
  /// @param origin such as `AWS_KMS` or `EXTERNAL`
  /// @param manager `CUSTOMER` or `AWS`
  /// @param multiRegion absent for a single-Region key
  /// @param deletionDate absent unless it is scheduled
  public record Metadata(
      String state,
      String spec,
      String usage,
      String origin,
      String manager,
      @Nullable MultiRegion multiRegion,
      @Nullable Instant deletionDate,
      Instant createdAt) {}

  /// The family of a multi-Region key.
  ///
  /// @param primary the ARN of the primary
  /// @param replicas the ARNs of the others
  public record MultiRegion(String primary, List<String> replicas) {

    public MultiRegion {
      replicas = List.copyOf(replicas);
    }
  }

  /// A KMS grant.
  ///
  /// @param grantee an ARN, a service's name, or the unique id of what was deleted
  /// @param operations without prefix, such as `Decrypt`
  /// @param constrained it holds only for some encryption contexts
  public record Grant(String id, String grantee, List<String> operations, boolean constrained) {

    public Grant {
      operations = List.copyOf(operations);
    }
  }

  /// Automatic rotation.
  ///
  /// @param next absent if KMS names no day
  public record Rotation(boolean enabled, @Nullable Instant next) {}

  /// Managed by AWS, not by the account.
  boolean isOfAws() {
    return metadata.find().filter(m -> m.manager().equals("AWS")).isPresent();
  }

  /// A key that is not there.
  public static KeyFacts absent(String arn) {
    return new KeyFacts(
        arn,
        new Reading.Absent<>(),
        new Reading.Absent<>(),
        new Reading.Absent<>(),
        new Reading.Absent<>(),
        new Reading.Absent<>());
  }
}
