package dev.cmek.shared.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.shared.door.HttpCall.Parameter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class HttpCallTest {

  @Test
  void findsAHeaderInAnyLetterCase() {
    HttpCall call =
        new HttpCall(
            "GET",
            "/v1",
            "/v1",
            List.of(),
            Map.of("X-CMEK-Key-Id", " ci ", "ACCEPT", "*/*"),
            new byte[0],
            "");

    assertThat(call.header("x-cmek-key-id")).contains("ci");
    assertThat(call.header("Accept")).contains("*/*");
    assertThat(call.header("Authorization")).isEmpty();
  }

  @Test
  void joinsAHeaderThatIsThereTwice() {
    HttpCall call =
        new HttpCall("GET", "/v1", "/v1", List.of(), Map.of("a", "1", "A", "1"), new byte[0], "");

    assertThat(call.header("a")).contains("1, 1");
  }

  @Test
  void writesTheQueryInOneForm() {
    List<Parameter> query =
        List.of(
            new Parameter("b", "2"),
            new Parameter("a", "z"),
            new Parameter("a", "ü /+~*"),
            new Parameter("é&=", ""));

    assertThat(HttpCall.target("/v1/clusters", query))
        .isEqualTo("/v1/clusters?%C3%A9%26%3D=&a=%C3%BC%20%2F%2B~%2A&a=z&b=2");
    assertThat(HttpCall.target("/v1/clusters", List.of())).isEqualTo("/v1/clusters");
  }

  @Test
  void mayBeSignedOverEitherPath() {
    HttpCall call =
        Sending.of("GET", "/v1/clusters").callerPath("/cmek/clusters").query("a", "1").call();

    assertThat(call.targets()).containsExactlyInAnyOrder("/v1/clusters?a=1", "/cmek/clusters?a=1");
  }

  @Test
  void showsNeitherHeadersNorBody() {
    HttpCall call =
        Sending.of("POST", "/v1/clusters").json("planted").header("Authorization", "pl").call();

    assertThat(call).hasToString("POST /v1/clusters");
  }
}
