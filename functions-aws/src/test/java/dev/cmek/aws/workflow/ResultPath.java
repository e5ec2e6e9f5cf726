package dev.cmek.aws.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// Where a state's result goes in its raw input.
///
/// @param names the members on the way; none: the result replaces the input
record ResultPath(String text, List<String> names) {

  /// The result is the output.
  static final ResultPath REPLACE = new ResultPath("$", List.of());

  /// The input is the output.
  static final ResultPath DISCARD = new ResultPath("null", List.of());

  JsonNode put(JsonNode raw, JsonNode result) {
    if (equals(DISCARD)) {
      return raw;
    }
    if (names.isEmpty()) {
      return result;
    }
    JsonNode output = raw.deepCopy();
    ObjectNode parent = object(output);
    for (String name : names.subList(0, names.size() - 1)) {
      parent = parent.has(name) ? object(parent.get(name)) : parent.putObject(name);
    }
    parent.set(names.getLast(), result);
    return output;
  }

  private ObjectNode object(JsonNode node) {
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw new StateFailure(
        "States.ResultPathMatchFailure", "'" + text + "' leads through " + node.getNodeType());
  }
}
