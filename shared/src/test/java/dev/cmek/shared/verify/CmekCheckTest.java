package dev.cmek.shared.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.cluster.Cmek;
import dev.cmek.shared.cluster.Cmek.KeyStatus;
import dev.cmek.shared.cluster.Cmek.RegionStatus;
import dev.cmek.shared.cluster.CmekStatus;
import dev.cmek.shared.cluster.RegionKey;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CmekCheckTest {

  private static final RegionKey EU = new RegionKey("eu-west-1", "arn:aws:kms:eu", "arn:role");
  private static final RegionKey US = new RegionKey("us-east-1", "arn:aws:kms:us", "arn:role");
  private static final Subject SUBJECT =
      new Subject(
          new ClusterId("f78b7feb-b6cf-4396-9d7f-494982d7d81e"),
          "777788889999",
          "org",
          List.of(EU, US));

  @Test
  void allIsWellWhateverThePlaceOfTheKeyInTheList() {
    RegionKey past = new RegionKey("eu-west-1", "arn:aws:kms:past", "arn:role");
    RegionStatus eu =
        region("eu-west-1", "ENABLED", key(past, "DISABLED", ""), key(EU, "ENABLED", ""));

    assertThat(check(eu, enabled(US))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "DISABLED,       CMEK_NOT_ENABLED",
    "ENABLE_FAILED,  CMEK_FAILED",
    "ROTATE_FAILED,  CMEK_FAILED",
    "REVOKED,        CMEK_REVOKED",
    "ENABLING,       CMEK_IN_PROGRESS",
    "SOMETHING_NEW,  CMEK_IN_PROGRESS",
  })
  void aRegionThatIsNotEnabledIsFound(String status, FindingCode code) {
    RegionStatus us = region("us-east-1", status, key(US, status, ""));

    assertThat(check(enabled(EU), us)).extracting(Finding::code).containsExactly(code);
  }

  @Test
  void theVendorsWordsAreShownAsTheyAre() {
    RegionStatus us = region("us-east-1", "ENABLE_FAILED", key(US, "ENABLE_FAILED", "no <access>"));

    assertThat(check(enabled(EU), us).getFirst().message())
        .isEqualTo("us-east-1 is ENABLE_FAILED; the vendor says: no <access>");
  }

  @Test
  void anEnabledRegionMayHaveTheWrongKey() {
    RegionKey other = new RegionKey("us-east-1", "arn:aws:kms:other", "arn:role");

    List<Finding> findings = check(enabled(EU), enabled(other));

    assertThat(findings).extracting(Finding::code).containsExactly(FindingCode.CMEK_OTHER_KEY);
    assertThat(findings.getFirst().remedy())
        .endsWith(
            "curl -X PUT https://cockroachlabs.cloud/api/v1/clusters/"
                + SUBJECT.cluster()
                + "/cmek -H \"Authorization: Bearer $COCKROACH_API_KEY\" -H 'Content-Type:"
                + " application/json' -d '{\"region_specs\":[{\"region\":\"us-east-1\",\"key_spec\":"
                + "{\"type\":\"AWS_KMS\",\"uri\":\"arn:aws:kms:us\",\"auth_principal\":\"arn:role\"}}]}'");
  }

  @Test
  void anEnabledRegionMayUseItsKeyAsSomebodyElse() {
    RegionKey other = new RegionKey("us-east-1", US.uri(), "arn:other");

    assertThat(check(enabled(EU), enabled(other)))
        .extracting(Finding::code)
        .containsExactly(FindingCode.CMEK_OTHER_PRINCIPAL);
  }

  @Test
  void anEnabledRegionMayHaveNoEnabledKey() {
    RegionStatus us = region("us-east-1", "ENABLED", key(US, "DISABLED", ""));

    assertThat(check(enabled(EU), us))
        .extracting(Finding::code)
        .containsExactly(FindingCode.CMEK_NOT_ENABLED);
  }

  @Test
  void missingAndUnexpectedRegionsAreFound() {
    RegionKey ap = new RegionKey("ap-south-1", "arn:aws:kms:ap", "arn:role");

    assertThat(check(enabled(EU), enabled(ap)))
        .extracting(Finding::code)
        .containsExactly(FindingCode.CMEK_NOT_ENABLED, FindingCode.CMEK_REGION_NOT_INTENDED);
  }

  @Test
  void aClusterWithoutCmekIsEnabledNowhere() {
    List<Finding> findings = new CmekCheck().check(new CmekFacts(SUBJECT, new Reading.Absent<>()));

    assertThat(findings)
        .extracting(Finding::code)
        .containsExactly(FindingCode.CMEK_NOT_ENABLED, FindingCode.CMEK_NOT_ENABLED);
  }

  @Test
  void whatTheApiDoesNotTellIsUnknown() {
    CmekCheck check = new CmekCheck();

    assertThat(check.check(new CmekFacts(SUBJECT, new Reading.Denied<>("GET /cmek"))))
        .extracting(Finding::code)
        .containsExactly(FindingCode.FACT_DENIED);
    assertThat(check.check(new CmekFacts(SUBJECT, new Reading.Unreachable<>("HTTP 503"))))
        .extracting(Finding::code)
        .containsExactly(FindingCode.FACT_UNREACHABLE);
  }

  private static List<Finding> check(RegionStatus... regions) {
    Cmek cmek = new Cmek(CmekStatus.ENABLED, List.of(regions));
    return new CmekCheck().check(new CmekFacts(SUBJECT, Reading.of(cmek)));
  }

  private static RegionStatus enabled(RegionKey key) {
    return region(key.region(), "ENABLED", key(key, "ENABLED", ""));
  }

  private static RegionStatus region(String name, String status, KeyStatus... keys) {
    return new RegionStatus(name, new CmekStatus(status), List.of(keys));
  }

  private static KeyStatus key(RegionKey key, String status, String message) {
    return new KeyStatus(key, new CmekStatus(status), message);
  }
}
