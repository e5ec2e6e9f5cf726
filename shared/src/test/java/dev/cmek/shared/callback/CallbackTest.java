package dev.cmek.shared.callback;

import static dev.cmek.shared.evidence.RunEndExample.REGION_KEYS;
import static dev.cmek.shared.request.RequestExample.CLUSTER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.shared.evidence.RunEnd;
import dev.cmek.shared.evidence.RunEndExample;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.step.Run;
import dev.cmek.shared.step.RunExample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CallbackTest {

  private static final Run RUN = RunExample.run();

  @Test
  void carriesTheManifestOfAClusterThatIsReady() {
    JsonNode answer = answer(RunEndExample.upTo("verification", RUN));

    assertThat(answer.path("run").asText()).isEqualTo(RUN.id());
    assertThat(answer.path("attempt").asInt()).isEqualTo(1);
    assertThat(answer.path("result").asText()).isEqualTo("READY_TO_ENABLE");
    assertThat(answer.path("clusterId").asText()).isEqualTo(CLUSTER.value());
    assertThat(answer.path("ticket")).isEqualTo(tree("{'system':'jira','key':'SEC-123'}"));
    assertThat(answer.path("text").asText()).isEqualTo("for people");
    assertThat(answer.path("findings")).isEqualTo(tree("[]"));
    assertThat(answer.path("manifest"))
        .isEqualTo(
            tree(
                """
                {'region_specs':[
                  {'region':'eu-west-1','key_spec':{'type':'AWS_KMS','uri':'%s',
                   'auth_principal':'%s'}},
                  {'region':'eu-central-1','key_spec':{'type':'AWS_KMS','uri':'%s',
                   'auth_principal':'%s'}}]}
                """
                    .formatted(
                        REGION_KEYS.get(0).uri(),
                        REGION_KEYS.get(0).principal(),
                        REGION_KEYS.get(1).uri(),
                        REGION_KEYS.get(1).principal())));
    assertThat(answer.has("failure")).isFalse();
    assertThat(answer.has("changes")).isFalse();
  }

  @Test
  void carriesWhatFailed() {
    JsonNode answer = answer(RunEndExample.failedAt("cluster", RUN));

    assertThat(answer.path("result").asText()).isEqualTo("REFUSED");
    assertThat(answer.path("failure"))
        .isEqualTo(
            tree(
                "{'reason':'KEY_NOT_USABLE','message':'key crl is disabled',"
                    + "'remedy':'Enable the key'}"));
    assertThat(answer.has("manifest")).isFalse();
    assertThat(answer.has("findings")).isFalse();
  }

  @Test
  void carriesWhatADryRunForetells() {
    JsonNode answer = answer(RunEndExample.upTo("access", RunExample.dryRun()));

    assertThat(answer.path("result").asText()).isEqualTo("PLANNED");
    assertThat(answer.path("changes").findValuesAsText("action")).contains("kms:CreateKey");
    assertThat(answer.has("manifest")).isFalse();
  }

  @Test
  void isTheSameBehindTheQueue() {
    Callback callback = callback(RunEndExample.enabled(RUN));

    Callback read = Payloads.read(Payloads.write(callback), Callback.class);

    assertThat(Payloads.canonical(read)).isEqualTo(Payloads.canonical(callback));
    assertThat(read.url()).isEqualTo(callback.url());
  }

  @Test
  void tellsNobodyItsUrl() {
    Callback callback = callback(RunEndExample.enabled(RUN));

    assertThat(callback).hasToString("callback " + RUN.id() + "-1 to t.example");
    assertThat(Payloads.writeString(callback.answer())).doesNotContain("planted", "t.example");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"id\":\"1\",\"answer\":{\"result\":\"FAILED\",\"ticket\":{},\"text\":\"\"}}",
        "{\"id\":\"1\",\"url\":\"https://t.example/?x=planted\"}",
        "{\"id\":\"1\",\"url\":\"https://t.example/?x=planted y\",\"answer\":null}"
      })
  void cannotBeReadWithoutItsParts(String json) {
    assertThatThrownBy(() -> Payloads.read(json.getBytes(UTF_8), Callback.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("planted");
  }

  private static Callback callback(RunEnd end) {
    return Callback.of(end, RUN.id() + "-1", "for people").orElseThrow();
  }

  private static JsonNode answer(RunEnd end) {
    return Payloads.tree(Payloads.write(callback(end).answer()));
  }

  private static JsonNode tree(String json) {
    return Payloads.tree(json.replace('\'', '"').getBytes(UTF_8));
  }
}
