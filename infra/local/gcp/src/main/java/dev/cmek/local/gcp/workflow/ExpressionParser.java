package dev.cmek.local.gcp.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads one expression, by climbing precedences.
final class ExpressionParser {

  /// Characters ("Quotas and limits": maximum length of an expression).
  static final int LONGEST = 400;

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:(?<number>\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)(?![A-Za-z_])"
              + "|(?<text>\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*')"
              + "|(?<name>[A-Za-z_]\\w*)"
              + "|(?<sign>==|!=|<=|>=|//|[-+*/%<>()\\[\\],.]))");

  /// How tight an operator between two operands binds.
  private static final Map<String, Integer> PRECEDENCE =
      Map.ofEntries(
          Map.entry("or", 1),
          Map.entry("and", 2),
          Map.entry("==", 4),
          Map.entry("!=", 4),
          Map.entry("<", 4),
          Map.entry("<=", 4),
          Map.entry(">", 4),
          Map.entry(">=", 4),
          Map.entry("in", 4),
          Map.entry("+", 5),
          Map.entry("-", 5),
          Map.entry("*", 6),
          Map.entry("/", 6),
          Map.entry("//", 6),
          Map.entry("%", 6));

  private static final int NOT = 3;
  private static final int COMPARISON = 4;
  private static final int SIGN = 7;
  private static final Set<String> WORDS = Set.of("and", "or", "not", "in");

  private enum Kind {
    NUMBER,
    TEXT,
    NAME,
    SIGN,
    END
  }

  private record Token(Kind kind, String text) {}

  private final int line;
  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int next;

  private ExpressionParser(int line, String source) {
    this.line = line;
    this.source = source;
    Matcher matcher = TOKEN.matcher(source.stripTrailing());
    int from = 0;
    while (from < source.stripTrailing().length()) {
      if (!matcher.find(from) || matcher.start() != from) {
        throw refuse("cannot read what begins at `" + source.substring(from) + "`");
      }
      tokens.add(token(matcher));
      from = matcher.end();
    }
    tokens.add(new Token(Kind.END, "the end"));
  }

  /// Reads what stands between `${` and `}`.
  ///
  /// @param line for messages
  static Expression parse(int line, String source) {
    ExpressionParser parser = new ExpressionParser(line, source);
    if (source.length() > LONGEST) {
      throw parser.refuse("is longer than " + LONGEST + " characters");
    }
    Expression expression = parser.binary(0);
    if (parser.peek().kind() != Kind.END) {
      throw parser.refuse("has " + parser.peek().text() + " where the end should be");
    }
    return expression;
  }

  /// Reads what is assigned to: a variable, a member or an element.
  static Expression target(int line, String source) {
    Expression target = parse(line, source);
    if (target instanceof Variable || target instanceof Member || target instanceof Index) {
      return target;
    }
    throw new InvalidDefinition(line, "cannot assign to `" + source + "`");
  }

  private static Token token(Matcher matcher) {
    for (Kind kind : List.of(Kind.NUMBER, Kind.TEXT, Kind.NAME)) {
      String text = matcher.group(kind.name().toLowerCase(Locale.ROOT));
      if (text != null) {
        return new Token(kind, text);
      }
    }
    return new Token(Kind.SIGN, matcher.group("sign"));
  }

  private Expression binary(int least) {
    Expression left = operand(least);
    boolean compared = false;
    while (true) {
      String operator = peek().text();
      Integer precedence = peek().kind() == Kind.TEXT ? null : PRECEDENCE.get(operator);
      if (precedence == null || precedence < least) {
        return left;
      }
      if (precedence == COMPARISON && compared) {
        throw refuse("compares twice: use brackets or `and`");
      }
      next++;
      left = new Binary(operator, left, binary(precedence + 1));
      compared = precedence == COMPARISON;
    }
  }

  private Expression operand(int least) {
    if (takes("not")) {
      if (least > NOT) {
        throw refuse("has `not` where it would bind too loosely: use brackets");
      }
      return new Unary("not", binary(NOT));
    }
    if (takes("-")) {
      return new Unary("-", binary(SIGN));
    }
    return access(primary());
  }

  private Expression primary() {
    Token token = peek();
    next++;
    return switch (token.kind()) {
      case NUMBER -> new Literal(number(token.text()));
      case TEXT -> new Literal(TextNode.valueOf(unquoted(token.text())));
      case NAME -> name(token.text());
      case SIGN, END -> {
        if (!token.text().equals("(") || token.kind() == Kind.END) {
          throw refuse("has " + token.text() + " where a value should be");
        }
        Expression inner = binary(0);
        expect(")");
        yield inner;
      }
    };
  }

  private Expression name(String name) {
    if (WORDS.contains(name)) {
      throw refuse("has " + name + " where a value should be");
    }
    Optional<JsonNode> constant = constant(name);
    if (constant.isPresent()) {
      return new Literal(constant.get());
    }
    String function = function(name);
    return function.isEmpty() ? new Variable(name) : invocation(function);
  }

  /// The dotted name, if a bracket follows it, which makes it a function's; else empty.
  private String function(String first) {
    int at = next;
    StringBuilder name = new StringBuilder(first);
    while (tokens.get(at).equals(new Token(Kind.SIGN, "."))
        && tokens.get(at + 1).kind() == Kind.NAME) {
      name.append('.').append(tokens.get(at + 1).text());
      at += 2;
    }
    if (!tokens.get(at).equals(new Token(Kind.SIGN, "("))) {
      return "";
    }
    next = at + 1;
    return name.toString();
  }

  private Expression invocation(String name) {
    List<Expression> arguments = new ArrayList<>();
    if (!takes(")")) {
      do {
        arguments.add(binary(0));
      } while (takes(","));
      expect(")");
    }
    StandardLibrary.Function function =
        StandardLibrary.find(name)
            .orElseThrow(() -> refuse("calls " + name + ", which is not known here"));
    if (!function.takes(arguments.size())) {
      throw refuse("calls " + name + " with " + arguments.size() + " arguments");
    }
    return new Invocation(function, List.copyOf(arguments));
  }

  private Expression access(Expression target) {
    Expression result = target;
    while (true) {
      if (takes(".")) {
        result = new Member(result, memberName());
      } else if (takes("[")) {
        result = new Index(result, binary(0));
        expect("]");
      } else {
        return result;
      }
    }
  }

  private Token peek() {
    return tokens.get(next);
  }

  private boolean takes(String text) {
    boolean there =
        peek().text().equals(text) && peek().kind() != Kind.TEXT && peek().kind() != Kind.END;
    if (there) {
      next++;
    }
    return there;
  }

  private void expect(String sign) {
    if (!takes(sign)) {
      throw refuse("has " + peek().text() + " where " + sign + " should be");
    }
  }

  private String memberName() {
    Token token = peek();
    if (token.kind() != Kind.NAME) {
      throw refuse("has " + token.text() + " where a name should be");
    }
    next++;
    return token.text();
  }

  private static Optional<JsonNode> constant(String name) {
    return switch (name) {
      case "true", "True", "TRUE" -> Optional.of(BooleanNode.TRUE);
      case "false", "False", "FALSE" -> Optional.of(BooleanNode.FALSE);
      case "null" -> Optional.of(NullNode.instance);
      default -> Optional.empty();
    };
  }

  private JsonNode number(String text) {
    try {
      return text.matches("\\d+")
          ? LongNode.valueOf(Long.parseLong(text))
          : DoubleNode.valueOf(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      throw refuse("has the number " + text + ", which needs more than 64 bits");
    }
  }

  private String unquoted(String quoted) {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i < quoted.length() - 1; i++) {
      char c = quoted.charAt(i);
      if (c == '\\') {
        i++;
        text.append(
            switch (quoted.charAt(i)) {
              case '"' -> '"';
              case '\'' -> '\'';
              case '\\' -> '\\';
              case 'n' -> '\n';
              default -> throw refuse("has \\" + quoted.charAt(i) + " in a string");
            });
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  private InvalidDefinition refuse(String why) {
    return new InvalidDefinition(line, "the expression `" + source + "` " + why);
  }
}
