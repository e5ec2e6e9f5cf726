package dev.cmek.aws.workflow;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the paths and templates of one state.
///
/// Paths lead to one value: no wildcards, slices or filters. The real service gives a list for
/// `$.keys[*]`; LocalStack gives the bare value when the list has one, so we stay away from it.
///
/// @param where the state, for messages
/// @param inMap whether there is a `$$.Map`
record Expressions(String where, boolean inMap) {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Pattern STEP =
      Pattern.compile("\\.([A-Za-z_][A-Za-z0-9_]*)|\\['([^'\\\\]+)']|\\[(\\d{1,6})]");
  private static final Pattern PATH = Pattern.compile("\\$\\$?(?:" + STEP + ")*");
  private static final Set<String> CONTEXT =
      Set.of(
          "$$.Execution.Id",
          "$$.Execution.Name",
          "$$.Execution.StartTime",
          "$$.State.Name",
          "$$.State.EnteredTime",
          "$$.State.RetryCount",
          "$$.StateMachine.Id",
          "$$.StateMachine.Name");
  private static final Pattern CONTEXT_VALUE = Pattern.compile("\\$\\$\\.Execution\\.Input\\b.*");
  private static final Pattern CONTEXT_ITEM =
      Pattern.compile("\\$\\$\\.Map\\.Item\\.(Index|Value\\b.*)");

  Path path(String text) {
    if (!PATH.matcher(text).matches()) {
      throw refuse("path " + text + " is not supported");
    }
    boolean ofContext = text.startsWith("$$");
    if (ofContext && !isInContext(text)) {
      throw refuse("the context object has no " + text + " here");
    }
    JsonPointer pointer = JsonPointer.empty();
    for (Matcher step = STEP.matcher(text); step.find(); ) {
      pointer =
          step.group(3) != null
              ? pointer.appendIndex(Integer.parseInt(step.group(3)))
              : pointer.appendProperty(name(step));
    }
    return new Path(where, text, ofContext, pointer);
  }

  /// A path into the state's input that only names members.
  ResultPath resultPath(String text) {
    if (text.equals("$")) {
      return ResultPath.REPLACE;
    }
    List<String> names = new ArrayList<>();
    for (Matcher step = STEP.matcher(text); step.find(); ) {
      if (step.group(3) != null) {
        throw refuse("ResultPath " + text + " must only name members");
      }
      names.add(name(step));
    }
    if (text.startsWith("$$") || !PATH.matcher(text).matches()) {
      throw refuse("ResultPath " + text + " is not supported");
    }
    return new ResultPath(text, names);
  }

  /// A path or an intrinsic function.
  Template expression(String text) {
    return text.startsWith("$") ? path(text) : new Intrinsic(this, text).read();
  }

  /// JSON in which the members whose names end in `.$` are expressions.
  Template template(JsonNode node) {
    if (node.isObject()) {
      return members(node);
    }
    if (node.isArray()) {
      return elements(node);
    }
    if (node.isTextual() && node.textValue().matches("(\\$|States\\.).*")) {
      throw refuse("\"" + node.textValue() + "\" is plain text: its field's name lacks .$");
    }
    return Template.constant(node);
  }

  InvalidDefinition refuse(String what) {
    return new InvalidDefinition(where, what);
  }

  private Template members(JsonNode object) {
    Map<String, Template> members = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      String name = member.getKey();
      boolean computed = name.endsWith(".$");
      String bare = computed ? name.substring(0, name.length() - 2) : name;
      if (computed && !member.getValue().isTextual()) {
        throw refuse(name + " must be a string");
      }
      Template value =
          computed ? expression(member.getValue().textValue()) : template(member.getValue());
      if (members.put(bare, value) != null) {
        throw refuse(bare + " is there twice");
      }
    }
    return data -> {
      ObjectNode filled = JSON.objectNode();
      members.forEach((name, value) -> filled.set(name, value.fill(data)));
      return filled;
    };
  }

  private Template elements(JsonNode array) {
    List<Template> elements = new ArrayList<>();
    array.forEach(element -> elements.add(template(element)));
    return data -> {
      ArrayNode filled = JSON.arrayNode();
      elements.forEach(element -> filled.add(element.fill(data)));
      return filled;
    };
  }

  private boolean isInContext(String text) {
    return CONTEXT.contains(text)
        || CONTEXT_VALUE.matcher(text).matches()
        || (inMap && CONTEXT_ITEM.matcher(text).matches());
  }

  private static String name(Matcher step) {
    return step.group(1) != null ? step.group(1) : step.group(2);
  }
}
