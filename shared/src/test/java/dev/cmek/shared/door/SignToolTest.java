package dev.cmek.shared.door;

import static dev.cmek.shared.request.RequestExample.CLUSTER;
import static dev.cmek.shared.step.RunExample.STARTED;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.shared.json.Payloads;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `infra/tools/sign`, in another language, is understood by the door.
final class SignToolTest {

  private static final Map<String, String> CI =
      Map.of("CMEK_KEY_ID", "ci", "CMEK_SECRET", OpenDoor.SECRET.reveal());
  private static final String ONBOARDING = "/v1/clusters/" + CLUSTER + "/onboarding";

  private final OpenDoor door = new OpenDoor();
  @TempDir private Path folder = Path.of("");
  private final LocalDoor local;

  SignToolTest() throws IOException {
    local = new LocalDoor(door);
  }

  @BeforeEach
  void itIsNow() {
    door.clock.pass(Duration.between(STARTED, Instant.now()));
  }

  @AfterEach
  void close() {
    local.close();
  }

  /// What the tool said.
  private record Said(int code, String out, String errors) {

    JsonNode json() {
      return Payloads.tree(out.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void startsARunAndReadsIt() throws Exception {
    Said started =
        sign(CI, "POST", local.url() + ONBOARDING, "--key", "SEC-1", "--data", "{\"dryRun\":true}");

    assertThat(started.errors())
        .contains("HTTP 202", local.url() + "/v1/runs/" + started.json().path("id").asText());
    assertThat(started.code()).isZero();
    assertThat(door.provision.started()).hasSize(1);

    Said read = sign(CI, "GET", local.url() + "/v1/runs/" + started.json().path("id").asText());

    assertThat(read.json()).isEqualTo(started.json());
  }

  @Test
  void givesEveryPostAKeyOfItsOwn() throws Exception {
    String url = local.url() + "/v1/clusters/" + CLUSTER + "/verification";

    assertThat(sign(CI, "POST", url).code()).isZero();
    assertThat(sign(CI, "POST", url).code()).isZero();

    assertThat(door.reverify.started()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?protection=UNPROTECTED&pageSize=2",
        "?pageSize=2&pageToken=eyJuYW1lIjoiYSIsImlkIjoiYiJ9",
        "?",
        ""
      })
  void signsAQuery(String query) throws Exception {
    assertThat(sign(CI, "get", local.url() + "/v1/clusters" + query).errors()).contains("HTTP 200");
  }

  @ParameterizedTest
  @ValueSource(strings = {"?pageToken=%C3%BC+%26%2B~*'", "?a&b=&A=1&a=0&%20=%0A", "?pageToken=ü"})
  void signsAQueryThatNobodyUnderstands(String query) throws Exception {
    Said said = sign(CI, "GET", local.url() + "/v1/clusters" + query);

    assertThat(said.errors()).contains("HTTP 400");
    assertThat(said.code()).isEqualTo(1);
  }

  @Test
  void readsSecretAndBodyFromFiles() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), OpenDoor.SECRET.reveal() + "\n");
    Path body = Files.writeString(folder.resolve("body"), "{\"labels\":{\"team\":\"Zürich\"}}");

    Said said =
        sign(
            Map.of(),
            "POST",
            local.url() + ONBOARDING,
            "--key-id",
            "ci",
            "--secret-file",
            secret.toString(),
            "--data",
            "@" + body);

    assertThat(said.errors()).contains("HTTP 202");
  }

  @Test
  void saysWhatTheDoorAnswers() throws Exception {
    Said said =
        sign(
            Map.of("CMEK_KEY_ID", "ci", "CMEK_SECRET", "planted-secret-that-is-not-the-right-one"),
            "GET",
            local.url() + "/v1/clusters");

    assertThat(said.code()).isEqualTo(1);
    assertThat(said.json().path("code").asText()).isEqualTo("UNAUTHENTICATED");
    assertThat(said.out() + said.errors()).doesNotContain("planted");
  }

  @Test
  void printsTheHeadersForAnotherTool() throws Exception {
    Said said = sign(CI, "GET", "https://tickets.example/v1/clusters", "--print");

    assertThat(said.out().lines())
        .anySatisfy(line -> assertThat(line).matches("X-cmek-signature: v1=[0-9a-f]{64}"))
        .contains("X-cmek-key-id: ci");
    assertThat(said.out() + said.errors()).doesNotContain("planted");
  }

  @Test
  void sendsNothingInTheClear() throws Exception {
    Said said = sign(CI, "GET", "http://tickets.example/v1/clusters");

    assertThat(said.code()).isEqualTo(2);
    assertThat(said.errors()).contains("must begin with https://");
  }

  @Test
  void takesNoSecretAsAnArgument() throws Exception {
    Said said = sign(Map.of("CMEK_KEY_ID", "ci"), "GET", local.url(), "--secret", "x".repeat(32));

    assertThat(said.code()).isEqualTo(2);
    assertThat(sign(Map.of("CMEK_KEY_ID", "ci"), "GET", local.url()).errors())
        .contains("no secret");
  }

  private Said sign(Map<String, String> environment, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("python3", "../infra/tools/sign"));
    command.addAll(List.of(arguments));
    File out = folder.resolve("out").toFile();
    File errors = folder.resolve("errors").toFile();
    ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out).redirectError(errors);
    builder.environment().keySet().removeIf(name -> name.startsWith("CMEK_"));
    builder.environment().putAll(environment);
    builder.environment().putAll(Map.of("NO_PROXY", "127.0.0.1", "no_proxy", "127.0.0.1"));
    int code = builder.start().waitFor();
    return new Said(code, Files.readString(out.toPath()), Files.readString(errors.toPath()));
  }
}
