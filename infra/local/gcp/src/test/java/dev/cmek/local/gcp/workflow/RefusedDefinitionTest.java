package dev.cmek.local.gcp.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What is refused when a definition is loaded, and that the line is said.
final class RefusedDefinitionTest {

  @ParameterizedTest
  @MethodSource
  void stepsAreRefused(int line, String says, String steps) {
    InvalidDefinition refusal = refusal("main:\n  params: [args]\n  steps:\n" + steps.indent(4));

    assertThat(refusal).hasMessageContaining(says);
    assertThat(refusal.line()).as(refusal.getMessage()).isEqualTo(line + 3);
  }

  static Stream<Arguments> stepsAreRefused() {
    return Stream.of(
        refused(2, "calls, which is not known here", "- a:\n    calls: f\n"),
        refused(
            4,
            "argz, which is not known here",
            "- a:\n    call: sys.sleep\n    args: {seconds: 1}\n    argz: {}\n"),
        refused(
            2,
            "does two things",
            "- a:\n    call: sys.sleep\n    args: {seconds: 1}\n    return: 1\n"),
        refused(1, "step a does nothing", "- a: {}\n"),
        refused(1, "a step is a map of one member", "- a: {return: 1}\n  b: {return: 1}\n"),
        refused(2, "there is another step a", "- a: {return: 1}\n- a: {return: 1}\n"),
        refused(3, "return is there twice", "- a:\n    return: 1\n    return: 2\n"),
        refused(2, "this must be a list", "- a:\n    assign: {x: 1}\n"),
        refused(3, "cannot assign to `x + 1`", "- a:\n    assign:\n      - x + 1: 1\n"),
        refused(3, "the expression `x-` ", "- a:\n    assign:\n      - x-: 1\n"),
        refused(2, "an expression must be the whole value", "- a:\n    return: is ${args}\n"),
        refused(2, "cannot read the value", "- a:\n    return: 0x1F\n"),
        refused(2, "anchors", "- a:\n    return: &x 1\n"),
        refused(2, "nope cannot be called", "- a:\n    call: sys.nope\n"),
        refused(2, "http.put cannot be called", "- a:\n    call: http.put\n"),
        refused(2, "lacks url", "- a:\n    call: http.get\n"),
        refused(2, "with body", "- a:\n    call: http.get\n    args: {url: u, body: b}\n"),
        refused(1, "there is no subworkflow f", "- a:\n    call: f\n"),
        refused(1, "there is no subworkflow main", "- a:\n    call: main\n"),
        refused(1, "nothing is ever assigned to arg", "- a:\n    return: ${arg}\n"),
        refused(
            6,
            "nothing is ever assigned to v",
            loop("value: v\nin: []\nsteps: [{b: {next: break}}]") + "- c: {return: \"${v}\"}\n"),
        refused(
            4,
            "nothing is ever assigned to e",
            attempt("except: {as: e, steps: [{b: {next: c}}]}") + "- c: {return: \"${e}\"}\n"),
        refused(1, "cannot go on with b", "- a:\n    next: b\n"),
        refused(1, "cannot go on with break", "- a:\n    next: break\n"),
        refused(3, "a case lacks condition", "- a:\n    switch:\n      - next: end\n"),
        refused(3, "a case must do one thing", "- a:\n    switch:\n      - condition: true\n"),
        refused(
            5,
            "call, which is not known",
            "- a:\n    switch:\n      - condition: true\n        next: end\n        call: f\n"),
        refused(3, "either in or range", loop("value: v\nsteps: [{b: {next: continue}}]")),
        refused(3, "for lacks steps", loop("value: v\nin: []")),
        refused(5, "cannot go on with a", loop("value: v\nin: []\nsteps: [{b: {next: a}}]")),
        refused(
            5,
            "each, which is not known",
            loop("value: v\nin: []\neach: 1\nsteps: [{b: {next: break}}]")),
        refused(
            4,
            "no such exception_policy",
            parallel(
                "shared: [args]\nexception_policy: unhandled\nfor: {value: v, in: [], steps: [{b: {next: c}}]}")),
        refused(3, "either branches or for", parallel("shared: [args]")),
        refused(
            1,
            "shared nowhere is not assigned outside",
            parallel(
                "shared: [nowhere]\nfor: {value: v, in: [], steps: [{b: {assign: [{nowhere: 1}]}}]}")),
        refused(
            3,
            "args can only be read here",
            parallel("for: {value: v, in: [], steps: [{b: {assign: [{args: 1}]}}]}")),
        refused(
            3,
            "cannot return from within",
            parallel("for: {value: v, in: [], steps: [{b: {return: 1}}]}")),
        refused(
            3,
            "cannot go on with end",
            parallel("for: {value: v, in: [], steps: [{b: {next: end}}]}")),
        refused(3, "a branch has steps", parallel("branches: [{b: {return: 1}}]")),
        refused(1, "try takes retry, except or both", "- a: {try: {return: 1}}\n"),
        refused(
            2,
            "call, which is not known",
            "- a:\n    try: {steps: [{b: {return: 1}}], call: f}\n    retry: x\n"),
        refused(3, "retry ${later} is not known", attempt("retry: ${later}")),
        refused(4, "predicate again is not known", attempt("retry:\n  predicate: again")),
        refused(
            1,
            "there is no subworkflow again",
            attempt(
                "retry: {predicate: \"${again}\", max_retries: 1, backoff: {initial_delay: 1, max_delay: 1, multiplier: 1}}")),
        refused(
            3,
            "retry lacks backoff",
            attempt("retry: {predicate: \"${http.default_retry_predicate}\", max_retries: 1}")),
        refused(
            3,
            "backoff lacks multiplier",
            attempt(
                "retry: {predicate: \"${http.default_retry_predicate}\", max_retries: 1, backoff: {initial_delay: 1, max_delay: 1}}")),
        refused(
            3,
            "must be a number",
            attempt(
                "retry: {predicate: \"${http.default_retry_predicate}\", max_retries: \"${args}\", backoff: {}}")),
        refused(3, "except lacks as", attempt("except: {steps: [{b: {return: 1}}]}")),
        refused(2, "the expression `1 +` ", "- a:\n    return: ${1 +}\n"),
        refused(3, "not YAML", "- a:\n  - b: [\n"));
  }

  @ParameterizedTest
  @MethodSource
  void definitionIsRefused(int line, String says, String definition) {
    InvalidDefinition refusal = refusal(definition);

    assertThat(refusal).hasMessageContaining(says);
    assertThat(refusal.line()).as(refusal.getMessage()).isEqualTo(line);
  }

  static Stream<Arguments> definitionIsRefused() {
    String main = "main:\n  steps:\n    - a:\n";
    return Stream.of(
        refused(1, "empty", ""),
        refused(1, "there is no main", "other:\n  steps: [{a: {return: 1}}]\n"),
        refused(1, "the definition must be a map", "- a:\n    return: 1\n"),
        refused(
            1,
            "main takes one parameter",
            "main:\n  params: [a, b]\n  steps: [{c: {return: 1}}]\n"),
        refused(2, "there are no steps", "main:\n  steps: []\n"),
        refused(
            3, "stepz, which is not known", "main:\n  steps: [{a: {return: 1}}]\n  stepz: []\n"),
        refused(
            3,
            "cannot go on with end",
            "main:\n  steps: [{a: {return: 1}}]\nf: {steps: [{b: {next: end}}]}\n"),
        refused(
            3,
            "f lacks x",
            main + "        call: f\nf:\n  params: [x]\n  steps: [{b: {return: 1}}]\n"),
        refused(
            3,
            "f does not take [y]",
            main + "        call: f\n        args: {y: 1}\nf:\n  steps: [{b: {return: 1}}]\n"),
        refused(1, "larger than 128 KB", "# " + "x".repeat(128 * 1024)));
  }

  private static InvalidDefinition refusal(String definition) {
    return catchThrowableOfType(
        InvalidDefinition.class, () -> DefinitionReader.read(definition).main());
  }

  private static String loop(String fields) {
    return "- a:\n    for:\n" + fields.indent(6);
  }

  private static String parallel(String fields) {
    return "- a:\n    parallel:\n" + fields.indent(6);
  }

  private static String attempt(String fields) {
    return "- a:\n    try: {return: 1}\n" + fields.indent(4);
  }

  /// A row; the line is the steps' or the definition's.
  private static Arguments refused(int line, String says, String text) {
    return Arguments.of(line, says, text);
  }
}
