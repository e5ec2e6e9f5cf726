package dev.cmek.aws.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudTrailLookupTest {

  private static final Instant SINCE = Instant.parse("2026-11-22T02:10:00.123Z");

  private final CloudTrailLookup trail = new CloudTrailLookup();

  @Test
  void asksForAKeyByItsArnInItsRegion() {
    assertThat(trail.lookup("arn:aws:kms:eu-west-1:111122223333:key/1a2b", SINCE))
        .hasValue(
            "aws cloudtrail lookup-events --region eu-west-1 --start-time 2026-11-22T02:10:00Z"
                + " --lookup-attributes AttributeKey=ResourceName,"
                + "AttributeValue=arn:aws:kms:eu-west-1:111122223333:key/1a2b"
                + " --query \"Events[?ReadOnly=='false'].[EventTime,EventName,Username,EventId]\""
                + " --output text");
  }

  @ParameterizedTest
  @CsvSource({"aws, us-east-1", "aws-us-gov, us-gov-west-1", "aws-cn, cn-north-1"})
  void asksForARoleByItsNameWhereIamIsAtHome(String partition, String region) {
    assertThat(trail.lookup("arn:" + partition + ":iam::111122223333:role/a/path/crl", SINCE))
        .hasValueSatisfying(command ->
            assertThat(command)
                .contains("--region " + region + " ", "ResourceName,AttributeValue=crl "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cluster f78b7feb-b6cf-4396-9d7f-494982d7d81e",
        "",
        "arn:aws:kms:eu-west-1:1:alias/a",
        "arn:aws-iso:iam::1:role/r"
      })
  void knowsNothingOfOtherObjects(String object) {
    assertThat(trail.lookup(object, SINCE)).isEmpty();
  }
}
