package dev.cmek.local.gcp.function;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Functions of these tests.
final class Deployments {

  static final String EMAIL = "cmek-example@p.iam.gserviceaccount.com";

  private Deployments() {}

  static Function of(Class<?> type, boolean everybody, Map<String, String> environment) {
    List<Path> classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(Path::of)
            .toList();
    return new Function(
        "projects/p/locations/l/functions/cmek-example",
        type.getName(),
        classPath,
        environment,
        EMAIL,
        everybody,
        Duration.ofSeconds(60),
        0);
  }
}
