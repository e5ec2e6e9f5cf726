package dev.cmek.local.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.local.aws.Checkout;
import dev.cmek.local.aws.LocalStackInstall;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The running API is what `infra/openapi.yaml` says: schemathesis makes requests from the
/// description, right and wrong ones, and holds every answer against it.
@ExtendWith(WholeRuns.Once.class)
final class OpenApiIT {

  private static final long LIMIT_SECONDS = 120;

  /// These ask what a description can't say: two credentials that are made for each request, and
  /// members that exclude each other, pages that were never given out, keys that came before.
  private static final String NOT_CHECKED = "ignored_auth,positive_data_acceptance";

  @TempDir private static Path folder;

  @Test
  void everyAnswerIsAsDescribed(WholeRuns runs)
      throws IOException, InterruptedException, URISyntaxException {
    Checkout checkout = Checkout.current();
    Path python = new LocalStackInstall(checkout).ensure(_ -> {});
    Endpoints.Aws aws = runs.cloud().endpoints().aws();
    Path said = folder.resolve("said.txt");
    URL signing = Objects.requireNonNull(OpenApiIT.class.getResource("signing.py"));
    ProcessBuilder builder =
        new ProcessBuilder(
                python.toString(),
                python.resolveSibling("schemathesis").toString(),
                "run",
                checkout.root().resolve("infra/openapi.yaml").toString(),
                "--url",
                aws.ticketUrl(),
                "--checks",
                "all",
                "--exclude-checks",
                NOT_CHECKED,
                "--phases",
                "examples,coverage,fuzzing",
                "--max-examples",
                "20",
                "--generation-with-security-parameters",
                "false",
                "--generation-deterministic",
                "--continue-on-failure",
                "--no-color")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "CMEK_KEY_ID", aws.ticketKeyId(),
                "CMEK_SECRET", aws.ticketSecret(),
                "KNOWN_CLUSTER", ByTicket.CLUSTER,
                "KNOWN_RUN", runs.byTicket().onboarded().body().path("id").asText(),
                "SCHEMATHESIS_HOOKS", Path.of(signing.toURI()).toString(),
                "PYTHONDONTWRITEBYTECODE", "1",
                "NO_PROXY", "127.0.0.1"));

    Process process = builder.start();
    boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    process.destroy();

    assertThat(ended).as("within %d s: %s", LIMIT_SECONDS, Files.readString(said)).isTrue();
    assertThat(process.waitFor()).as(Files.readString(said)).isZero();
    assertThat(Files.readString(said)).contains("Selected: 5/5", "Tested: 5");
  }
}
