package dev.cmek.aws.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// How the real workflow is written, and that the template fits it.
final class ProvisionDefinitionTest {

  private static final DeploymentTemplate TEMPLATE = DeploymentTemplate.read();
  private static final JsonNode MACHINE = InMemoryDeployment.tree(TEMPLATE.provision());

  @Test
  void everyTaskHasTheSameTwoBlocks() {
    Map<String, JsonNode> tasks = states("Task");

    assertThat(tasks).hasSize(11);
    JsonNode retry = MACHINE.at("/States/EnsureRole/Retry");
    tasks.forEach((name, task) -> {
      boolean waitsForTheVendor = name.equals("CheckCmek");
      assertThat(withoutPace(task.get("Retry"))).as(name).isEqualTo(withoutPace(retry));
      assertThat(task.get("Retry").equals(retry)).as(name).isNotEqualTo(waitsForTheVendor);
    });
    assertThat(errors(retry))
        .containsExactly(
            "dev.cmek.aws.RefusedException", "dev.cmek.aws.NotYetException", "States.ALL");
    assertThat(retry.get(0).get("MaxAttempts").intValue()).isZero();
    assertThat(retry.get(2).get("MaxAttempts").intValue()).isEqualTo(5);
  }

  @Test
  void everyFailureIsCaughtAndTold() {
    Map<String, String> next = new LinkedHashMap<>();
    MACHINE
        .get("States")
        .properties()
        .forEach(state -> {
          JsonNode caught = state.getValue().path("Catch");
          if (!caught.isMissingNode()) {
            assertThat(caught).as(state.getKey()).hasSize(1);
            assertThat(errors(caught)).containsExactly("States.ALL");
            next.put(
                state.getKey(),
                caught.get(0).get("ResultPath").asText()
                    + " "
                    + caught.get(0).get("Next").asText());
          }
        });

    assertThat(next.keySet()).isEqualTo(outer("Task", "Map"));
    assertThat(next)
        .containsEntry("BeginRun", "$.failure Notify")
        .containsEntry("Record", "$.recordFailure Notify")
        .containsEntry("Notify", "$.notifyFailure NobodyTold");
    next.keySet().removeAll(Set.of("BeginRun", "Record", "Notify"));
    assertThat(next.values()).containsOnly("$.failure Record");
  }

  @Test
  void nothingWaitsForEver() {
    assertThat(MACHINE.get("TimeoutSeconds").intValue()).isPositive();
    assertThat(states("Task").values())
        .allMatch(task -> task.path("TimeoutSeconds").intValue() > 0);
  }

  @Test
  void timeLimitsFitIntoEachOther() {
    Duration function = Duration.ofSeconds(Long.parseLong(TEMPLATE.value("Timeout")));
    Duration run = Duration.parse(TEMPLATE.value("RUN_LIMIT"));
    Duration machine = Duration.ofSeconds(MACHINE.get("TimeoutSeconds").longValue());

    assertThat(states("Task").values())
        .allMatch(task -> task.get("TimeoutSeconds").longValue() > function.toSeconds());
    assertThat(run.plusMinutes(10)).isLessThan(machine);
  }

  @Test
  void tasksAreCalledLikeTheirFunctions() {
    states("Task")
        .forEach((name, task) ->
            assertThat(task.get("Resource").asText()).isEqualTo("${" + name + "FunctionArn}"));
    TEMPLATE
        .substitutions("Provision")
        .forEach((placeholder, function) -> assertThat(placeholder).isEqualTo(function + "Arn"));
    TEMPLATE
        .handlers()
        .forEach(
            (function, type) -> assertThat(type).matches("dev\\.cmek\\.aws\\.\\w+\\." + function));
  }

  @Test
  void templateGivesWhatTheDefinitionAsksFor() {
    Set<String> asked =
        Pattern.compile("\\$\\{(\\w+)}")
            .matcher(TEMPLATE.provision())
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(TEMPLATE.substitutions("Provision").keySet()).isEqualTo(asked).hasSize(11);
    assertThat(TEMPLATE.handlers().keySet())
        .containsAll(TEMPLATE.substitutions("Provision").values())
        .contains("OnboardingFunction", "NotifyStoppedFunction");
  }

  @Test
  void workflowMayCallJustItsFunctions() {
    assertThat(TEMPLATE.callable("Provision"))
        .containsExactlyInAnyOrderElementsOf(TEMPLATE.substitutions("Provision").values());
  }

  /// States of a type by name, those inside of Maps included.
  private static Map<String, JsonNode> states(String type) {
    Map<String, JsonNode> found = new LinkedHashMap<>();
    for (JsonNode chain : MACHINE.findValues("States")) {
      chain
          .properties()
          .forEach(state -> {
            collect(state.getKey(), state.getValue(), type, found);
            JsonNode inner = state.getValue().path("ItemProcessor").path("States");
            inner.properties().forEach(s -> collect(s.getKey(), s.getValue(), type, found));
          });
    }
    return found;
  }

  private static void collect(
      String name, JsonNode state, String type, Map<String, JsonNode> found) {
    if (state.get("Type").asText().equals(type)) {
      found.put(name, state);
    }
  }

  private static Set<String> outer(String... types) {
    return MACHINE.get("States").properties().stream()
        .filter(state -> Set.of(types).contains(state.getValue().get("Type").asText()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private static List<String> errors(JsonNode handlers) {
    List<String> errors = new ArrayList<>();
    handlers.forEach(handler -> {
      assertThat(handler.get("ErrorEquals")).hasSize(1);
      errors.add(handler.get("ErrorEquals").get(0).asText());
    });
    return errors;
  }

  /// The blocks without what says how fast NotYet is asked again.
  private static JsonNode withoutPace(JsonNode retry) {
    JsonNode copy = retry.deepCopy();
    ((ObjectNode) copy.get(1)).remove(List.of("IntervalSeconds", "BackoffRate", "MaxDelaySeconds"));
    return copy;
  }
}
