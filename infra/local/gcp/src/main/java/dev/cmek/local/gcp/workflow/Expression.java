package dev.cmek.local.gcp.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;

/// What stands between `${` and `}` ("Expressions").
sealed interface Expression {

  /// A number, a string, `true`, `false` or `null`.
  record Literal(JsonNode value) implements Expression {}

  /// A variable.
  record Variable(String name) implements Expression {}

  /// `target.name`.
  record Member(Expression target, String name) implements Expression {}

  /// `target[key]`.
  record Index(Expression target, Expression key) implements Expression {}

  /// `not x` or `-x`.
  record Unary(String operator, Expression operand) implements Expression {}

  /// `left operator right`.
  record Binary(String operator, Expression left, Expression right) implements Expression {}

  /// `function(arguments)`.
  record Invocation(StandardLibrary.Function function, List<Expression> arguments)
      implements Expression {}

  /// The variables that it reads.
  default Stream<String> variables() {
    return switch (this) {
      case Literal _ -> Stream.of();
      case Variable(String name) -> Stream.of(name);
      case Member(Expression target, _) -> target.variables();
      case Index(Expression target, Expression key) ->
          Stream.concat(target.variables(), key.variables());
      case Unary(_, Expression operand) -> operand.variables();
      case Binary(_, Expression left, Expression right) ->
          Stream.concat(left.variables(), right.variables());
      case Invocation(_, List<Expression> arguments) ->
          arguments.stream().flatMap(Expression::variables);
    };
  }
}
