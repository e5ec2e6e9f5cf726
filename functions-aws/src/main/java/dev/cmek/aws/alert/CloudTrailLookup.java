package dev.cmek.aws.alert;

import dev.cmek.shared.alert.AuditTrail;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.verify.Shell;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/// CloudTrail's event history: 90 days in every account, in the region of the call ("Working with
/// CloudTrail event history"). It knows a key by its ARN, a role by its name.
public final class CloudTrailLookup implements AuditTrail {

  /// Where calls to IAM are on record, by partition.
  private static final Map<String, String> HOME_OF_IAM =
      Map.of("aws", "us-east-1", "aws-us-gov", "us-gov-west-1", "aws-cn", "cn-north-1");

  @Override
  public Optional<String> lookup(String object, Instant since) {
    return Arn.find(object).flatMap(arn -> lookup(arn, since));
  }

  private static Optional<String> lookup(Arn arn, Instant since) {
    if (arn.service().equals("kms") && arn.resource().startsWith("key/")) {
      return Optional.of(command(arn.region(), arn.toString(), since));
    }
    if (arn.service().equals("iam") && arn.resource().startsWith("role/")) {
      return Optional.ofNullable(HOME_OF_IAM.get(arn.partition()))
          .map(region -> command(region, arn.name(), since));
    }
    return Optional.empty();
  }

  private static String command(String region, String resource, Instant since) {
    return "aws cloudtrail lookup-events --region "
        + Shell.quote(region)
        + " --start-time "
        + since.truncatedTo(ChronoUnit.SECONDS)
        + " --lookup-attributes AttributeKey=ResourceName,AttributeValue="
        + Shell.quote(resource)
        + " --query \"Events[?ReadOnly=='false'].[EventTime,EventName,Username,EventId]\""
        + " --output text";
  }
}
