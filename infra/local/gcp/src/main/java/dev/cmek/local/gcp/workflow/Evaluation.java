package dev.cmek.local.gcp.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.cmek.local.gcp.workflow.Expression.Binary;
import dev.cmek.local.gcp.workflow.Expression.Index;
import dev.cmek.local.gcp.workflow.Expression.Invocation;
import dev.cmek.local.gcp.workflow.Expression.Literal;
import dev.cmek.local.gcp.workflow.Expression.Member;
import dev.cmek.local.gcp.workflow.Expression.Unary;
import dev.cmek.local.gcp.workflow.Expression.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Computes expressions.
///
/// @param scope the variables
record Evaluation(Scope scope, StandardLibrary library) {

  JsonNode value(Expression expression) throws WorkflowError {
    return switch (expression) {
      case Literal(JsonNode value) -> value;
      case Variable(String name) -> scope.get(name);
      case Member(Expression target, String name) -> member(value(target), name);
      case Index(Expression target, Expression key) -> element(value(target), value(key));
      case Unary unary -> unary(unary);
      case Binary binary -> binary(binary);
      case Invocation(StandardLibrary.Function function, List<Expression> arguments) -> {
        List<JsonNode> values = new ArrayList<>();
        for (Expression argument : arguments) {
          values.add(value(argument));
        }
        yield library.call(function, values);
      }
    };
  }

  private JsonNode unary(Unary unary) throws WorkflowError {
    JsonNode operand = value(unary.operand());
    return unary.operator().equals("not")
        ? BooleanNode.valueOf(!truth(operand))
        : arithmetic("-", LongNode.valueOf(0), operand);
  }

  private JsonNode binary(Binary binary) throws WorkflowError {
    String operator = binary.operator();
    JsonNode left = value(binary.left());
    if (operator.equals("and") || operator.equals("or")) {
      boolean decided = truth(left) == operator.equals("or");
      return BooleanNode.valueOf(decided ? truth(left) : truth(value(binary.right())));
    }
    JsonNode right = value(binary.right());
    return switch (operator) {
      case "==" -> BooleanNode.valueOf(equal(left, right));
      case "!=" -> BooleanNode.valueOf(!equal(left, right));
      case "in" -> BooleanNode.valueOf(contains(right, left));
      case "<", "<=", ">", ">=" -> BooleanNode.valueOf(ordered(operator, left, right));
      default -> arithmetic(operator, left, right);
    };
  }

  static boolean truth(JsonNode value) throws WorkflowError {
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    throw WorkflowError.of("TypeError", "a boolean is needed, not " + typeOf(value));
  }

  static String typeOf(JsonNode value) {
    if (value.isNumber()) {
      return value.isIntegralNumber() ? "an integer" : "a double";
    }
    return switch (value.getNodeType()) {
      case OBJECT -> "a map";
      case ARRAY -> "a list";
      default -> value.getNodeType().name().toLowerCase(Locale.ROOT);
    };
  }

  /// Whether two values are the same; a double equals the integer of the same size.
  static boolean equal(JsonNode left, JsonNode right) {
    boolean numbers = left.isNumber() && right.isNumber();
    return numbers ? compare(left, right) == 0 : left.equals(right);
  }

  static JsonNode member(JsonNode target, String name) throws WorkflowError {
    if (!(target instanceof ObjectNode map)) {
      throw WorkflowError.of("TypeError", typeOf(target) + " has no member " + name);
    }
    JsonNode found = map.get(name);
    if (found == null) {
      throw WorkflowError.of("KeyError", "key not found: " + name);
    }
    return found;
  }

  static JsonNode element(JsonNode target, JsonNode key) throws WorkflowError {
    if (target instanceof ObjectNode && key.isTextual()) {
      return member(target, key.textValue());
    }
    if (target instanceof ArrayNode list && key.isIntegralNumber()) {
      JsonNode found = key.canConvertToInt() ? list.get(key.intValue()) : null;
      if (found == null) {
        throw WorkflowError.of("IndexError", "index " + key + " of a list of " + list.size());
      }
      return found;
    }
    throw WorkflowError.of("TypeError", typeOf(target) + " has no element " + key);
  }

  private static boolean contains(JsonNode container, JsonNode value) throws WorkflowError {
    if (container instanceof ObjectNode map && value.isTextual()) {
      return map.has(value.textValue());
    }
    if (container instanceof ArrayNode list) {
      return list.valueStream().anyMatch(element -> equal(element, value));
    }
    throw WorkflowError.of(
        "TypeError", "in does not take " + typeOf(value) + " and " + typeOf(container));
  }

  private static boolean ordered(String operator, JsonNode left, JsonNode right)
      throws WorkflowError {
    int order;
    if (left.isNumber() && right.isNumber()) {
      order = compare(left, right);
    } else if (left.isTextual() && right.isTextual()) {
      order = left.textValue().compareTo(right.textValue());
    } else {
      throw mismatch(operator, left, right);
    }
    return switch (operator) {
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      default -> order >= 0;
    };
  }

  private static int compare(JsonNode left, JsonNode right) {
    return left.decimalValue().compareTo(right.decimalValue());
  }

  private static JsonNode arithmetic(String operator, JsonNode left, JsonNode right)
      throws WorkflowError {
    if (operator.equals("+") && left.isTextual() && right.isTextual()) {
      return TextNode.valueOf(left.textValue() + right.textValue());
    }
    if (!left.isNumber() || !right.isNumber()) {
      throw mismatch(operator, left, right);
    }
    boolean divides = List.of("/", "//", "%").contains(operator);
    if (divides && right.doubleValue() == 0) {
      throw WorkflowError.of("ZeroDivisionError", "division by zero");
    }
    boolean integers = left.isIntegralNumber() && right.isIntegralNumber();
    return integers && !operator.equals("/")
        ? LongNode.valueOf(integers(operator, left.longValue(), right.longValue()))
        : DoubleNode.valueOf(doubles(operator, left.doubleValue(), right.doubleValue()));
  }

  private static long integers(String operator, long left, long right) throws WorkflowError {
    try {
      return switch (operator) {
        case "+" -> Math.addExact(left, right);
        case "-" -> Math.subtractExact(left, right);
        case "*" -> Math.multiplyExact(left, right);
        case "//" -> Math.floorDiv(left, right);
        default -> Math.floorMod(left, right);
      };
    } catch (ArithmeticException _) {
      throw WorkflowError.of("ValueError", "more than 64 bits: " + left + operator + right);
    }
  }

  private static double doubles(String operator, double left, double right) {
    return switch (operator) {
      case "+" -> left + right;
      case "-" -> left - right;
      case "*" -> left * right;
      case "/" -> left / right;
      case "//" -> Math.floor(left / right);
      default -> left - right * Math.floor(left / right);
    };
  }

  private static WorkflowError mismatch(String operator, JsonNode left, JsonNode right) {
    return WorkflowError.of(
        "TypeError", operator + " does not take " + typeOf(left) + " and " + typeOf(right));
  }
}
