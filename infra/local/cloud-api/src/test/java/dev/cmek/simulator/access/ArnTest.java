package dev.cmek.simulator.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ArnTest {

  @Test
  void aRoleMayHaveAPath() {
    RoleArn arn = RoleArn.parse("arn:aws-us-gov:iam::222233334444:role/a/b/name");

    assertThat(arn.partition()).isEqualTo("aws-us-gov");
    assertThat(arn.account()).isEqualTo("222233334444");
    assertThat(arn.name()).isEqualTo("name");
  }

  @Test
  void aKeyMayBeMultiRegion() {
    KeyArn arn = KeyArn.parse("arn:aws:kms:eu-west-1:222233334444:key/mrk-1");

    assertThat(arn.region()).isEqualTo("eu-west-1");
    assertThat(arn.keyId()).isEqualTo("mrk-1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "orders",
        "arn:aws:iam::222233334444:user/x",
        "arn:aws:iam::2222:role/x",
        "arn:aws:iam::222233334444:role/",
        "arn:aws:sts::222233334444:assumed-role/x/y"
      })
  void refusesWhatIsNoRole(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RoleArn.parse(text))
        .withMessageContaining(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "mrk-1",
        "arn:aws:kms:eu-west-1:222233334444:alias/x",
        "arn:aws:kms::222233334444:key/x",
        "projects/p/locations/l/keyRings/r/cryptoKeys/k"
      })
  void refusesWhatIsNoKey(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyArn.parse(text))
        .withMessageContaining(text);
  }
}
