package dev.cmek.gcp.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The Terraform module holds together, uses the provider as its schema says, and grants nothing
/// broad. No test needs Terraform but the one of the format.
final class TerraformModuleTest {

  private static final TerraformModule MODULE = TerraformModule.read();

  /// The arguments and attributes of the resources that the module uses, from version 6.50.0 of the
  /// provider (its published bindings for CDK for Terraform, version 16.12.1). After using another
  /// resource or argument, add it here from the provider's documentation.
  private static final JsonNode SCHEMA = schema();

  private static final Set<String> META_ARGUMENTS =
      Set.of("count", "for_each", "depends_on", "provider");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(\\w+)}");
  private static final Pattern REFERENCE =
      Pattern.compile("\\b(google_\\w+)\\.(\\w+)(?:\\[[^]]*])?(?:\\.(\\w+))?");

  @Test
  void isFormattedAsTerraformFormats() throws IOException, InterruptedException {
    assumeTrue(isInstalled("terraform"), "terraform is not installed: its format is not checked");

    Process terraform =
        new ProcessBuilder("terraform", "fmt", "-check", "-recursive", "-diff", "-no-color")
            .directory(TerraformModule.FOLDER.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(terraform.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(terraform.waitFor()).as(output).isZero();
  }

  @Test
  void usesTheProviderAsItsSchemaSays() {
    List<String> faults = new ArrayList<>();
    for (Block resource : resources("resource")) {
      String type = resource.labels().getFirst();
      compare(resource, SCHEMA.path(type).path("arguments"), name(resource), faults);
    }
    for (Block data : resources("data")) {
      String type = "data_" + data.labels().getFirst();
      compare(data, SCHEMA.path(type).path("arguments"), name(data), faults);
    }

    assertThat(faults).isEmpty();
    assertThat(resources("resource")).hasSizeGreaterThan(30);
  }

  @Test
  void refersOnlyToWhatThereIs() {
    Map<String, Set<String>> declared = new TreeMap<>();
    for (Block resource : MODULE.all("resource")) {
      declared
          .computeIfAbsent(resource.labels().getFirst(), _ -> new TreeSet<>())
          .add(resource.labels().get(1));
    }

    List<String> faults =
        MODULE.files().values().stream()
            .flatMap(Block::expressions)
            .map(expression -> expression.replace("data.google_project.this", ""))
            .flatMap(expression -> REFERENCE.matcher(expression).results())
            .filter(found -> {
              String attribute = found.group(3);
              return !declared.getOrDefault(found.group(1), Set.of()).contains(found.group(2))
                  || (attribute != null && !has(SCHEMA.path(found.group(1)), attribute));
            })
            .map(found -> found.group())
            .toList();

    assertThat(faults).isEmpty();
  }

  @Test
  void usesEachVariableAndEachLocalValueThatItDeclares() {
    Set<String> variables =
        MODULE.all("variable").stream()
            .map(variable -> variable.labels().getFirst())
            .collect(Collectors.toSet());
    Set<String> locals =
        MODULE.all("locals").stream()
            .flatMap(block -> block.attributes().keySet().stream())
            .collect(Collectors.toSet());

    assertThat(used("\\bvar\\.(\\w+)")).isEqualTo(variables);
    assertThat(used("\\blocal\\.(\\w+)")).isEqualTo(locals);
  }

  @Test
  void saysOfEachVariableAndOutputWhatItIs() {
    assertThat(Stream.concat(MODULE.all("variable").stream(), MODULE.all("output").stream()))
        .isNotEmpty()
        .allSatisfy(block -> assertThat(block.attributes()).containsKey("description"));
  }

  @Test
  void itsReadmeNamesEachVariableAndOutput() {
    String readme = TerraformModule.text(TerraformModule.FOLDER.resolve("README.md"));

    assertThat(Stream.concat(MODULE.all("variable").stream(), MODULE.all("output").stream()))
        .extracting(block -> "`" + block.labels().getFirst() + "`")
        .allSatisfy(name -> assertThat(readme).contains(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"minimal", "complete"})
  void examplesSetWhatMustBeSetAndNothingUnknown(String example) {
    Block call = MODULE.example(example);
    Set<String> required = new TreeSet<>();
    Set<String> known = new TreeSet<>(Set.of("source"));
    for (Block variable : MODULE.all("variable")) {
      known.add(variable.labels().getFirst());
      if (!variable.attributes().containsKey("default")) {
        required.add(variable.labels().getFirst());
      }
    }

    assertThat(call.attributes().keySet()).containsAll(required);
    assertThat(known).containsAll(call.attributes().keySet());
  }

  @Test
  void fillsInEachPlaceholderOfTheFunctions() {
    Set<String> filled =
        Pattern.compile("(?m)^ +(\\w+) +=")
            .matcher(MODULE.local("placeholders"))
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.toSet());

    assertThat(placeholders()).isEqualTo(filled);
  }

  @Test
  void givesFunctionsWhatTheirEntriesSayAndNothingElse() {
    DeployedFunctions deployed = DeployedFunctions.read();
    Set<String> roles = used("declared\\[\"([\\w.${}-]+)\"]");

    assertThat(deployed.roles().keySet())
        .allSatisfy(role ->
            assertThat(roles)
                .anySatisfy(
                    used -> assertThat(role).matches(used.replaceAll("\\$\\{.*}", "\\\\w+"))));
    assertThat(topics())
        .containsAll(
            deployed.functions().values().stream()
                .flatMap(function ->
                    Stream.concat(
                        function.topics().stream(), Stream.ofNullable(function.pushedFrom())))
                .toList());
    assertThat(used("(\\w+) +=", MODULE.local("secret_contents")))
        .isEqualTo(
            deployed.functions().values().stream()
                .flatMap(function -> function.secrets().stream())
                .collect(Collectors.toSet()));
  }

  /// A test of the sweep on AWS holds its metrics to the lines as they are written: these read the
  /// same fields, and those of an announcement.
  @Test
  void watchesTheFieldsThatAreWatchedOnAws() {
    Set<String> watched =
        MODULE
            .file("monitoring.tf")
            .expressions()
            .flatMap(expression -> used("jsonPayload\\.([a-z]\\w*)", expression).stream())
            .collect(Collectors.toSet());

    Set<String> onAws =
        used(
            "\\$\\.([a-z]\\w*)",
            TerraformModule.text(Path.of("..", "infra", "aws", "template.yaml")));
    assertThat(onAws).contains("level", "step", "outcome", "accessLost");
    assertThat(watched)
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(onAws.stream(), Stream.of("type", "title")).toList());
  }

  @Test
  void grantsNoBroadRole() {
    Set<String> roles = used("(roles/[\\w.]+)");

    // roles/run.invoker and roles/pubsub.subscriber are on one function and one subscription each;
    // the others are the build's.
    assertThat(roles)
        .containsExactlyInAnyOrder(
            "roles/artifactregistry.writer",
            "roles/logging.logWriter",
            "roles/pubsub.subscriber",
            "roles/run.invoker",
            "roles/storage.objectViewer");
  }

  @Test
  void noPermissionDestroysDisablesOrDeletesWhatClustersDependOn() {
    DeployedFunctions deployed = DeployedFunctions.read();
    List<String> onKeys =
        deployed.functions().values().stream()
            .flatMap(function -> function.keyProject().stream())
            .toList();

    assertThat(onKeys)
        .isNotEmpty()
        .allMatch(permission -> permission.matches("(cloudkms|iam|resourcemanager)\\.\\w+\\.\\w+"))
        .noneMatch(permission ->
            permission.matches(
                "(?i).*(destroy|delete|disable|undelete|restore|actAs|getAccessToken|signBlob).*"))
        // a version is disabled by it
        .doesNotContain("cloudkms.cryptoKeyVersions.update")
        .noneMatch(permission -> permission.matches(".*(useTo\\w+|implicitDelegation)"))
        .noneMatch(
            permission -> permission.matches("(resourcemanager|.*keyRings).*\\.setIamPolicy"));
    assertThat(deployed.roles().values().stream().flatMap(List::stream))
        .filteredOn(permission -> permission.matches("(?i).*(delete|destroy|disable).*"))
        .containsOnly("storage.objects.delete");
  }

  @Test
  void keepsWhatClustersDependOn() {
    assertThat(MODULE.all("resource"))
        .filteredOn(resource ->
            resource.labels().equals(List.of("google_storage_bucket", "state"))
                || resource.labels().equals(List.of("google_storage_bucket", "evidence"))
                || resource.labels().getFirst().equals("google_secret_manager_secret"))
        .hasSize(3)
        .allSatisfy(resource ->
            assertThat(resource.blocks("lifecycle").getFirst().attributes())
                .containsEntry("prevent_destroy", "true"));
  }

  @Test
  void bucketsAreClosedToThePublic() {
    assertThat(MODULE.all("resource"))
        .filteredOn(resource -> resource.labels().getFirst().equals("google_storage_bucket"))
        .hasSize(3)
        .allSatisfy(bucket ->
            assertThat(bucket.attributes())
                .containsEntry("uniform_bucket_level_access", "true")
                .containsEntry("public_access_prevention", "\"enforced\""));
  }

  @Test
  void keysAndCustomerAccountsAreNotTerraforms() {
    assertThat(MODULE.all("resource"))
        .extracting(resource -> resource.labels().getFirst())
        .noneMatch(type -> type.startsWith("google_kms"));
  }

  /// The resources of the module and of its examples.
  private static List<Block> resources(String type) {
    return Stream.concat(MODULE.files().values().stream(), MODULE.examples().values().stream())
        .flatMap(file -> file.blocks(type).stream())
        .toList();
  }

  private static void compare(Block block, JsonNode arguments, String where, List<String> faults) {
    Set<String> given = new TreeSet<>(block.attributes().keySet());
    given.removeAll(META_ARGUMENTS);
    given.forEach(name -> {
      if (!arguments.has(name) || arguments.path(name).has("arguments")) {
        faults.add(where + " has no argument " + name);
      }
    });
    for (Block inner : block.blocks()) {
      if (inner.type().equals("lifecycle")) {
        continue;
      }
      boolean dynamic = inner.type().equals("dynamic");
      String type = dynamic ? inner.labels().getFirst() : inner.type();
      Block content = dynamic ? inner.blocks("content").getFirst() : inner;
      given.add(type);
      if (arguments.path(type).has("arguments")) {
        compare(content, arguments.path(type).path("arguments"), where + "." + type, faults);
      } else {
        faults.add(where + " has no block " + type);
      }
    }
    arguments.properties().stream()
        .filter(argument -> argument.getValue().path("required").booleanValue())
        .filter(argument -> !given.contains(argument.getKey()))
        .forEach(argument -> faults.add(where + " lacks " + argument.getKey()));
  }

  private static boolean has(JsonNode resource, String name) {
    return resource.path("arguments").has(name)
        || resource.path("attributes").valueStream().anyMatch(each -> each.asText().equals(name));
  }

  private static String name(Block resource) {
    return String.join(".", resource.labels());
  }

  /// What the first group finds in the module's expressions.
  private static Set<String> used(String pattern) {
    return MODULE.files().values().stream()
        .flatMap(Block::expressions)
        .flatMap(expression -> used(pattern, expression).stream())
        .collect(Collectors.toSet());
  }

  private static Set<String> used(String pattern, String expression) {
    return Pattern.compile(pattern)
        .matcher(expression)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toSet());
  }

  private static Set<String> topics() {
    return used("\"([\\w-]+)\"", MODULE.local("topics"));
  }

  private static Set<String> placeholders() {
    return PLACEHOLDER
        .matcher(DeployedFunctions.text())
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toSet());
  }

  private static boolean isInstalled(String command) {
    return Pattern.compile(File.pathSeparator)
        .splitAsStream(Objects.requireNonNullElse(System.getenv("PATH"), ""))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
  }

  private static JsonNode schema() {
    try (InputStream file =
        Objects.requireNonNull(TerraformModuleTest.class.getResourceAsStream("google-6.50.json"))) {
      return new JsonMapper().readTree(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
