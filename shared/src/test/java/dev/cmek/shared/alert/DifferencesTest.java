package dev.cmek.shared.alert;

import static dev.cmek.shared.alert.AlertExample.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class DifferencesTest {

  static Stream<Arguments> pairs() {
    return Stream.of(
        arguments("{'a':1}", "{'a':1}", List.of()),
        arguments("{'a':{'b':'x'}}", "{'a':{'b':'y'}}", List.of("a > b: x -> y")),
        arguments("{'a':true}", "{'a':false}", List.of("a: true -> false")),
        arguments("{'a':1}", "{'b':2}", List.of("a: removed 1", "b: added 2")),
        arguments("{'a':['x','y']}", "{'a':['y','x']}", List.of()),
        arguments("{'a':'x'}", "{'a':['x']}", List.of()),
        arguments("{'a':['x','y']}", "{'a':'y'}", List.of("a: removed x")),
        arguments(
            "{'a':['x','y','z']}", "{'a':['z','v']}", List.of("a: removed x, y", "a: added v")),
        arguments("{'a':[]}", "{'a':['v']}", List.of("a: added v")),
        arguments("{'a':[1,2]}", "{'a':[2,1]}", List.of()),
        arguments(
            "{'S':[{'Sid':'One','Action':['a','b']},{'Sid':'Two','Action':'c'}]}",
            "{'S':[{'Sid':'Two','Action':'c'},{'Sid':'One','Action':'a'}]}",
            List.of("S One > Action: removed b")),
        arguments(
            "{'S':[{'Sid':'One','Action':'a'}]}",
            "{'S':[{'Sid':'One','Action':'a'},{'Sid':'No','Effect':'Deny'}]}",
            List.of("S No: added {\"Sid\":\"No\",\"Effect\":\"Deny\"}")),
        arguments(
            "{'S':[{'Effect':'Allow','Action':['a','b']}]}",
            "{'S':[{'Effect':'Allow','Action':['a']}]}",
            List.of("S > Action: removed b")),
        arguments(
            "{'S':[{'Sid':'Same','A':1},{'Sid':'Same','A':2}]}",
            "{'S':[{'Sid':'Same','A':2}]}",
            List.of("S: removed {\"Sid\":\"Same\",\"A\":1}")),
        arguments("{'a':'x'}", "{'a':{'b':1}}", List.of("a: x -> {\"b\":1}")),
        arguments(
            "{'k':{'policy':{'Statement':[1]}}}",
            "{'k':{'policy':{'unread':'denied'}}}",
            List.of()),
        arguments("{'k':{'policy':{'unread':'denied'}}}", "{'k':{}}", List.of()));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void saysWhatAPersonWouldSay(String before, String after, List<String> lines) {
    assertThat(Differences.between(json(before), json(after))).isEqualTo(lines);
  }

  @Test
  void statementsAreNamedByTheirSid() {
    String role =
        "{'roles':{'r':{'policies':{'cmek':{'Statement':[{'Sid':'Cmek','Action':%s}]}}}}}";

    assertThat(
            Differences.between(
                json(role.formatted("['kms:Decrypt','kms:Encrypt']")),
                json(role.formatted("['kms:Encrypt']"))))
        .containsExactly(
            "roles > r > policies > cmek > Statement Cmek > Action: removed kms:Decrypt");
  }

  @Test
  void longValuesAreShort() {
    assertThat(Differences.between(json("{}"), json("{'a':'" + "x".repeat(5_000) + "'}")))
        .singleElement()
        .asString()
        .hasSizeLessThan(400)
        .endsWith("...");
  }

  @Provide
  Arbitrary<JsonNode> facts() {
    Arbitrary<String> leaf = Arbitraries.of("'x'", "'y'", "1", "true", "[]", "['x','y']", "{}");
    return Arbitraries.recursive(
            () -> leaf,
            inner ->
                inner
                    .list()
                    .ofMinSize(1)
                    .ofMaxSize(3)
                    .flatMap(list ->
                        Arbitraries.of(
                            "{'a':" + list.getFirst() + ",'b':" + list.getLast() + "}",
                            "[{'Sid':'s','v':"
                                + list.getFirst()
                                + "},{'v':"
                                + list.getLast()
                                + "}]")),
            3)
        .map(AlertExample::json);
  }

  @Property
  void sameFactsHaveNoDifference(@ForAll("facts") JsonNode facts) {
    assertThat(Differences.between(facts, facts.deepCopy())).isEmpty();
  }

  @Property
  void bothWaysThereIsADifferenceOrNone(
      @ForAll("facts") JsonNode one, @ForAll("facts") JsonNode two) {
    assertThat(Differences.between(one, two).isEmpty())
        .isEqualTo(Differences.between(two, one).isEmpty());
  }
}
