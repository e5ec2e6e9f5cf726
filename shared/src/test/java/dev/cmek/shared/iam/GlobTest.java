package dev.cmek.shared.iam;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

  @ParameterizedTest
  @CsvSource({
    "kms:*, kms:Decrypt, true",
    "kms:GenerateDataKey*, kms:GenerateDataKey, true",
    "kms:GenerateDataKey*, kms:GenerateDataKeyWithoutPlaintext, true",
    "*, anything, true",
    "kms:ReEncrypt?o, kms:ReEncryptTo, true",
    "kms:ReEncrypt?o, kms:ReEncryptFrom, false",
    "a*b*c, aXbYbZc, true",
    "a*b*c, aXcYb, false",
    "kms:Decrypt, kms:DecryptX, false",
    "kms:Decrypt*, kms:Decryp, false",
    "**, '', true",
    "?, '', false",
  })
  void matchesLikePolicies(String pattern, String text, boolean matches) {
    assertThat(Glob.matches(pattern, text)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({
    "arn:aws:iam::111122223333:role/*, arn:aws:iam::111122223333:role/path/name, true",
    "arn:aws:iam::*:role/cmek, arn:aws:iam::111122223333:role/cmek, true",
    "arn:aws:iam:*:role/cmek, arn:aws:iam::111122223333:role/cmek, false",
    "arn:*:iam::111122223333:root, arn:aws-cn:iam::111122223333:root, true",
    "*, arn:aws:iam::111122223333:root, true",
    "arn:aws:*, arn:aws:iam::111122223333:root, false",
  })
  void comparesArnsPartByPart(String pattern, String arn, boolean matches) {
    assertThat(Glob.matchesArn(pattern, arn)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({"a*b, true", "aXb, false"})
  void takesAnEscapedWildcardForTheCharacter(String text, boolean matches) {
    String pattern = "a" + Glob.escape("*") + "b";

    assertThat(Glob.matches(pattern, text)).isEqualTo(matches);
  }
}
