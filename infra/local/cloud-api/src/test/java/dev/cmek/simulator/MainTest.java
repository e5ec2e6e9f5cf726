package dev.cmek.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MainTest {
  private static final Map<String, String> KEYS =
      Map.of(
          "CLOUD_API_READER_KEY", "CCDB1_reader-of-test",
          "CLOUD_API_OPERATOR_KEY", "CCDB1_operator-of-test");

  @TempDir Path folder = Path.of("");

  @Test
  void aProcessServesUntilItIsTerminated() throws Exception {
    // given
    Path readerKey = Files.writeString(folder.resolve("reader"), "CCDB1_reader-of-test\n");
    Path operatorKey = Files.writeString(folder.resolve("operator"), "CCDB1_operator-of-test");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--reader-key-file",
                readerKey.toString(),
                "--operator-key-file",
                operatorKey.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();

    try (BufferedReader out = process.inputReader()) {
      // when
      Matcher ready =
          Pattern.compile("Cloud API simulator ready: api=(\\S+) admin=(\\S+)")
              .matcher(String.valueOf(out.readLine()));

      // then
      assertThat(ready.matches()).isTrue();
      try (Http reader = Http.withKey(URI.create(ready.group(1)), "CCDB1_reader-of-test")) {
        assertThat(reader.get("/api/v1/clusters").status()).isEqualTo(200);
      }
      assertThat(process.toHandle().destroy()).isTrue(); // SIGTERM, with the streams left open
      assertThat(process.waitFor(Duration.ofSeconds(20).toMillis(), TimeUnit.MILLISECONDS))
          .isTrue();
      assertThat(out.readLine()).isNull();
    } finally {
      process.destroyForcibly();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--reader-key CCDB1_secret|unknown argument --reader-key",
        "--port|--port needs a value",
        "--port many|--port must be a number",
      })
  void wrongArgumentsAreNamed(String arguments, String told) {
    var err = new ByteArrayOutputStream();

    int code =
        Main.run(
            arguments.split(" ", -1), KEYS, printTo(new ByteArrayOutputStream()), printTo(err));

    assertThat(code).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains(told).contains("Usage");
  }

  @Test
  void keysAreRequired() {
    var err = new ByteArrayOutputStream();

    int code =
        Main.run(new String[0], Map.of(), printTo(new ByteArrayOutputStream()), printTo(err));

    assertThat(code).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("there is no reader key");
  }

  private static PrintStream printTo(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
