package dev.cmek.local.gcp.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.local.gcp.workflow.Bench.Ended;
import dev.cmek.local.gcp.workflow.ScriptedFunctions.Answer;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What each statement does.
final class StatementTest {

  private final Bench bench = new Bench();

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void assignSetsVariablesMembersAndElements() {
    assertResult(
        """
        - set:
            assign:
              - a: 1
              - m: {x: 1, y: [1, 2]}
              - m.z: ${a + 1}
              - m["w"]: ${m.z}
              - m.y[a]: new
              - m.deep: {}
              - m.deep.er: true
              - n: null
              - text: "5"
              - ratio: 1.5
        - give:
            return: [m, "${m}", "${n}", "${text}", "${ratio}"]
        """,
        "[\"m\",{\"x\":1,\"y\":[1,\"new\"],\"z\":2,\"w\":2,\"deep\":{\"er\":true}},null,\"5\",1.5]");
  }

  @Test
  void valuesAreCopiedWhenTheyAreAssigned() {
    assertResult(
        """
        - set:
            assign:
              - a: {x: 1}
              - b: ${a}
              - b.x: 2
        - give:
            return: ["${a.x}", "${b.x}"]
        """,
        "[1,2]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          m.z.y: 1      | KeyError
          l[1]: 1       | IndexError
          l.x: 1        | TypeError
          m[1]: 1       | TypeError
          n.x: 1        | TypeError
          """)
  void assignmentToWhatIsNotThereFails(String assignment, String tag) {
    Ended ended =
        bench.main(
            """
            - set:
                assign:
                  - m: {}
                  - l: [1]
                  - n: null
                  - %s
            """
                .formatted(assignment),
            "");

    assertThat(ended.error().at("/tags/0").asText()).isEqualTo(tag);
  }

  @Test
  void mainGetsTheArgument() {
    assertThat(bench.main("- give:\n    return: ${args}\n", "{\"a\":[1]}").result())
        .isEqualTo(Bench.parse("{\"a\":[1]}"));
    assertThat(bench.main("- give:\n    return: ${args}\n", "").result().isNull()).isTrue();
  }

  @Test
  void subworkflowGetsItsArgumentsAndSeesNothingElse() {
    Ended ended =
        bench.definition(
            """
            main:
              steps:
                - add:
                    call: add
                    args: {a: 1}
                    result: sum
                - give:
                    return: ${sum}
            add:
              params: [a, b: 10, c: {x: 3}]
              steps:
                - give:
                    return: ${a + b + c.x}
            """,
            "");

    assertThat(ended.result().asInt()).isEqualTo(14);
    assertThat(ended.steps()).containsExactly("main.add", "add.give", "main.give");
  }

  @Test
  void subworkflowWithoutReturnGivesNull() {
    assertResult(
        """
        - nap:
            call: sys.sleep
            args: {seconds: 2.5}
            result: slept
        - give:
            return: ${slept == null}
        """,
        "true");
    assertThat(bench.time.elapsed()).isEqualTo(Duration.ofMillis(2500));
  }

  @ParameterizedTest
  @CsvSource({"1, small", "5, five", "9, other"})
  void switchTakesTheFirstCaseThatHolds(int n, String taken) {
    Ended ended =
        bench.main(
            """
            - choose:
                switch:
                  - condition: ${args < 3}
                    next: small
                  - condition: ${args == 5}
                    return: five
                  - condition: ${args == 5}
                    raise: never
                next: other
            - small:
                return: small
            - other:
                return: other
            """,
            String.valueOf(n));

    assertThat(ended.result().asText()).isEqualTo(taken);
  }

  @Test
  void caseMayHaveStepsAndAssignments() {
    assertResult(
        """
        - one:
            switch:
              - condition: true
                steps:
                  - inner:
                      assign: [{a: 1}]
        - two:
            switch:
              - condition: ${a == 1}
                assign: [{b: 2}]
                next: give
              - condition: true
                raise: never
        - skipped:
            raise: never
        - give:
            return: ${a + b}
        """,
        "3");
  }

  @Test
  void conditionMustBeABoolean() {
    Ended ended =
        bench.main("- choose:\n    switch:\n      - condition: ${1}\n        next: end\n", "");

    assertThat(ended.error().at("/tags/0").asText()).isEqualTo("TypeError");
  }

  @Test
  void forGoesThroughAListWithBreakAndContinue() {
    assertResult(
        """
        - start:
            assign:
              - seen: []
        - loop:
            for:
              value: v
              index: i
              in: ["a", "b", "c", "d"]
              steps:
                - skip:
                    switch:
                      - condition: ${v == "b"}
                        next: continue
                      - condition: ${v == "d"}
                        next: break
                - note:
                    assign:
                      - seen: ${list.concat(seen, v + string(i))}
        - give:
            return: ${seen}
        """,
        "[\"a0\",\"c2\"]");
  }

  @Test
  void forGoesThroughARangeWithBothEnds() {
    assertResult(
        """
        - start:
            assign:
              - sum: 0
              - last: 4
        - loop:
            for:
              value: v
              range:
                - 2
                - ${last}
              steps:
                - add:
                    assign:
                      - sum: ${sum + v}
        - give:
            return: ${sum}
        """,
        "9");
  }

  @Test
  void variableOfALoopIsGoneBehindIt() {
    Ended ended =
        bench.main(
            """
            - loop:
                for:
                  value: v
                  in: [1]
                  steps:
                    - note:
                        assign:
                          - inner: 1
            - give:
                return: ${inner}
            """,
            "");

    assertThat(ended.error().at("/tags/0").asText()).isEqualTo("KeyError");
  }

  @Test
  void returnLeavesALoop() {
    assertResult(
        """
        - loop:
            for:
              value: v
              in: [1, 2]
              steps:
                - leave:
                    return: ${v}
        """,
        "1");
  }

  @Test
  void nextJumpsBackAndEndEnds() {
    Ended ended =
        bench.main(
            """
            - start:
                assign:
                  - n: 0
            - again:
                assign:
                  - n: ${n + 1}
            - enough:
                switch:
                  - condition: ${n < 3}
                    next: again
                next: end
            - never:
                raise: never
            """,
            "");

    assertThat(ended.state()).isEqualTo("SUCCEEDED");
    assertThat(ended.steps().stream().filter("main.again"::equals)).hasSize(3);
  }

  @Test
  void nestedStepsJumpOut() {
    assertResult(
        """
        - group:
            steps:
              - first:
                  next: last
              - never:
                  raise: never
        - never_either:
            raise: never
        - last:
            return: 1
        """,
        "1");
  }

  @Test
  void functionIsAskedWithBodyHeadersQueryAndToken() {
    bench.functions.on("f?q=a+b%26c", new Answer(200, "{\"n\":1}"));

    Ended ended =
        bench.main(
            """
            - ask:
                call: http.post
                args:
                  url: ${sys.get_env("F_URL")}
                  query: {q: a b&c}
                  headers: {X-Test: "1"}
                  auth: {type: OIDC, audience: "http://other"}
                  body: {x: "${args}"}
                result: answer
            - give:
                return: ["${answer.code}", "${answer.body.n}", "${answer.headers["content-type"]}"]
            """
                .replace(
                    "\"${answer.headers[\"content-type\"]}\"",
                    "'${answer.headers[\"content-type\"]}'"),
            "7");

    assertThat(ended.result().toString()).isEqualTo("[200,1,\"application/json\"]");
    ScriptedFunctions.Call call = bench.functions.calls().getFirst();
    assertThat(call.body().toString()).isEqualTo("{\"x\":7}");
    assertThat(call.authorization())
        .isEqualTo("Bearer as:serviceAccount:" + Bench.ACCOUNT + ";aud=http://other");
  }

  @Test
  void getHasNoBodyAndOtherTokensAreAccessTokens() {
    Ended ended =
        bench.main(
            """
            - ask:
                call: http.get
                args:
                  url: ${sys.get_env("F_URL")}
                  auth: {type: OAuth2}
            """,
            "");

    assertThat(ended.state()).isEqualTo("SUCCEEDED");
    ScriptedFunctions.Call call = bench.functions.calls().getFirst();
    assertThat(call.method()).isEqualTo("GET");
    assertThat(call.authorization()).isEqualTo("Bearer as:serviceAccount:" + Bench.ACCOUNT);
  }

  @Test
  void httpErrorCanBeCaught() {
    bench.functions.on("f", Answer.refused());

    Ended ended = bench.main(CATCHING, "");

    assertThat(ended.result().path("code").asInt()).isEqualTo(422);
    assertThat(ended.result().path("tags").toString()).isEqualTo("[\"HttpError\"]");
    assertThat(ended.result().at("/body/remedy").asText()).isEqualTo("turn it on");
    assertThat(ended.result().at("/headers/content-type").asText()).isEqualTo("application/json");
    assertThat(ended.result().path("message").asText()).contains("422");
  }

  @Test
  void unreadableJsonIsAnError() {
    bench.functions.on("f", new Answer(200, "{"));

    assertThat(bench.main(CATCHING, "").result().at("/tags/0").asText())
        .isEqualTo("ResponseTypeError");
  }

  @Test
  void lostConnectionHasATag() {
    bench.functions.close();

    assertThat(bench.main(CATCHING, "").result().at("/tags/0").asText())
        .isEqualTo("ConnectionFailedError");
  }

  @Test
  void functionThatIsTooSlowHasATag() {
    CyclicBarrier never = new CyclicBarrier(2);
    bench.functions.on(
        "f",
        _ -> {
          meet(never);
          return Answer.done("1");
        });

    Ended ended = bench.main(CATCHING, "");
    meet(never);

    assertThat(ended.result().at("/tags/0").asText()).isEqualTo("TimeoutError");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "auth: {type: Basic}",
        "auth: {type: OIDC, scope: x}",
        "timeout: 1801",
        "timeout: 0"
      })
  void wrongArgumentIsAnError(String argument) {
    Ended ended =
        bench.main(
            "- ask:\n    call: http.get\n    args:\n      url: ${sys.get_env(\"F_URL\")}\n      "
                + argument
                + "\n",
            "");

    assertThat(ended.error().at("/tags/0").asText()).isEqualTo("ValueError");
  }

  @Test
  void raisedErrorKeepsItsFormAndSaysWhere() {
    Ended map = bench.main("- fail:\n    raise: {code: 55, message: broken}\n", "");
    Ended text = bench.main("- fail:\n    raise: ${\"broken by \" + args}\n", "\"us\"");

    assertThat(map.error()).isEqualTo(Bench.parse("{\"code\":55,\"message\":\"broken\"}"));
    assertThat(text.error().asText()).isEqualTo("broken by us");
    assertThat(map.json().at("/error/context").asText())
        .isEqualTo("broken\nin step \"fail\", routine \"main\", line: 4");
    assertThat(map.json().at("/error/stackTrace/elements/0/step").asText()).isEqualTo("fail");
  }

  @Test
  void nextLeavesExcept() {
    assertResult(
        """
        - risk:
            try:
              steps:
                - fail:
                    raise: broken
            except:
              as: e
              steps:
                - leave:
                    next: mended
        - never:
            raise: never
        - mended:
            return: mended
        """,
        "\"mended\"");
  }

  @Test
  void errorInExceptGoesOn() {
    Ended ended =
        bench.main(
            """
            - risk:
                try:
                  raise: one
                except:
                  as: e
                  steps:
                    - worse:
                        raise: ${e + " and two"}
            """,
            "");

    assertThat(ended.error().asText()).isEqualTo("one and two");
  }

  @Test
  void assignmentsOfATryStay() {
    assertResult(
        """
        - start:
            assign:
              - n: 0
        - risk:
            try:
              steps:
                - one:
                    assign:
                      - n: 1
                - fail:
                    raise: broken
            except:
              as: e
              steps:
                - note:
                    assign:
                      - seen: true
        - give:
            return: ${n}
        """,
        "1");
  }

  @Test
  void retryWaitsLongerAndLongerThenGivesUp() {
    bench.functions.on("f", Answer.defect());

    Ended ended = bench.definition(RETRYING, "");

    assertThat(ended.error().path("code").asInt()).isEqualTo(500);
    assertThat(bench.functions.calls()).hasSize(5);
    assertThat(bench.time.sleeps()).containsExactly(2.0, 6.0, 10.0, 10.0);
    assertThat(ended.steps().stream().filter("main.ask"::equals)).hasSize(5);
  }

  @Test
  void retryIsOverOnceItSucceedsOrThePredicateSaysNo() {
    bench.functions.on("f", Answer.refused());
    bench.functions.first("f", 2, Answer.defect());

    Ended ended = bench.definition(RETRYING, "");

    assertThat(ended.error().path("code").asInt()).isEqualTo(422);
    assertThat(bench.functions.calls()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({"429, 6", "502, 6", "503, 6", "504, 6", "500, 1", "404, 1", "409, 1"})
  void defaultRetryKnowsSomeCodes(int status, int calls) {
    bench.functions.on("f", new Answer(status, ""));

    Ended ended =
        bench.main(
            """
            - ask:
                try:
                  call: http.get
                  args: {url: '${sys.get_env("F_URL")}'}
                retry: ${http.default_retry}
            """,
            "");

    assertThat(ended.error().path("code").asInt()).isEqualTo(status);
    assertThat(bench.functions.calls()).hasSize(calls);
    if (calls > 1) {
      assertThat(bench.time.sleeps()).containsExactly(1.0, 1.25, 1.562, 1.953, 2.441);
    }
  }

  @Test
  void defaultPredicateTakesAnotherPace() {
    bench.functions.close();

    Ended _ =
        bench.main(
            """
            - ask:
                try:
                  call: http.get
                  args: {url: '${sys.get_env("F_URL")}'}
                retry:
                  predicate: ${http.default_retry_predicate}
                  max_retries: 2
                  backoff: {initial_delay: 3, max_delay: 60, multiplier: 2}
            """,
            "");

    assertThat(bench.time.sleeps()).containsExactly(3.0, 6.0);
  }

  @Test
  void branchesRunAtOnceAndWriteWhatTheyShare() {
    CyclicBarrier both = new CyclicBarrier(2);
    bench.functions.on(
        "f",
        _ -> {
          meet(both);
          return new Answer(200, "1");
        });
    bench.functions.on(
        "g",
        _ -> {
          meet(both);
          return new Answer(200, "2");
        });

    assertResult(
        """
        - start:
            assign:
              - a: 0
              - b: 0
              - c: 5
        - both:
            parallel:
              shared: [a, b]
              exception_policy: continueAll
              branches:
                - one:
                    steps:
                      - ask_f:
                          call: http.get
                          args: {url: '${sys.get_env("F_URL")}'}
                          result: r
                      - keep_f:
                          assign:
                            - a: ${r.body + c}
                - two:
                    steps:
                      - ask_g:
                          call: http.get
                          args: {url: '${sys.get_env("G_URL")}'}
                          result: r
                      - keep_g:
                          assign:
                            - b: ${r.body}
        - give:
            return: ["${a}", "${b}"]
        """,
        "[6,2]");
  }

  @Test
  void parallelLoopKeepsElementsInTheirPlaces() {
    assertResult(
        """
        - start:
            assign:
              - squares: [0, 0, 0, 0]
              - sum: 0
        - each:
            parallel:
              shared: [squares, sum]
              for:
                value: v
                index: i
                in: [1, 2, 3, 4]
                steps:
                  - keep:
                      assign:
                        - squares[i]: ${v * v}
        - give:
            return: ${squares}
        """,
        "[1,4,9,16]");
  }

  @Test
  void concurrencyIsLimited() {
    ConcurrentLinkedQueue<JsonNode> atOnce = new ConcurrentLinkedQueue<>();
    CyclicBarrier two = new CyclicBarrier(2);
    bench.functions.on(
        "f",
        input -> {
          atOnce.add(input);
          meet(two);
          atOnce.remove(input);
          return new Answer(200, String.valueOf(atOnce.size() < 2));
        });

    Ended ended =
        bench.main(
            """
            - each:
                parallel:
                  concurrency_limit: 2
                  for:
                    value: v
                    in: [1, 2, 3, 4, 5, 6]
                    steps:
                      - ask:
                          call: http.post
                          args: {url: '${sys.get_env("F_URL")}', body: ["${v}"]}
                          result: r
                      - right:
                          switch:
                            - condition: ${not r.body}
                              raise: too many at once
            """,
            "");

    assertThat(ended.state()).isEqualTo("SUCCEEDED");
    assertThat(bench.functions.calls()).hasSize(6);
  }

  @Test
  void failingBranchStopsNoOtherAndIsRaisedAtTheEnd() {
    Ended ended =
        bench.main(
            """
            - each:
                parallel:
                  for:
                    value: v
                    in: [0, 1, 2]
                    steps:
                      - ask:
                          call: http.post
                          args: {url: '${sys.get_env("F_URL")}', body: ["${v}"]}
                      - divide:
                          assign:
                            - x: ${1 // (v - 1)}
            """,
            "");

    assertThat(bench.functions.calls()).hasSize(3);
    assertThat(ended.error().path("tags").toString()).contains("UnhandledBranchError");
    assertThat(ended.error().at("/branches")).hasSize(1);
    assertThat(ended.error().at("/branches/0/id").asText()).isEqualTo("1");
    assertThat(ended.error().at("/branches/0/error/payload/tags/0").asText())
        .isEqualTo("ZeroDivisionError");
  }

  @Test
  void emptyParallelLoopDoesNothing() {
    assertResult(
        """
        - each:
            parallel:
              for:
                value: v
                in: []
                steps:
                  - never:
                      raise: never
        - give:
            return: 1
        """,
        "1");
  }

  @Test
  void logIsKept() {
    Ended ended =
        bench.main(
            """
            - say:
                call: sys.log
                args: {data: hello, severity: INFO}
            - say_more:
                call: sys.log
                args: {data: {a: 1}}
            """,
            "");

    assertThat(ended.log()).containsExactly("INFO hello", "DEFAULT {\"a\":1}");
  }

  @Test
  void environmentTellsAboutTheExecution() {
    Ended ended =
        bench.main(
            """
            - set:
                assign:
                  - id: ${sys.get_env("GOOGLE_CLOUD_WORKFLOW_EXECUTION_ID")}
                  - workflow: ${sys.get_env("GOOGLE_CLOUD_WORKFLOW_ID")}
                  - project: ${sys.get_env("GOOGLE_CLOUD_PROJECT_ID")}
                  - location: ${sys.get_env("GOOGLE_CLOUD_LOCATION")}
            - give:
                return: ${project + "/" + location + "/" + workflow + "/" + id}
            """,
            "");

    assertThat(ended.result().asText())
        .isEqualTo(
            "cmek-local/europe-west1/small/"
                + ended.json().path("name").asText().replaceFirst(".*/", ""));
  }

  @Test
  void variablesHaveTheirLimit() {
    Ended ended =
        bench.main(
            """
            - start:
                assign:
                  - all: []
            - fill:
                for:
                  value: v
                  range: [1, 100]
                  steps:
                    - add:
                        assign:
                          - all: ${list.concat(all, args)}
            """,
            "\"" + "x".repeat(10_000) + "\"");

    assertThat(ended.error().at("/tags/0").asText()).isEqualTo("ResourceLimitError");
    assertThat(ended.steps()).hasSizeBetween(45, 55);
  }

  @Test
  void endlessCircleEndsAtTheLimitOfSteps() {
    Ended ended = bench.main("- again:\n    next: again\n", "");

    assertThat(ended.error().at("/tags/0").asText()).isEqualTo("ResourceLimitError");
    assertThat(ended.steps()).hasSize(100_000);
  }

  @Test
  void endlessRecursionEndsAtTheLimitOfDepth() {
    Ended ended =
        bench.definition(
            """
            main:
              steps:
                - go:
                    call: deeper
            deeper:
              steps:
                - go:
                    call: deeper
            """,
            "");

    assertThat(ended.error().at("/tags/0").asText()).isEqualTo("RecursionError");
  }

  private static final String CATCHING =
      """
      - ask:
          try:
            call: http.get
            args:
              url: ${sys.get_env("F_URL")}
              timeout: 0.5
          except:
            as: e
            steps:
              - give:
                  return: ${e}
      """;

  private static final String RETRYING =
      """
      main:
        steps:
          - ask:
              try:
                call: http.get
                args:
                  url: ${sys.get_env("F_URL")}
              retry:
                predicate: ${again}
                max_retries: 4
                backoff:
                  initial_delay: 2
                  max_delay: 10
                  multiplier: 3
      again:
        params: [e]
        steps:
          - judge:
              return: ${e.code == 500}
      """;

  private void assertResult(String steps, String result) {
    Ended ended = bench.main(steps, "");
    assertThat(ended.state()).as(ended.json().toString()).isEqualTo("SUCCEEDED");
    assertThat(ended.result().toString()).isEqualTo(result);
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      assertThat(barrier.await(10, TimeUnit.SECONDS)).isNotNegative();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
