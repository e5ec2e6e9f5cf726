package dev.cmek.local.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cmek.local.aws.LocalAwsException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

  @Test
  void emptyVariablesMeanTheDefaults() {
    Settings settings = Settings.of(Map.of("AWS_ENDPOINT", "", "AWS_PORT", " "));

    assertThat(settings).isEqualTo(new Settings(Optional.empty(), 4566, 4600, 4570));
  }

  @Test
  void variablesAreTaken() {
    Settings settings =
        Settings.of(
            Map.of(
                "AWS_ENDPOINT",
                "http://127.0.0.1:4567/",
                "AWS_PORT",
                "5000",
                "API_PORT",
                "5100",
                "GCP_PORT",
                "5200"));

    assertThat(settings)
        .isEqualTo(
            new Settings(Optional.of(URI.create("http://127.0.0.1:4567")), 5000, 5100, 5200));
  }

  @ParameterizedTest
  @CsvSource({
    "AWS_PORT, 0",
    "AWS_PORT, 65535",
    "API_PORT, http",
    "GCP_PORT, 70000",
    "API_PORT, 99999999999",
    "AWS_ENDPOINT, 127.0.0.1:4566",
    "AWS_ENDPOINT, http://127.0.0.1:4566/path",
  })
  void aMistakeIsNamedWithItsVariable(String variable, String value) {
    assertThatThrownBy(() -> Settings.of(Map.of(variable, value)))
        .isInstanceOf(LocalAwsException.class)
        .hasMessageContaining(variable)
        .hasMessageContaining(value);
  }
}
