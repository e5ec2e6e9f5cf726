package dev.cmek.simulator.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConditionTest {

  @ParameterizedTest
  @CsvSource({
    // a key with a value
    "StringEquals, sts:ExternalId, org-1, true",
    "StringEquals, sts:ExternalId, org, false",
    "StringEqualsIfExists, sts:ExternalId, org-1, true",
    "StringNotEquals, sts:ExternalId, org-1, false",
    "StringNotEquals, sts:ExternalId, org-2, true",
    "StringEqualsIgnoreCase, sts:ExternalId, ORG-1, true",
    "StringNotEqualsIgnoreCase, sts:ExternalId, ORG-1, false",
    "StringLike, sts:ExternalId, o*1, true",
    "StringNotLike, sts:ExternalId, o*1, false",
    "ForAnyValue:StringEquals, sts:ExternalId, org-1, true",
    "ForAllValues:StringEquals, sts:ExternalId, org-2, false",
    "Bool, aws:SecureTransport, true, true",
    "Bool, aws:SecureTransport, false, false",
    "Null, sts:ExternalId, false, true",
    "Null, sts:ExternalId, true, false",
    // a key that the request lacks for certain
    "StringEquals, aws:SourceVpce, vpce-1, false",
    "StringEqualsIfExists, aws:SourceVpce, vpce-1, true",
    "StringNotEquals, aws:SourceVpce, vpce-1, true",
    "ForAllValues:StringEquals, aws:CalledVia, x, true",
    "Null, aws:SourceVpce, true, true",
    "Null, aws:SourceVpce, false, false",
    // a key or an operator about which nothing is known
    "StringEquals, aws:PrincipalOrgID, o-1, false",
    "StringNotEquals, aws:PrincipalOrgID, o-1, false",
    "StringEqualsIfExists, aws:PrincipalOrgID, o-1, false",
    "Null, aws:PrincipalOrgID, true, false",
    "IpAddress, aws:SourceIp, 192.0.2.0/24, false",
    "NotIpAddress, aws:SourceIp, 192.0.2.0/24, false",
    "DateLessThan, aws:CurrentTime, 2999-01-01T00:00:00Z, false",
  })
  void isMetOnlyIfThatIsCertain(String operator, String key, String value, boolean met) {
    // given
    Condition condition = new Condition(operator, key, List.of(value));

    // when
    boolean found = condition.met(RequestContext.ofAssumeRole(Setup.VENDOR));

    // then
    assertThat(found).isEqualTo(met);
  }
}
