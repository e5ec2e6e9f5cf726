package dev.cmek.simulator.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WildcardTest {

  @ParameterizedTest
  @CsvSource({
    "kms:*, kms:Encrypt, true",
    "*, anything, true",
    "'', '', true",
    "*, '', true",
    "?, '', false",
    "kms:Encrypt, kms:Encrypt, true",
    "kms:Encrypt, kms:Encrypts, false",
    "kms:GenerateDataKey*, kms:GenerateDataKey, true",
    "kms:*Key, kms:GenerateDataKey, true",
    "kms:*Key, kms:GenerateDataKeyPair, false",
    "a*b*c, a-b-b-c, true",
    "a*b*c, a-b-b, false",
    "org-?, org-1, true",
    "org-?, org-12, false",
    "a.c, abc, false",
  })
  void matchesStarsAndQuestionMarksOnly(String pattern, String text, boolean matches) {
    assertThat(Wildcard.matches(pattern, text)).isEqualTo(matches);
  }
}
