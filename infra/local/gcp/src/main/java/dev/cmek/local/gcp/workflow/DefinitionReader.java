package dev.cmek.local.gcp.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.cmek.local.gcp.workflow.Definition.Parameter;
import dev.cmek.local.gcp.workflow.Definition.Subworkflow;
import dev.cmek.local.gcp.workflow.Statement.Assign;
import dev.cmek.local.gcp.workflow.Statement.Assignment;
import dev.cmek.local.gcp.workflow.Statement.Backoff;
import dev.cmek.local.gcp.workflow.Statement.Branches;
import dev.cmek.local.gcp.workflow.Statement.CallLibrary;
import dev.cmek.local.gcp.workflow.Statement.CallSubworkflow;
import dev.cmek.local.gcp.workflow.Statement.Case;
import dev.cmek.local.gcp.workflow.Statement.Except;
import dev.cmek.local.gcp.workflow.Statement.For;
import dev.cmek.local.gcp.workflow.Statement.Fork;
import dev.cmek.local.gcp.workflow.Statement.LibraryCall;
import dev.cmek.local.gcp.workflow.Statement.Loop;
import dev.cmek.local.gcp.workflow.Statement.Nested;
import dev.cmek.local.gcp.workflow.Statement.Nothing;
import dev.cmek.local.gcp.workflow.Statement.ParallelFor;
import dev.cmek.local.gcp.workflow.Statement.Raise;
import dev.cmek.local.gcp.workflow.Statement.Retry;
import dev.cmek.local.gcp.workflow.Statement.Return;
import dev.cmek.local.gcp.workflow.Statement.Step;
import dev.cmek.local.gcp.workflow.Statement.Switch;
import dev.cmek.local.gcp.workflow.Statement.Try;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// Reads a definition; what it does not know it refuses, with the line.
final class DefinitionReader {

  /// Bytes ("Quotas and limits": source code size).
  private static final int LARGEST = 128 * 1024;

  /// "Quotas and limits": assignments of an assign step, conditions of a switch step.
  private static final int MOST_LINES = 50;

  /// "Quotas and limits": branches of a parallel step.
  private static final int MOST_BRANCHES = 10;

  private static final Backoff DEFAULT_BACKOFF = new Backoff(1, 60, 1.25);
  private static final Retry DEFAULT_RETRY = new Retry(Optional.empty(), 5, DEFAULT_BACKOFF);
  private static final String NAME = "[A-Za-z_]\\w*";

  private DefinitionReader() {}

  /// Reads a definition.
  ///
  /// @throws InvalidDefinition says what is wrong where
  static Definition read(String yaml) {
    if (yaml.getBytes(StandardCharsets.UTF_8).length > LARGEST) {
      throw new InvalidDefinition(1, "the definition is larger than 128 KB");
    }
    Block root = new Block("the definition", compose(yaml));
    Map<String, Subworkflow> subworkflows = new LinkedHashMap<>();
    root.takeAll()
        .forEach((name, node) ->
            subworkflows.put(
                name, subworkflow(identifier(name, root.line(name)), node, root.line(name))));
    if (!subworkflows.containsKey(Definition.MAIN)) {
      throw new InvalidDefinition(1, "there is no main");
    }
    Definition definition = new Definition(Map.copyOf(subworkflows));
    DefinitionCheck.check(definition);
    return definition;
  }

  private static Node compose(String yaml) {
    LoadSettings settings =
        LoadSettings.builder().setSchema(new CoreSchema()).setUseMarks(true).build();
    try {
      return new Compose(settings)
          .composeString(yaml)
          .orElseThrow(() -> new InvalidDefinition(1, "the definition is empty"));
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      throw new InvalidDefinition(line, "not YAML: " + e.getProblem());
    }
  }

  private static Subworkflow subworkflow(String name, Node node, int line) {
    Block block = new Block("a subworkflow", node);
    List<Parameter> params = new ArrayList<>();
    for (Node param : block.take("params").map(DefinitionReader::list).orElse(List.of())) {
      params.add(parameter(param));
    }
    List<Step> steps = steps(block.require("steps"));
    block.end();
    if (name.equals(Definition.MAIN) && params.size() > 1) {
      throw new InvalidDefinition(line, "main takes one parameter at most");
    }
    return new Subworkflow(name, line, List.copyOf(params), steps);
  }

  private static Parameter parameter(Node node) {
    if (node instanceof ScalarNode) {
      return new Parameter(name(node), Optional.empty());
    }
    Map.Entry<String, Node> only = only("a parameter", node);
    return new Parameter(
        identifier(only.getKey(), Block.line(node)), Optional.of(template(only.getValue())));
  }

  private static List<Step> steps(Node node) {
    List<Step> steps = new ArrayList<>();
    for (Node step : list(node)) {
      Map.Entry<String, Node> only = only("a step", step);
      steps.add(step(only.getKey(), Block.line(step), only.getValue()));
    }
    if (steps.isEmpty()) {
      throw new InvalidDefinition(Block.line(node), "there are no steps");
    }
    return List.copyOf(steps);
  }

  private static Step step(String name, int line, Node node) {
    Block block = new Block("step " + name, node);
    Optional<Statement> statement = statement(name, block);
    Optional<String> next = block.take("next").map(DefinitionReader::text);
    block.end();
    if (statement.isEmpty() && next.isEmpty()) {
      throw new InvalidDefinition(line, "step " + name + " does nothing");
    }
    return new Step(name, line, statement.orElseGet(Nothing::new), next);
  }

  private static Optional<Statement> statement(String name, Block block) {
    List<Statement> found = new ArrayList<>();
    block.take("assign").ifPresent(node -> found.add(assign(node)));
    block.take("call").ifPresent(node -> found.add(call(text(node), block)));
    block.take("switch").ifPresent(node -> found.add(choice(node)));
    block.take("for").ifPresent(node -> found.add(new For(loop(node))));
    block.take("parallel").ifPresent(node -> found.add(parallel(node)));
    block.take("try").ifPresent(node -> found.add(attempt(name, node, block)));
    block.take("raise").ifPresent(node -> found.add(new Raise(template(node))));
    block.take("return").ifPresent(node -> found.add(new Return(template(node))));
    block.take("steps").ifPresent(node -> found.add(new Nested(steps(node))));
    if (found.size() > 1) {
      throw new InvalidDefinition(block.line(), "step " + name + " does two things");
    }
    return found.stream().findFirst();
  }

  private static Assign assign(Node node) {
    List<Assignment> assignments = new ArrayList<>();
    for (Node assignment : list(node)) {
      Map.Entry<String, Node> only = only("an assignment", assignment);
      Expression target = ExpressionParser.target(Block.line(assignment), only.getKey());
      assignments.add(new Assignment(target, template(only.getValue())));
    }
    refuseMore(MOST_LINES, assignments.size(), node);
    return new Assign(List.copyOf(assignments));
  }

  private static Statement call(String name, Block block) {
    int line = block.line("call");
    Map<String, Template> args = new LinkedHashMap<>();
    block
        .take("args")
        .ifPresent(node ->
            new Block("args", node)
                .takeAll()
                .forEach((arg, value) -> args.put(arg, template(value))));
    Optional<String> result = block.take("result").map(DefinitionReader::name);
    if (name.matches(NAME)) {
      return new CallSubworkflow(name, Map.copyOf(args), result);
    }
    LibraryCall call =
        Arrays.stream(LibraryCall.values())
            .filter(known -> known.inDefinitions().equals(name))
            .findAny()
            .orElseThrow(() -> new InvalidDefinition(line, name + " cannot be called here"));
    for (String arg : args.keySet()) {
      if (!call.takes(arg)) {
        throw new InvalidDefinition(line, name + " with " + arg + " is not known here");
      }
    }
    if (!args.containsKey(call.needed())) {
      throw new InvalidDefinition(line, name + " lacks " + call.needed());
    }
    return new CallLibrary(call, Map.copyOf(args), result);
  }

  private static Switch choice(Node node) {
    List<Case> cases = new ArrayList<>();
    for (Node item : list(node)) {
      Block block = new Block("a case", item);
      Template condition = template(block.require("condition"));
      List<Statement> then = new ArrayList<>();
      block.take("steps").ifPresent(steps -> then.add(new Nested(steps(steps))));
      block.take("assign").ifPresent(assign -> then.add(assign(assign)));
      block.take("return").ifPresent(value -> then.add(new Return(template(value))));
      block.take("raise").ifPresent(error -> then.add(new Raise(template(error))));
      Optional<String> next = block.take("next").map(DefinitionReader::text);
      block.end();
      if (then.size() > 1 || (then.isEmpty() && next.isEmpty())) {
        throw new InvalidDefinition(block.line(), "a case must do one thing");
      }
      cases.add(new Case(condition, then.stream().findFirst(), next));
    }
    refuseMore(MOST_LINES, cases.size(), node);
    return new Switch(List.copyOf(cases));
  }

  private static Loop loop(Node node) {
    Block block = new Block("for", node);
    String value = name(block.require("value"));
    Optional<String> index = block.take("index").map(DefinitionReader::name);
    Optional<Template> in = block.take("in").map(DefinitionReader::template);
    Optional<Template> range = block.take("range").map(DefinitionReader::template);
    List<Step> steps = steps(block.require("steps"));
    block.end();
    if (in.isPresent() == range.isPresent()) {
      throw new InvalidDefinition(block.line(), "for takes either in or range");
    }
    return new Loop(value, index, range.isPresent(), in.or(() -> range).orElseThrow(), steps);
  }

  private static Statement parallel(Node node) {
    Block block = new Block("parallel", node);
    block
        .take("exception_policy")
        .filter(policy -> !text(policy).equals("continueAll"))
        .ifPresent(policy -> {
          throw new InvalidDefinition(Block.line(policy), "no such exception_policy");
        });
    List<String> shared =
        block.take("shared").map(DefinitionReader::list).orElse(List.of()).stream()
            .map(DefinitionReader::name)
            .toList();
    Fork fork = new Fork(shared, block.take("concurrency_limit").map(DefinitionReader::template));
    Optional<Node> branches = block.take("branches");
    Optional<Node> loop = block.take("for");
    block.end();
    if (branches.isPresent() == loop.isPresent()) {
      throw new InvalidDefinition(block.line(), "parallel takes either branches or for");
    }
    return branches
        .<Statement>map(list -> branches(fork, list))
        .orElseGet(() -> new ParallelFor(fork, loop(loop.orElseThrow())));
  }

  private static Branches branches(Fork fork, Node node) {
    List<Step> branches = steps(node);
    for (Step branch : branches) {
      if (!(branch.does() instanceof Nested) || branch.next().isPresent()) {
        throw new InvalidDefinition(branch.line(), "a branch has steps and nothing else");
      }
    }
    refuseMore(MOST_BRANCHES, branches.size(), node);
    return new Branches(fork, branches);
  }

  private static Try attempt(String name, Node node, Block block) {
    Block body = new Block("try", node);
    Optional<Node> several = body.take("steps");
    List<Step> steps;
    if (several.isPresent()) {
      body.end();
      steps = steps(several.get());
    } else {
      // One step without a name of its own goes by the name of the try.
      steps = List.of(step(name, body.line(), node));
    }
    Optional<Retry> retry = block.take("retry").map(DefinitionReader::retry);
    Optional<Except> except = block.take("except").map(DefinitionReader::except);
    if (retry.isEmpty() && except.isEmpty()) {
      throw new InvalidDefinition(block.line(), "try takes retry, except or both");
    }
    return new Try(steps, retry, except);
  }

  private static Retry retry(Node node) {
    if (node instanceof ScalarNode scalar) {
      if (scalar.getValue().equals("${http.default_retry}")) {
        return DEFAULT_RETRY;
      }
      throw new InvalidDefinition(
          Block.line(node), "retry " + scalar.getValue() + " is not known here");
    }
    Block block = new Block("retry", node);
    Optional<String> predicate = predicate(block.require("predicate"));
    double retries = number(block.require("max_retries"));
    Block backoff = new Block("backoff", block.require("backoff"));
    Backoff delays =
        new Backoff(
            number(backoff.require("initial_delay")),
            number(backoff.require("max_delay")),
            number(backoff.require("multiplier")));
    backoff.end();
    block.end();
    return new Retry(predicate, (int) retries, delays);
  }

  private static Optional<String> predicate(Node node) {
    String text = text(node);
    if (text.equals("${http.default_retry_predicate}")) {
      return Optional.empty();
    }
    if (!text.matches("\\$\\{" + NAME + "}")) {
      throw new InvalidDefinition(Block.line(node), "predicate " + text + " is not known here");
    }
    return Optional.of(text.substring(2, text.length() - 1));
  }

  private static Except except(Node node) {
    Block block = new Block("except", node);
    String as = name(block.require("as"));
    List<Step> steps = steps(block.require("steps"));
    block.end();
    return new Except(as, steps);
  }

  private static Template template(Node node) {
    refuseAnchor(node);
    return switch (node) {
      case ScalarNode scalar -> scalar(scalar);
      case SequenceNode sequence ->
          new Template.Elements(
              sequence.getValue().stream().map(DefinitionReader::template).toList());
      case MappingNode _ -> {
        Map<String, Template> members = new LinkedHashMap<>();
        new Block("a map", node)
            .takeAll()
            .forEach((name, value) -> members.put(name, template(value)));
        yield new Template.Members(members);
      }
      default -> throw new InvalidDefinition(Block.line(node), "not a value");
    };
  }

  private static Template scalar(ScalarNode node) {
    String text = node.getValue();
    int line = Block.line(node);
    if (text.startsWith("${") && text.endsWith("}")) {
      return new Template.Computed(
          ExpressionParser.parse(line, text.substring(2, text.length() - 1)));
    }
    if (text.contains("${")) {
      throw new InvalidDefinition(line, "an expression must be the whole value: " + text);
    }
    return new Template.Constant(constant(node, line));
  }

  private static JsonNode constant(ScalarNode node, int line) {
    String text = node.getValue();
    Tag tag = node.getTag();
    if (tag.equals(Tag.STR)) {
      return TextNode.valueOf(text);
    }
    if (tag.equals(Tag.NULL)) {
      return NullNode.instance;
    }
    if (tag.equals(Tag.BOOL)) {
      return BooleanNode.valueOf(Boolean.parseBoolean(text));
    }
    if (tag.equals(Tag.INT) && text.matches("[-+]?\\d{1,18}")) {
      return LongNode.valueOf(Long.parseLong(text));
    }
    if (tag.equals(Tag.FLOAT) && text.matches("[-+]?\\d+(\\.\\d+)?([eE][-+]?\\d+)?")) {
      return DoubleNode.valueOf(Double.parseDouble(text));
    }
    throw new InvalidDefinition(line, "cannot read the value " + text);
  }

  private static List<Node> list(Node node) {
    refuseAnchor(node);
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    throw new InvalidDefinition(Block.line(node), "this must be a list");
  }

  private static Map.Entry<String, Node> only(String what, Node node) {
    Map<String, Node> members = new Block(what, node).takeAll();
    if (members.size() != 1) {
      throw new InvalidDefinition(
          Block.line(node), what + " is a map of one member, not of " + members.keySet());
    }
    return members.entrySet().iterator().next();
  }

  private static String name(Node node) {
    return identifier(text(node), Block.line(node));
  }

  private static String identifier(String text, int line) {
    if (!text.matches(NAME)) {
      throw new InvalidDefinition(line, "not a name: " + text);
    }
    return text;
  }

  private static String text(Node node) {
    refuseAnchor(node);
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw new InvalidDefinition(Block.line(node), "this must be a string");
  }

  private static double number(Node node) {
    if (template(node) instanceof Template.Constant(JsonNode value)
        && value.isNumber()
        && value.doubleValue() >= 0) {
      return value.doubleValue();
    }
    throw new InvalidDefinition(Block.line(node), "this must be a number");
  }

  private static void refuseMore(int most, int there, Node node) {
    if (there > most) {
      throw new InvalidDefinition(Block.line(node), there + " are more than " + most);
    }
  }

  private static void refuseAnchor(Node node) {
    if (node.getAnchor().isPresent()) {
      throw new InvalidDefinition(Block.line(node), "anchors are not known here");
    }
  }
}
