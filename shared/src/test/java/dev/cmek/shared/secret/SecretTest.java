package dev.cmek.shared.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cmek.shared.json.Payloads;
import java.util.Map;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretTest {

  private static final Secret SECRET = new Secret("planted");

  record Holder(String name, Secret secret) {}

  @Test
  void isRevealedOnlyWhenAskedTo() {
    assertThat(SECRET.reveal()).isEqualTo("planted");
    assertThat(SECRET).hasToString("(secret)");
    assertThat(new Holder("n", SECRET)).hasToString("Holder[name=n, secret=(secret)]");
    assertThat("%s".formatted(SECRET)).isEqualTo("(secret)");
  }

  @Test
  void isWrittenByNoMapperHoweverDeepItHides() {
    assertThatThrownBy(() -> Payloads.write(Map.of("holder", new Holder("n", SECRET))))
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(e -> assertThat(Throwables.getStackTrace(e)).doesNotContain("planted"));
  }

  @Test
  void saysNothingOfItsValueByItsHash() {
    assertThat(SECRET).hasSameHashCodeAs(new Secret("other"));
  }

  @Test
  void equalsTheSameValue() {
    assertThat(SECRET).isEqualTo(new Secret("planted")).isNotEqualTo(new Secret("other"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n"})
  void refusesToBeEmpty(String value) {
    assertThatThrownBy(() -> new Secret(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a secret must not be empty");
  }
}
