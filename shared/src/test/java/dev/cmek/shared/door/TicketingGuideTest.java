package dev.cmek.shared.door;

import static dev.cmek.shared.door.OpenDoor.json;
import static dev.cmek.shared.request.RequestExample.CLUSTER;
import static dev.cmek.shared.step.RunExample.STARTED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.secret.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// `docs/ticketing.md` tells the truth.
final class TicketingGuideTest {

  private static final String GUIDE = read();
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");
  private static final Pattern COLUMNS = Pattern.compile(" {2,}");

  @ParameterizedTest
  @MethodSource("examples")
  void itsExamplesAreSignedRight(Map<String, String> example) {
    byte[] body = value(example, "body").getBytes(StandardCharsets.UTF_8);

    assertThat(value(example, "SHA-256 of it")).isEqualTo(Signature.sha256(body));
    assertThat(value(example, "signature"))
        .isEqualTo(
            Signature.of(
                new Secret(value(example, "secret")),
                value(example, "timestamp"),
                value(example, "method"),
                value(example, "target"),
                value(example, "Idempotency-Key"),
                body));
  }

  static List<Map<String, String>> examples() {
    List<Map<String, String>> examples =
        blocks("").stream()
            .filter(block -> block.startsWith("secret "))
            .map(TicketingGuideTest::values)
            .toList();
    assertThat(examples).hasSize(2);
    return examples;
  }

  @Test
  void itShowsTheTextThatIsSigned() {
    Map<String, String> example = examples().getFirst();

    assertThat(blocks(""))
        .contains(
            String.join(
                    "\n",
                    "v1",
                    value(example, "timestamp"),
                    value(example, "method"),
                    value(example, "target"),
                    value(example, "Idempotency-Key"),
                    value(example, "SHA-256 of it"))
                + "\n");
  }

  @Test
  void itsCommandsForCurlAndOpensslStartARun(@TempDir Path folder) throws Exception {
    OpenDoor door = new OpenDoor();
    door.clock.pass(Duration.between(STARTED, Instant.now()));
    Path secret = Files.writeString(folder.resolve("secret"), OpenDoor.SECRET.reveal() + "\n");
    Path out = folder.resolve("out");
    try (LocalDoor local = new LocalDoor(door)) {
      ProcessBuilder bash =
          new ProcessBuilder("bash", "-euo", "pipefail", "-c", blocks("bash").getFirst())
              .redirectErrorStream(true)
              .redirectOutput(out.toFile());
      bash.environment()
          .putAll(
              Map.of(
                  "CMEK_URL",
                  local.url(),
                  "CMEK_KEY_ID",
                  "ci",
                  "CMEK_SECRET_FILE",
                  secret.toString(),
                  "CLUSTER",
                  CLUSTER.value(),
                  "NO_PROXY",
                  "127.0.0.1",
                  "no_proxy",
                  "127.0.0.1"));

      int code = bash.start().waitFor();

      assertThat(code).as(Files.readString(out)).isZero();
    }
    assertThat(Payloads.tree(Files.readAllBytes(out)).path("state").asText()).isEqualTo("RUNNING");
    assertThat(door.provision.started()).hasSize(1);
  }

  @Test
  void itsCallersAreReadOnceTheirPlaceholdersAreFilledIn() {
    String callers =
        blocks("json")
            .getFirst()
            .replaceFirst("<32[^>]+>", "a".repeat(32))
            .replaceFirst("<hex[^>]+>", "0".repeat(64));

    assertThat(CallersParser.parse(new Secret(callers))).containsOnlyKeys("ci", "jira");
  }

  @ParameterizedTest
  @EnumSource(Problem.Code.class)
  void itListsEveryProblemWithItsStatus(Problem.Code code) {
    int status = json(new Problem(code, "x").answer()).path("status").asInt();

    assertThat(GUIDE).containsPattern("\\| " + status + " \\| [^|]*`" + code + "`");
  }

  @ParameterizedTest
  @EnumSource(Route.class)
  void itListsEveryRoute(Route route) {
    assertThat(GUIDE)
        .contains("| `%s` | `%s %s` |".formatted(route, route.method(), route.template()));
  }

  /// The texts of all code blocks of a language.
  private static List<String> blocks(String language) {
    return BLOCK
        .matcher(GUIDE)
        .results()
        .filter(found -> found.group(1).equals(language))
        .map(found -> found.group(2))
        .toList();
  }

  /// The second column by the first.
  private static Map<String, String> values(String block) {
    Map<String, String> values = new HashMap<>();
    for (String line : block.lines().toList()) {
      List<String> columns = Arrays.asList(COLUMNS.split(line, 2));
      values.put(columns.getFirst(), columns.size() == 1 ? "" : columns.getLast());
    }
    return values;
  }

  private static String value(Map<String, String> example, String name) {
    return example.getOrDefault(name, "(missing: " + name + ")");
  }

  private static String read() {
    try {
      return Files.readString(Path.of("..", "docs", "ticketing.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
