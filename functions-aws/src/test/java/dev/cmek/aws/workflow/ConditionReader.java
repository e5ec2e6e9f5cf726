package dev.cmek.aws.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.aws.workflow.State.Condition;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/// Reads the conditions of a choice. A value of another type than the comparison's does not match.
///
/// @param expressions reads their paths
record ConditionReader(Expressions expressions) {

  private static final List<String> KINDS =
      List.of(
          "And",
          "Or",
          "Not",
          "IsPresent",
          "IsNull",
          "StringEquals",
          "BooleanEquals",
          "NumericEquals",
          "NumericLessThan",
          "NumericLessThanEquals",
          "NumericGreaterThan",
          "NumericGreaterThanEquals");

  /// The rest of the fields, as one condition.
  Condition read(Fields fields) {
    var _ = fields.findText("Comment");
    String kind = fields.requireOneOf(KINDS);
    Condition condition =
        switch (kind) {
          case "And" -> {
            List<Condition> parts = parts(fields, kind);
            yield data -> parts.stream().allMatch(part -> part.holds(data));
          }
          case "Or" -> {
            List<Condition> parts = parts(fields, kind);
            yield data -> parts.stream().anyMatch(part -> part.holds(data));
          }
          case "Not" -> {
            Condition part = read(new Fields(fields.where() + " Not", fields.require(kind)));
            yield data -> !part.holds(data);
          }
          case "IsPresent" -> {
            Path variable = variable(fields);
            boolean wanted = fields.requireBoolean(kind);
            yield data -> variable.find(data).isPresent() == wanted;
          }
          default -> {
            Path variable = variable(fields);
            Predicate<JsonNode> test = test(kind, fields);
            yield data -> test.test(variable.fill(data));
          }
        };
    fields.end();
    return condition;
  }

  private List<Condition> parts(Fields fields, String kind) {
    List<Condition> parts = new ArrayList<>();
    for (JsonNode node : fields.requireList(kind)) {
      parts.add(read(new Fields(fields.where() + " " + kind + " " + (parts.size() + 1), node)));
    }
    return parts;
  }

  private Path variable(Fields fields) {
    return expressions.path(fields.requireText("Variable"));
  }

  private static Predicate<JsonNode> test(String kind, Fields fields) {
    return switch (kind) {
      case "IsNull" -> {
        boolean wanted = fields.requireBoolean(kind);
        yield value -> value.isNull() == wanted;
      }
      case "StringEquals" -> {
        String wanted = fields.requireText(kind);
        yield value -> value.isTextual() && value.textValue().equals(wanted);
      }
      case "BooleanEquals" -> {
        boolean wanted = fields.requireBoolean(kind);
        yield value -> value.isBoolean() && value.booleanValue() == wanted;
      }
      case "NumericEquals" -> number(kind, fields, order -> order == 0);
      case "NumericLessThan" -> number(kind, fields, order -> order < 0);
      case "NumericLessThanEquals" -> number(kind, fields, order -> order <= 0);
      case "NumericGreaterThan" -> number(kind, fields, order -> order > 0);
      case "NumericGreaterThanEquals" -> number(kind, fields, order -> order >= 0);
      default -> throw fields.refuse(kind + " is not supported");
    };
  }

  private static Predicate<JsonNode> number(String kind, Fields fields, IntPredicate order) {
    JsonNode wanted = fields.require(kind);
    if (!wanted.isNumber()) {
      throw fields.refuse(kind + " must be a number");
    }
    BigDecimal bound = wanted.decimalValue();
    return value -> value.isNumber() && order.test(value.decimalValue().compareTo(bound));
  }
}
