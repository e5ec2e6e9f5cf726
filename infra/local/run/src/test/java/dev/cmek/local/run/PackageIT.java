package dev.cmek.local.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.local.aws.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/// The one package that all functions are deployed from.
final class PackageIT {

  private static final int MOST_BYTES = 20 * 1024 * 1024;
  private static final Path ZIP =
      Checkout.current().root().resolve("functions-aws/target/functions-aws.zip");

  @Test
  void isSmall() throws IOException {
    assertThat(Files.size(ZIP)).isLessThanOrEqualTo(MOST_BYTES);
  }

  @Test
  void holdsJarsInLibAndNothingElse() throws IOException {
    assertThat(files()).isNotEmpty().allMatch(name -> name.matches("lib/[^/]+\\.jar"));
  }

  @Test
  void hasNoSecondHttpClient() throws IOException {
    assertThat(files())
        .anyMatch(name -> name.startsWith("lib/url-connection-client-"))
        .noneMatch(name -> name.matches("lib/(netty|apache|httpclient|httpcore|aws-crt).*"));
  }

  private static List<String> files() throws IOException {
    try (ZipFile zip = new ZipFile(ZIP.toFile())) {
      return zip.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName).toList();
    }
  }
}
