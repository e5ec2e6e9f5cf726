package dev.cmek.shared.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CloudApiEndpointTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://cockroachlabs.cloud",
        "https://cockroachlabs.cloud/",
        " https://CockroachLabs.cloud:443 ",
      })
  void takesTheVendorsHost(String url) {
    assertThat(CloudApiEndpoint.of(url, false)).isEqualTo(CloudApiEndpoint.VENDOR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://cockroachlabs.cloud",
        "https://cockroachlabs.cloud:8443",
        "https://cockroachlabs.cloud.example",
        "https://api.cockroachlabs.cloud",
        "http://127.0.0.1:8080",
        "https://localhost",
      })
  void refusesAnotherHostUnlessAllowed(String url) {
    assertThatThrownBy(() -> CloudApiEndpoint.of(url, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cloud API base URL \""
                + url
                + "\": the API key goes to https://cockroachlabs.cloud only; for a simulator set"
                + " AllowTestEndpoint=true as well");
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:8080,     http://127.0.0.1:8080",
    "http://127.0.0.1:443/,     http://127.0.0.1:443",
    "http://localhost,          http://localhost",
    "http://[::1]:1,            http://[::1]:1",
    "https://staging.example/,  https://staging.example",
    "https://cockroachlabs.cloud, https://cockroachlabs.cloud",
  })
  void takesAnAllowedTestEndpoint(String url, String expected) {
    assertThat(CloudApiEndpoint.of(url, true)).hasToString(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://staging.example",
        "http://127.0.0.1.example",
        "http://localhost.example",
        "http://10.0.0.1",
        "http://cockroachlabs.cloud",
      })
  void neverSendsTheKeyInTheClearToAnotherMachine(String url) {
    assertThatThrownBy(() -> CloudApiEndpoint.of(url, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("without TLS the API key goes to a loopback address only");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "cockroachlabs.cloud",
        "ftp://cockroachlabs.cloud",
        "https:///api",
        "https://cockroachlabs.cloud/api/v1",
        "https://cockroachlabs.cloud?x=1",
        "https://cockroachlabs.cloud#x",
        "https://cockroachlabs.cloud@evil.example",
        "https://not a url",
        "mailto:somebody",
      })
  void refusesWhatIsNoBaseUrl(String url) {
    assertThatThrownBy(() -> CloudApiEndpoint.of(url, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cloud API base URL ");
  }

  @Test
  void doesNotRepeatAPasswordInTheUrl() {
    assertThatThrownBy(() -> CloudApiEndpoint.of("https://user:planted@staging.example", true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("planted");
  }
}
