package dev.cmek.gcp.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.gcp.deployment.DeployedFunctions.Function;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `functions.yaml` names the functions that there are, and gives each what it is told to use and
/// nothing else.
final class DeployedFunctionsTest {

  private static final DeployedFunctions DEPLOYED = DeployedFunctions.read();
  private static final Path CLASSES = Path.of("src", "main", "java");

  private static final Pattern ASKED_FOR = Pattern.compile("sys\\.get_env\\(\"([A-Z_]+)_URL\"\\)");
  private static final Pattern WORD_START = Pattern.compile("(?<=[a-z])(?=[A-Z])");

  static Stream<Map.Entry<String, Function>> functions() {
    return DEPLOYED.functions().entrySet().stream();
  }

  @Test
  void everyFunctionIsDeployedAndNothingElse() {
    Set<String> entryPoints =
        functions().map(function -> function.getValue().entryPoint()).collect(Collectors.toSet());

    assertThat(entryPoints).containsExactlyInAnyOrderElementsOf(functionClasses());
  }

  @ParameterizedTest
  @MethodSource("functions")
  void isNamedAfterItsClass(Map.Entry<String, Function> deployed) {
    String entryPoint = deployed.getValue().entryPoint();
    String step = entryPoint.replaceAll(".*\\.(\\w+)Function", "$1");

    assertThat(deployed.getKey())
        .isEqualTo(WORD_START.matcher(step).replaceAll("-").toLowerCase(Locale.ROOT))
        .satisfies(name -> assertThat(("cmek-" + name).length()).isBetween(6, 30));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void isToldOfItsBucketsAndMayUseThem(Map.Entry<String, Function> deployed) {
    Function function = deployed.getValue();

    assertThat(function.environment().containsKey("STATE_BUCKET"))
        .isEqualTo(function.state() != null);
    assertThat(function.environment().containsKey("EVIDENCE_BUCKET"))
        .isEqualTo(function.evidence() != null);
  }

  @ParameterizedTest
  @MethodSource("functions")
  void isToldOfItsSecretsTopicsAndWorkflowsAndMayUseThem(Map.Entry<String, Function> deployed) {
    Function function = deployed.getValue();

    assertThat(named(function, "projects/\\$\\{project}/secrets/cmek-(.*)"))
        .hasSameElementsAs(function.secrets());
    assertThat(named(function, "projects/\\$\\{project}/topics/cmek-(.*)"))
        .hasSameElementsAs(function.topics());
    assertThat(named(function, "cmek-(.*)")).hasSameElementsAs(function.workflows().keySet());
  }

  @ParameterizedTest
  @MethodSource("functions")
  void getsOnlyRolesThatAreListed(Map.Entry<String, Function> deployed) {
    Function function = deployed.getValue();
    Set<String> roles = new TreeSet<>();
    if (function.state() != null) {
      roles.add("state." + function.state());
    }
    if (function.evidence() != null) {
      roles.add("evidence." + function.evidence());
    }
    function
        .workflows()
        .values()
        .forEach(may -> may.forEach(word -> roles.add("workflows." + word)));

    assertThat(DEPLOYED.roles().keySet()).containsAll(roles);
  }

  @ParameterizedTest
  @MethodSource("functions")
  void isCalledByOneKindOfCaller(Map.Entry<String, Function> deployed) {
    Function function = deployed.getValue();

    assertThat(function.invoker()).isIn("workflow", "push", "public");
    assertThat(function.pushedFrom() != null).isEqualTo(function.invoker().equals("push"));
  }

  @Test
  void workflowsCallExactlyTheFunctionsThatAnswerThem() {
    Set<String> called =
        Stream.of("provision.yaml", "reverify.yaml")
            .map(name -> TerraformModule.text(TerraformModule.FOLDER.resolve("workflows/" + name)))
            .flatMap(text -> ASKED_FOR.matcher(text).results())
            .map(found -> found.group(1).toLowerCase(Locale.ROOT).replace('_', '-'))
            .collect(Collectors.toSet());

    assertThat(functions().filter(function -> function.getValue().invoker().equals("workflow")))
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrderElementsOf(called);
  }

  @Test
  void onlyTheHttpDoorIsPublic() {
    assertThat(functions().filter(function -> function.getValue().invoker().equals("public")))
        .extracting(Map.Entry::getKey)
        .containsExactly("ticket");
  }

  @Test
  void whoHasTheOperatorsKeyHasNoRightsOnKeys() {
    assertThat(functions().filter(function -> function.getValue().secrets().contains("operator")))
        .allSatisfy(function -> assertThat(function.getValue().keyProject()).isEmpty());
  }

  @Test
  void evidenceIsAppendedToAndNeverOverwritten() {
    assertThat(DEPLOYED.roles().get("evidence.append"))
        .doesNotContain("storage.objects.delete", "storage.objects.update");
  }

  @Test
  void whoGrantsOnKeysCannotMakeThemAndWhoMakesThemCannotGrant() {
    assertThat(functions())
        .noneMatch(function ->
            function.getValue().keyProject().contains("cloudkms.cryptoKeys.setIamPolicy")
                && function.getValue().keyProject().contains("cloudkms.cryptoKeys.create"));
  }

  @Test
  void whoVerifiesOnlyReads() {
    assertThat(functions().filter(function -> function.getKey().startsWith("verify-")))
        .hasSize(2)
        .allSatisfy(function ->
            assertThat(function.getValue().keyProject())
                .isNotEmpty()
                .allMatch(permission -> permission.matches(".*\\.(get|list|getIamPolicy)")));
  }

  @Test
  void bothWhoVerifyLookAtTheSame() {
    assertThat(DEPLOYED.function("verify-keys").keyProject())
        .isEqualTo(DEPLOYED.function("verify-access").keyProject());
  }

  @Test
  void permissionsAreInOrderAndEachOnce() {
    Stream<List<String>> lists =
        Stream.concat(
            functions().map(function -> function.getValue().keyProject()),
            DEPLOYED.roles().values().stream());

    assertThat(lists)
        .allSatisfy(permissions -> assertThat(permissions).isSorted().doesNotHaveDuplicates());
  }

  /// What the first group finds in the values of a function's own settings.
  private static List<String> named(Function function, String value) {
    Pattern pattern = Pattern.compile(value);
    return function.environment().values().stream()
        .map(pattern::matcher)
        .filter(Matcher::matches)
        .map(found -> found.group(1))
        .toList();
  }

  /// The classes of this module that the runtime could be pointed at.
  private static List<String> functionClasses() {
    try (Stream<Path> files = Files.walk(CLASSES)) {
      return files
          .map(file -> CLASSES.relativize(file).toString())
          .filter(file -> file.endsWith("Function.java"))
          .map(file -> file.replace(".java", "").replace('/', '.'))
          .filter(DeployedFunctionsTest::canBeMade)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Whether it is a function, and not what functions have in common.
  private static boolean canBeMade(String name) {
    try {
      Class<?> type = Class.forName(name, false, DeployedFunctionsTest.class.getClassLoader());
      return Modifier.isPublic(type.getModifiers()) && !Modifier.isAbstract(type.getModifiers());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
