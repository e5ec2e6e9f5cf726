package dev.cmek.local.gcp.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What expressions mean, and which are refused.
final class ExpressionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          1 + 2 * 3                                | 7
          (1 + 2) * 3                              | 9
          7 - 2 - 1                                | 4
          -n                                       | -5
          2 - -n                                   | 7
          7 / 2                                    | 3.5
          7 // 2                                   | 3
          7 % 2                                    | 1
          -7 // 2                                  | -4
          -7 % 2                                   | 1
          1.5 + 1                                  | 2.5
          "a" + 'b'                                | "ab"
          "say \\"x\\"" + "\\n"                    | "say \\"x\\"\\n"
          n == 5                                   | true
          n == 5.0                                 | true
          n == "5"                                 | false
          n != 5                                   | false
          none == null                             | true
          m.a != null                              | true
          l == m.list                              | true
          "a" < "b"                                | true
          2 >= 2                                   | true
          2 > 2                                    | false
          not true or true                         | true
          not (true or true)                       | false
          true or false and false                  | true
          not n == 6                               | true
          n > 1 and n < 6                          | true
          false and missing.x                      | false
          true or missing.x                        | true
          "a" in m                                 | true
          "z" in m                                 | false
          2 in l                                   | true
          not ("z" in m)                           | true
          1 + 1 in l                               | true
          m.a                                      | 1
          m["a"]                                   | 1
          m[key]                                   | 1
          l[0]                                     | 1
          l[n - 4]                                 | 2
          m.deep.er[1].x                           | "y"
          default(none, 4)                         | 4
          default(n, 4)                            | 5
          default(map.get(m, "z"), 0) > 0          | false
          len("äö")                                | 2
          len(l)                                   | 3
          len(m)                                   | 5
          string(1.5)                              | "1.5"
          string(true)                             | "true"
          int("12") + int(2.9)                     | 14
          double("2.5")                            | 2.5
          keys(m.deep)                             | ["er"]
          map.get(m, "a")                          | 1
          map.get(m, "z")                          | null
          map.get(m, m.path)                       | "y"
          map.merge(m.deep, m.deep)                | {"er":[0,{"x":"y"}]}
          list.concat(l, 4)                        | [1,2,3,4]
          text.decode(text.encode("ä"))            | "ä"
          json.encode_to_string(l)                 | "[1,2,3]"
          json.decode("{\\"x\\":[1]}").x[0]        | 1
          json.decode(text.encode("2"))            | 2
          sys.get_env("A_URL")                     | "http://a"
          sys.get_env("B_URL", "none")             | "none"
          True                                     | true
          """)
  void expressionHasAValue(String expression, String value) throws WorkflowError {
    assertThat(evaluate(expression).toString()).isEqualTo(Bench.parse(value).toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          m.z                          | KeyError
          m["z"]                       | KeyError
          missing                      | KeyError
          sys.get_env("B_URL")         | KeyError
          l[3]                         | IndexError
          l[0 - 1]                     | IndexError
          n.a                          | TypeError
          none.a                       | TypeError
          l["a"]                       | TypeError
          m[1]                         | TypeError
          l[1.5]                       | TypeError
          1 + "a"                      | TypeError
          "a" * 2                      | TypeError
          n < "a"                      | TypeError
          none > 1                     | TypeError
          not 1                        | TypeError
          n and true                   | TypeError
          true and 1                   | TypeError
          1 in n                       | TypeError
          1 in m                       | TypeError
          len(n)                       | TypeError
          string(l)                    | TypeError
          keys(l)                      | TypeError
          map.get(l, "a")              | TypeError
          map.get(m, 1)                | TypeError
          list.concat(m, 1)            | TypeError
          1 / 0                        | ZeroDivisionError
          1 // 0                       | ZeroDivisionError
          1 % 0                        | ZeroDivisionError
          int("x")                     | ValueError
          double("x")                  | ValueError
          json.decode("{")             | ValueError
          9223372036854775807 + 1      | ValueError
          """)
  void expressionFailsWithATag(String expression, String tag) {
    WorkflowError error =
        catchThrowableOfType(WorkflowError.class, () -> evaluate(expression).toString());

    assertThat(error.payload().at("/tags/0").asText()).isEqualTo(tag);
    assertThat(error.payload().path("message").asText()).startsWith(tag + ": ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1 +",
        "1 2",
        "(1",
        "1)",
        "a b",
        "a.",
        "a.1",
        "a[",
        "a[1",
        "a &",
        "a = 1",
        "a && b",
        "a ? 1 : 2",
        "1 < 2 < 3",
        "a == b == c",
        "1 + not a",
        "and",
        "\"a",
        "\"\\x\"",
        "'a' 'b'",
        "[1, 2]",
        "{}",
        "unknown(1)",
        "math.max(1, 2)",
        "a.b(1)",
        "len()",
        "len(1, 2)",
        "default(1)",
        "99999999999999999999",
        "1x",
        "a AND b",
        "a; b"
      })
  void otherExpressionsAreRefused(String expression) {
    assertThatThrownBy(() -> ExpressionParser.parse(7, expression))
        .isInstanceOf(InvalidDefinition.class)
        .hasMessageStartingWith("line 7: the expression `" + expression + "` ");
  }

  @Test
  void expressionHasAtMostFourHundredCharacters() {
    String longest = "1" + "+1".repeat(199);

    assertThat(ExpressionParser.parse(1, longest + " ")).isNotNull();
    assertThatThrownBy(() -> ExpressionParser.parse(1, longest + "+1"))
        .hasMessageContaining("400 characters");
  }

  private static JsonNode evaluate(String expression) throws WorkflowError {
    try (Scope scope = Scope.first()) {
      scope.declare("n", Bench.parse("5"));
      scope.declare("none", Bench.parse("null"));
      scope.declare("key", Bench.parse("\"a\""));
      scope.declare("l", Bench.parse("[1,2,3]"));
      scope.declare(
          "m",
          Bench.parse(
              """
              {"a":1,"list":[1,2,3],"deep":{"er":[0,{"x":"y"}]},"more":{"x":"y"},"path":["more","x"]}
              """));
      StandardLibrary library = new StandardLibrary(Map.of("A_URL", "http://a"));
      return new Evaluation(scope, library).value(ExpressionParser.parse(1, expression));
    }
  }
}
