package dev.cmek.local.gcp.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeclarationTest {

  private static final String FILE =
      """
      environment:
        PROJECT: "${project}"
      roles:
        state.read: [storage.objects.get]
      defaults: {memory: 512, timeout: 60, concurrency: 1, maxInstances: 10}
      functions:
        callback:
          entryPoint: dev.cmek.gcp.callback.CallbackFunction
          timeout: 29
          invoker: push
          pushedFrom: callbacks
          environment:
            CALLBACK_CA_PEM: "${pem}"
          secrets: [callback]
      """;

  @Test
  void aFunctionSaysWhatDiffersFromTheDefaults() {
    DeclaredFunction function =
        Declaration.of(FILE, Map.of("project", "p-1", "pem", "-----\n\"a\\$1\"\n"))
            .functions()
            .get("callback");

    assertThat(function)
        .isEqualTo(
            new DeclaredFunction(
                "dev.cmek.gcp.callback.CallbackFunction",
                512,
                29,
                1,
                10,
                "push",
                "callbacks",
                Map.of("PROJECT", "p-1", "CALLBACK_CA_PEM", "-----\n\"a\\$1\"\n"),
                List.of(),
                null,
                null,
                List.of("callback"),
                List.of(),
                Map.of()));
  }

  @Test
  void aPlaceholderWithoutValueIsRefused() {
    assertThatThrownBy(() -> Declaration.of(FILE, Map.of("project", "p-1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("${pem}");
  }

  @Test
  void aMemberThatIsNotKnownIsRefused() {
    String file = FILE.replace("secrets:", "secret:");

    assertThatThrownBy(() -> Declaration.of(file, Map.of("project", "p-1", "pem", "")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("secret");
  }

  @Test
  void theRealFileHasValuesForAllItAsksFor() {
    LocalValues values =
        new LocalValues("p-1", "v-1", "europe-west1", "http://127.0.0.1:1", "h", "pem", Map.of());

    Declaration declaration =
        Declaration.read(Path.of("../../gcp/functions.yaml"), values.placeholders());

    assertThat(declaration.functions()).hasSizeGreaterThan(20).containsKey("ensure-key");
    assertThat(declaration.functions().values())
        .allSatisfy(function ->
            assertThat(function.environment())
                .containsEntry("PROJECT", "p-1")
                .containsEntry("ALLOW_TEST_ENDPOINT", "true"));
  }
}
