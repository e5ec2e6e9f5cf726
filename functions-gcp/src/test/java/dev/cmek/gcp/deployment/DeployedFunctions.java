package dev.cmek.gcp.deployment;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// `infra/gcp/functions.yaml`, whose head says what each member means. A member that is not known
/// here is refused.
record DeployedFunctions(
    Map<String, String> environment,
    Map<String, List<String>> roles,
    Defaults defaults,
    Map<String, Function> functions) {

  record Defaults(int memory, int timeout, int concurrency, int maxInstances) {}

  record Function(
      String entryPoint,
      @Nullable Integer memory,
      @Nullable Integer timeout,
      @Nullable Integer concurrency,
      @Nullable Integer maxInstances,
      String invoker,
      @Nullable String pushedFrom,
      Map<String, String> environment,
      List<String> keyProject,
      @Nullable String state,
      @Nullable String evidence,
      List<String> secrets,
      List<String> topics,
      Map<String, List<String>> workflows) {

    Function {
      environment = Objects.requireNonNullElse(environment, Map.of());
      keyProject = Objects.requireNonNullElse(keyProject, List.of());
      secrets = Objects.requireNonNullElse(secrets, List.of());
      topics = Objects.requireNonNullElse(topics, List.of());
      workflows = Objects.requireNonNullElse(workflows, Map.of());
    }
  }

  /// The function of a name that there must be, such as `ensure-key`.
  Function function(String name) {
    return Objects.requireNonNull(functions.get(name), name);
  }

  static String text() {
    try {
      return Files.readString(TerraformModule.FOLDER.resolve("functions.yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static DeployedFunctions read() {
    try {
      return YAMLMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build()
          .readValue(text(), DeployedFunctions.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
