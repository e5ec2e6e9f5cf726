package dev.cmek.gcp.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarInputStream;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/// The package is what Google's buildpack takes as built already: one jar at the root, which names
/// the others in its manifest (`classpath` in `cmd/java/functions_framework` of Google Cloud's
/// buildpacks).
final class PackageIT {

  private static final Path PACKAGE = Path.of("target", "functions-gcp.zip");
  private static final long MOST_BYTES = 10_000_000;

  @Test
  void hasOneJarAtItsRootThatNamesAllOthers() throws IOException {
    try (ZipFile zip = new ZipFile(PACKAGE.toFile())) {
      Map<Boolean, List<String>> names =
          zip.stream().map(ZipEntry::getName).collect(Collectors.groupingBy(this::isAtTheRoot));
      List<String> atTheRoot = Objects.requireNonNull(names.get(true));

      assertThat(atTheRoot).hasSize(1);
      assertThat(classPath(zip, atTheRoot.getFirst()))
          .containsExactlyInAnyOrderElementsOf(Objects.requireNonNull(names.get(false)));
    }
  }

  /// Google's clients bring gRPC's engines and the JDK's rivals, if they may (decision note 10).
  @Test
  void bringsOneWayToTalkToGoogleCloud() throws IOException {
    try (ZipFile zip = new ZipFile(PACKAGE.toFile())) {
      assertThat(zip.stream().map(ZipEntry::getName))
          .noneMatch(name ->
              name.matches(
                  "lib/(gax|google-cloud-|grpc-(?!api|context)|proto|conscrypt|http(client|core)-"
                      + "|google-http-client-apache).*"));
    }
  }

  @Test
  void isSmall() throws IOException {
    assertThat(Files.size(PACKAGE)).isLessThan(MOST_BYTES);
  }

  private boolean isAtTheRoot(String name) {
    return name.indexOf('/') < 0;
  }

  private static List<String> classPath(ZipFile zip, String name) throws IOException {
    byte[] bytes = zip.getInputStream(Objects.requireNonNull(zip.getEntry(name))).readAllBytes();
    try (JarInputStream jar = new JarInputStream(new ByteArrayInputStream(bytes))) {
      String classPath = jar.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      return Arrays.asList(classPath.split(" ", -1));
    }
  }
}
