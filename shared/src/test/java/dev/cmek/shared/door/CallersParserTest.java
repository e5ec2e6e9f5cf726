package dev.cmek.shared.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cmek.shared.secret.Secret;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class CallersParserTest {

  private static final String PLANTED = "planted-secret-with-enough-characters";
  private static final String HASH = "Ab".repeat(32);
  private static final String GOOD =
      """
      {"callers":[
        {"keyId":"ci","secrets":["%s","%s-2"],"routes":["ONBOARD","READ_RUN"]},
        {"keyId":"jira","bearer":{"sha256":"%s","addresses":["203.0.113.0/24","2001:db8::1"]},
         "routes":["VERIFY"]}]}\
      """
          .formatted(PLANTED, PLANTED, HASH);

  @Test
  void readsCallers() {
    Map<String, Caller> callers = CallersParser.parse(new Secret(GOOD));

    assertThat(callers)
        .containsExactly(
            Map.entry(
                "ci",
                new Caller(
                    "ci",
                    List.of(new Secret(PLANTED), new Secret(PLANTED + "-2")),
                    null,
                    Set.of(Route.ONBOARD, Route.READ_RUN))),
            Map.entry(
                "jira",
                new Caller(
                    "jira",
                    List.of(),
                    new Caller.Bearer(
                        new Secret("ab".repeat(32)),
                        List.of(
                            AddressRange.parse("203.0.113.0/24"),
                            AddressRange.parse("2001:db8::1"))),
                    Set.of(Route.VERIFY))));
  }

  @Test
  void namesTheSourceOfACallersRuns() {
    assertThat(new Caller("jira", List.of(), null, Set.of()).source()).isEqualTo("ticket:jira");
  }

  @Test
  void readsThatThereAreNone() {
    assertThat(CallersParser.parse(new Secret("{\"callers\":[]}"))).isEmpty();
  }

  @Test
  void showsNoSecretInACallersText() {
    assertThat(CallersParser.parse(new Secret(GOOD)).toString())
        .doesNotContain(PLANTED, "abab")
        .contains("jira", "VERIFY");
  }

  @ParameterizedTest
  @MethodSource
  void namesThePlaceOfWhatIsWrongAndNoValue(String from, String to, String message) {
    String json = GOOD.replace(from, to);
    assertThat(json).isNotEqualTo(GOOD);

    assertThatThrownBy(() -> CallersParser.parse(new Secret(json)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("planted")
        .hasNoCause();
  }

  static List<Arguments> namesThePlaceOfWhatIsWrongAndNoValue() {
    return List.of(
        Arguments.of(GOOD, PLANTED, "no JSON"),
        Arguments.of(GOOD, "[]", "it must be a JSON object"),
        Arguments.of(GOOD, "{}", "callers must be a list"),
        Arguments.of(GOOD, "{\"callers\":{\"planted\":1}}", "callers must be a list"),
        Arguments.of(GOOD, "{\"callers\":[],\"planted\":1}", "it has a member that is not known"),
        Arguments.of(GOOD, "{\"callers\":[\"planted\"]}", "callers[0] must be a JSON object"),
        Arguments.of("\"ci\"", "7", "callers[0].keyId must be 1 to 64"),
        Arguments.of("\"ci\"", "\"planted id\"", "callers[0].keyId must be 1 to 64"),
        Arguments.of("\"jira\"", "\"ci\"", "callers[1].keyId is another caller's"),
        Arguments.of("\"keyId\":\"ci\",", "", "callers[0].keyId must be"),
        Arguments.of(PLANTED + "-2", "planted-short", "callers[0].secrets[1] must be 32 to 512"),
        Arguments.of(
            PLANTED + "-2", PLANTED + " with spaces", "callers[0].secrets[1] must be 32 to 512"),
        Arguments.of(
            "-2\"", "-2\",\"" + PLANTED + "-3\"", "callers[0].secrets must be one, or two"),
        Arguments.of(
            "\"routes\":[\"VERIFY\"]", "\"route\":[\"VERIFY\"]", "callers[1] has a member"),
        Arguments.of(
            "[\"VERIFY\"]", "[\"" + PLANTED + "\"]", "callers[1].routes[0] must be one of"),
        Arguments.of("[\"VERIFY\"]", "\"VERIFY\"", "callers[1].routes must be a list"),
        Arguments.of(HASH, "planted", "callers[1].bearer.sha256 must be 64 hex digits"),
        Arguments.of("0/24", "1/24", "callers[1].bearer.addresses[0] must be an address"),
        Arguments.of(
            "2001:db8::1", "planted.example", "callers[1].bearer.addresses[1] must be an address"),
        Arguments.of(
            "[\"203.0.113.0/24\",\"2001:db8::1\"]",
            "[]",
            "callers[1].bearer.addresses must be one"),
        Arguments.of(
            "\"secrets\":[\"" + PLANTED + "\",\"" + PLANTED + "-2\"],",
            "",
            "callers[0] must have secrets or bearer"));
  }
}
