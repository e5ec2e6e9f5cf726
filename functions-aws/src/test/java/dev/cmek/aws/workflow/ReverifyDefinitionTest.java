package dev.cmek.aws.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// How the workflow that looks again is written, and that the template fits it.
final class ReverifyDefinitionTest {

  private static final DeploymentTemplate TEMPLATE = DeploymentTemplate.read();
  private static final JsonNode MACHINE = InMemoryDeployment.tree(TEMPLATE.reverify());
  private static final JsonNode BATCHES = MACHINE.at("/States/Batches");

  @Test
  void everyTaskHasTheSameTwoBlocks() {
    Map<String, JsonNode> tasks = tasks();

    assertThat(tasks.keySet())
        .containsExactly(
            "ListClusters", "EndSweep", "ReadCmek", "VerifyKeys", "RaiseAlerts", "RecordLooks");
    JsonNode retry = BATCHES.at("/ItemProcessor/States/ReadCmek/Retry");
    assertThat(tasks.values()).allMatch(task -> task.get("Retry").equals(retry));
    assertThat(errors(retry))
        .containsExactly(
            "dev.cmek.aws.RefusedException", "dev.cmek.aws.NotYetException", "States.ALL");
    assertThat(retry.get(0).get("MaxAttempts").intValue()).isZero();
  }

  @Test
  void retriesAreFewerThanASweepLasts() {
    JsonNode retry = BATCHES.at("/ItemProcessor/States/ReadCmek/Retry");

    assertThat(retry.get(1).get("MaxAttempts").intValue()).isLessThan(10);
    assertThat(retry.get(2).get("MaxAttempts").intValue()).isEqualTo(2);
  }

  @Test
  void everyFailureIsCaughtAndCounted() {
    Map<String, String> next = new LinkedHashMap<>();
    Map<String, JsonNode> catching = new LinkedHashMap<>(tasks());
    catching.put("Batches", BATCHES);
    catching.forEach((name, state) -> {
      JsonNode caught = state.get("Catch");
      assertThat(caught).as(name).hasSize(1);
      assertThat(errors(caught)).containsExactly("States.ALL");
      next.put(
          name,
          caught.get(0).get("ResultPath").asText() + " " + caught.get(0).get("Next").asText());
    });

    assertThat(next)
        .containsOnly(
            Map.entry("ListClusters", "$.failure EndSweep"),
            Map.entry("Batches", "$.failure EndSweep"),
            Map.entry("EndSweep", "$.endFailure NotEnded"),
            Map.entry("ReadCmek", "$.failure BatchFailed"),
            Map.entry("VerifyKeys", "$.failure BatchFailed"),
            Map.entry("RaiseAlerts", "$.alertFailure RecordLooks"),
            Map.entry("RecordLooks", "$.recordFailure BatchFailed"));
  }

  @Test
  void asManyBatchesRunAtOnceAsCallsOfTheCloudApiAreDueInASecond() {
    assertThat(BATCHES.get("MaxConcurrency").intValue()).isEqualTo(3);
    assertThat(BATCHES.get("ToleratedFailurePercentage").isFloatingPointNumber()).isTrue();
    assertThat(BATCHES.get("ToleratedFailurePercentage").doubleValue()).isEqualTo(100);
  }

  @Test
  void nothingWaitsForEver() {
    assertThat(MACHINE.get("TimeoutSeconds").intValue()).isPositive();
    assertThat(tasks().values())
        .allMatch(task -> task.path("TimeoutSeconds").intValue() > functionTimeout());
  }

  @Test
  void tasksAreCalledLikeTheirFunctions() {
    tasks()
        .forEach((name, task) ->
            assertThat(task.get("Resource").asText()).isEqualTo("${" + name + "FunctionArn}"));
    assertThat(TEMPLATE.handlers().keySet())
        .containsAll(TEMPLATE.substitutions("Reverify").values());
  }

  @Test
  void templateGivesWhatTheDefinitionAsksFor() {
    Set<String> asked =
        Pattern.compile("\\$\\{(\\w+)}")
            .matcher(TEMPLATE.reverify())
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> given = new TreeSet<>(TEMPLATE.substitutions("Reverify").keySet());
    given.add("ChildExecutionType");

    assertThat(given).isEqualTo(asked);
    assertThat(TEMPLATE.callable("Reverify"))
        .containsExactlyInAnyOrderElementsOf(TEMPLATE.substitutions("Reverify").values());
  }

  @Test
  void sweepsKnowWhatVerificationInARunKnows() {
    assertThat(TEMPLATE.settings("VerifyKeysFunction"))
        .containsAll(TEMPLATE.settings("VerifyAccessFunction"));
  }

  private static long functionTimeout() {
    return Long.parseLong(TEMPLATE.value("Timeout"));
  }

  private static Map<String, JsonNode> tasks() {
    Map<String, JsonNode> found = new LinkedHashMap<>();
    for (JsonNode states : List.of(MACHINE.get("States"), BATCHES.at("/ItemProcessor/States"))) {
      states.properties().stream()
          .filter(state -> state.getValue().get("Type").asText().equals("Task"))
          .forEach(state -> found.put(state.getKey(), state.getValue()));
    }
    return found;
  }

  private static List<String> errors(JsonNode handlers) {
    return handlers.findValues("ErrorEquals").stream().map(names -> names.get(0).asText()).toList();
  }
}
