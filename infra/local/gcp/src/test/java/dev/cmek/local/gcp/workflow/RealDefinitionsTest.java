package dev.cmek.local.gcp.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How the real definitions are written.
final class RealDefinitionsTest {

  @ParameterizedTest
  @ValueSource(strings = {"provision.yaml", "reverify.yaml"})
  void definitionIsGood(String file) {
    assertThat(DefinitionReader.read(Bench.definition(file)).subworkflows())
        .containsKeys("main", "step", "ask", "post", "is_not_yet", "is_defect");
  }

  @ParameterizedTest
  @ValueSource(strings = {"provision.yaml", "reverify.yaml"})
  void noExpressionIsLongerThanALine(String file) {
    assertThat(Bench.definition(file).lines()).allMatch(line -> line.length() <= 100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"provision.yaml", "reverify.yaml"})
  void headNamesEveryVariableThatIsAskedFor(String file) {
    String definition = Bench.definition(file);
    int main = definition.indexOf("main:");

    assertThat(variables(definition.substring(main)))
        .isEqualTo(variables(definition.substring(0, main)))
        .isEqualTo(functions(file));
  }

  /// All requests are made in one place, so that all have a token, a time-out and its retries.
  @ParameterizedTest
  @ValueSource(strings = {"provision.yaml", "reverify.yaml"})
  void onlyOneStepSendsRequests(String file) {
    String definition = Bench.definition(file);

    assertThat(definition.split("call: http", -1)).hasSize(2);
    assertThat(definition).contains("type: OIDC").contains("timeout: 120");
  }

  private static Set<String> variables(String text) {
    return Pattern.compile("[A-Z_]+_URL")
        .matcher(text)
        .results()
        .map(found -> found.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> functions(String file) {
    List<String> names =
        file.equals("provision.yaml") ? ProvisionTest.FUNCTIONS : ReverifyTest.FUNCTIONS;
    return names.stream()
        .map(name -> name.toUpperCase(Locale.ROOT).replace('-', '_') + "_URL")
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
