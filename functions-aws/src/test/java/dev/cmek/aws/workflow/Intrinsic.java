package dev.cmek.aws.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.cmek.aws.workflow.Template.Data;
import dev.cmek.shared.json.Payloads;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a call of an intrinsic function: `States.Format`, `States.StringToJson` or
/// `States.JsonToString`, whose arguments are texts in single quotes, paths, or such calls.
final class Intrinsic {

  private static final Pattern CALL = Pattern.compile("(States\\.\\w+)\\(\\s*");
  private static final Pattern TEXT = Pattern.compile("'((?:[^'\\\\{}]|\\{}|\\\\['\\\\])*)'");
  private static final Pattern PATH = Pattern.compile("\\$[^,)\\s]*");
  private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");
  private static final Pattern END = Pattern.compile("\\s*\\)");
  private static final Pattern HOLE = Pattern.compile("\\{}");

  private final Expressions expressions;
  private final String text;
  private int position;
  private MatchResult last = CALL.matcher("");

  Intrinsic(Expressions expressions, String text) {
    this.expressions = expressions;
    this.text = text;
  }

  Template read() {
    Template call = call();
    if (position != text.length()) {
      throw refuse();
    }
    return call;
  }

  private Template call() {
    require(CALL);
    String name = last.group(1);
    List<Template> arguments = new ArrayList<>();
    do {
      arguments.add(argument());
    } while (next(COMMA));
    require(END);
    return switch (name) {
      case "States.Format" -> data -> format(arguments.stream().map(a -> a.fill(data)).toList());
      case "States.StringToJson" -> one(arguments, Intrinsic::stringToJson);
      case "States.JsonToString" -> one(arguments, value -> TextNode.valueOf(value.toString()));
      default -> throw expressions.refuse("intrinsic function " + name + " is not supported");
    };
  }

  private Template argument() {
    if (next(TEXT)) {
      return Template.constant(TextNode.valueOf(last.group(1).replaceAll("\\\\(.)", "$1")));
    }
    return next(PATH) ? expressions.path(last.group()) : call();
  }

  private Template one(List<Template> arguments, UnaryOperator<JsonNode> function) {
    if (arguments.size() != 1) {
      throw refuse();
    }
    return (Data data) -> function.apply(arguments.getFirst().fill(data));
  }

  private static JsonNode format(List<JsonNode> arguments) {
    String template = arguments.getFirst().asText();
    if (HOLE.matcher(template).results().count() != arguments.size() - 1) {
      throw failure("States.Format has not as many arguments as {}: " + arguments);
    }
    Iterator<JsonNode> values = arguments.subList(1, arguments.size()).iterator();
    return TextNode.valueOf(
        HOLE.matcher(template).replaceAll(_ -> Matcher.quoteReplacement(scalar(values.next()))));
  }

  private static String scalar(JsonNode value) {
    if (value.isContainerNode()) {
      throw failure("States.Format can't put in " + value);
    }
    return value.asText();
  }

  private static JsonNode stringToJson(JsonNode value) {
    try {
      return Payloads.tree(value.asText().getBytes(StandardCharsets.UTF_8));
    } catch (IllegalArgumentException _) {
      throw failure("States.StringToJson: no JSON: " + value);
    }
  }

  private static StateFailure failure(String cause) {
    return new StateFailure("States.IntrinsicFailure", cause);
  }

  private void require(Pattern pattern) {
    if (!next(pattern)) {
      throw refuse();
    }
  }

  private boolean next(Pattern pattern) {
    Matcher matcher = pattern.matcher(text).region(position, text.length());
    if (!matcher.lookingAt()) {
      return false;
    }
    last = matcher;
    position = matcher.end();
    return true;
  }

  private InvalidDefinition refuse() {
    return expressions.refuse("expression " + text + " is not supported");
  }
}
