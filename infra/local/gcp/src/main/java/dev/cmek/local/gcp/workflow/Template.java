package dev.cmek.local.gcp.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A value in a definition, with expressions anywhere in it.
sealed interface Template {

  /// A value without expressions.
  record Constant(JsonNode value) implements Template {}

  /// `${…}`.
  record Computed(Expression expression) implements Template {}

  /// A list.
  record Elements(List<Template> elements) implements Template {}

  /// A map.
  record Members(Map<String, Template> members) implements Template {}

  /// The value now.
  default JsonNode fill(Evaluation evaluation) throws WorkflowError {
    return switch (this) {
      case Constant(JsonNode value) -> value;
      case Computed(Expression expression) -> evaluation.value(expression);
      case Elements(List<Template> elements) -> {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Template element : elements) {
          list.add(element.fill(evaluation));
        }
        yield list;
      }
      case Members(Map<String, Template> members) -> {
        ObjectNode map = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, Template> member : members.entrySet()) {
          map.set(member.getKey(), member.getValue().fill(evaluation));
        }
        yield map;
      }
    };
  }

  /// The variables that it reads.
  default Stream<String> variables() {
    return switch (this) {
      case Constant _ -> Stream.of();
      case Computed(Expression expression) -> expression.variables();
      case Elements(List<Template> elements) -> elements.stream().flatMap(Template::variables);
      case Members(Map<String, Template> members) ->
          members.values().stream().flatMap(Template::variables);
    };
  }
}
