package dev.cmek.aws.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.cmek.aws.workflow.Handling.Catcher;
import dev.cmek.aws.workflow.Handling.ErrorEquals;
import dev.cmek.aws.workflow.Handling.Retrier;
import dev.cmek.aws.workflow.State.Children;
import dev.cmek.aws.workflow.State.Moment;
import dev.cmek.aws.workflow.State.Rule;
import dev.cmek.aws.workflow.State.Shape;
import dev.cmek.aws.workflow.State.Work;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads one state.
final class StateReader {

  private static final int MOST_CONCURRENT_ITEMS = 40;
  private static final int MOST_CONCURRENT_CHILDREN = 10_000;
  private static final Set<String> SERVICE_ERRORS =
      Set.of(
          "States.ALL",
          "States.TaskFailed",
          "States.Timeout",
          "States.ResultPathMatchFailure",
          "States.IntrinsicFailure");

  private final DefinitionReader definition;
  private final String name;
  private final Fields fields;
  private final Expressions expressions;

  StateReader(DefinitionReader definition, String name, Fields fields, boolean inMap) {
    this.definition = definition;
    this.name = name;
    this.fields = fields;
    this.expressions = new Expressions(fields.where(), inMap);
  }

  State read() {
    var _ = fields.findText("Comment");
    fields.expect("QueryLanguage", "JSONPath");
    String type = fields.requireText("Type");
    State state =
        switch (type) {
          case "Task" -> task();
          case "Map" -> map();
          case "Pass" -> pass();
          case "Choice" -> choice();
          case "Wait" -> waiting();
          case "Succeed" ->
              state(plainShape(), new Work.Succeed(), Handling.NONE, Optional.empty());
          case "Fail" -> fail();
          default -> throw fields.refuse("Type " + type + " is not supported");
        };
    fields.end();
    return state;
  }

  private State task() {
    Shape shape =
        new Shape(
            selection("InputPath"),
            template("Parameters"),
            template("ResultSelector"),
            resultPath(fields),
            selection("OutputPath"));
    Work work = new Work.Task(definition.resource(fields), fields.findSeconds("TimeoutSeconds", 1));
    return state(shape, work, handling(), next());
  }

  private State map() {
    Shape shape =
        new Shape(
            selection("InputPath"),
            Template.WHOLE,
            template("ResultSelector"),
            resultPath(fields),
            selection("OutputPath"));
    Fields processor =
        new Fields(fields.where() + " ItemProcessor", fields.require("ItemProcessor"));
    Optional<Children> children = children(processor);
    Template items = children.isPresent() ? reader() : list();
    int most = children.isPresent() ? MOST_CONCURRENT_CHILDREN : MOST_CONCURRENT_ITEMS;
    int concurrency = (int) fields.findWhole("MaxConcurrency", 0, most).orElse(0);
    Template selector =
        fields
            .find("ItemSelector")
            .map(new Expressions(fields.where(), true)::template)
            .orElseGet(() -> new Expressions(fields.where(), true).path("$$.Map.Item.Value"));
    Work work =
        new Work.ForEach(
            items,
            concurrency == 0 ? most : concurrency,
            selector,
            definition.chain(processor, children.isEmpty()),
            children);
    return state(shape, work, handling(), next());
  }

  private Template list() {
    return fields.findText("ItemsPath").<Template>map(expressions::path).orElse(Template.WHOLE);
  }

  /// Where a distributed Map finds its items: one JSON list in a bucket.
  private Template reader() {
    Fields reader = new Fields(fields.where() + " ItemReader", fields.require("ItemReader"));
    reader.expect("Resource", "arn:aws:states:::s3:getObject");
    Fields config = new Fields(reader.where() + " ReaderConfig", reader.require("ReaderConfig"));
    config.expect("InputType", "JSON");
    config.end();
    Template parameters = expressions.template(reader.require("Parameters"));
    reader.end();
    return parameters;
  }

  private Optional<Children> children(Fields processor) {
    Optional<JsonNode> config = processor.find("ProcessorConfig");
    if (config.isEmpty()) {
      return Optional.empty();
    }
    Fields given = new Fields(processor.where() + " ProcessorConfig", config.get());
    if (!given.has("ExecutionType")) {
      given.expect("Mode", "INLINE");
      given.end();
      return Optional.empty();
    }
    given.expect("Mode", "DISTRIBUTED");
    String type = given.requireText("ExecutionType");
    if (!Set.of("STANDARD", "EXPRESS").contains(type)) {
      throw given.refuse("ExecutionType must be STANDARD or EXPRESS");
    }
    given.end();
    if (fields.find("ResultPath").filter(JsonNode::isNull).isEmpty()) {
      throw fields.refuse("what children gave is not supported: ResultPath must be null");
    }
    double tolerated =
        fields.find("ToleratedFailurePercentage").map(node -> percent(fields, node)).orElse(0.0);
    return Optional.of(new Children(tolerated, type.equals("EXPRESS")));
  }

  /// LocalStack takes it with a decimal point only.
  private static double percent(Fields fields, JsonNode node) {
    if (!node.isFloatingPointNumber() || node.doubleValue() < 0 || node.doubleValue() > 100) {
      throw fields.refuse("ToleratedFailurePercentage must be a number such as 100.0");
    }
    return node.doubleValue();
  }

  private State pass() {
    Shape shape =
        new Shape(
            selection("InputPath"),
            template("Parameters"),
            Template.WHOLE,
            resultPath(fields),
            selection("OutputPath"));
    return state(shape, new Work.Pass(fields.find("Result")), Handling.NONE, next());
  }

  private State choice() {
    List<Rule> rules = new ArrayList<>();
    for (JsonNode node : fields.requireList("Choices")) {
      Fields rule = new Fields(fields.where() + " rule " + (rules.size() + 1), node);
      String target = rule.requireText("Next");
      rules.add(new Rule(new ConditionReader(expressions).read(rule), target));
    }
    return state(
        plainShape(),
        new Work.Choice(rules, fields.findText("Default")),
        Handling.NONE,
        Optional.empty());
  }

  private State waiting() {
    Moment until =
        switch (fields.requireOneOf(
            List.of("Seconds", "SecondsPath", "Timestamp", "TimestampPath"))) {
          case "Seconds" -> {
            Duration length = fields.findSeconds("Seconds", 0).orElseThrow();
            yield (now, _) -> now.plus(length);
          }
          case "SecondsPath" -> {
            Template seconds = expressions.path(fields.requireText("SecondsPath"));
            yield (now, data) -> now.plusSeconds(wholeSeconds(seconds.fill(data)));
          }
          case "Timestamp" -> {
            String text = fields.requireText("Timestamp");
            Instant moment = moment(text).orElseThrow(() -> fields.refuse("no time: " + text));
            yield (_, _) -> moment;
          }
          default -> {
            Template moment = expressions.path(fields.requireText("TimestampPath"));
            yield (_, data) -> {
              JsonNode value = moment.fill(data);
              return moment(value.asText())
                  .orElseThrow(() -> StateFailure.runtime(fields.where() + ": no time: " + value));
            };
          }
        };
    return state(plainShape(), new Work.Wait(until), Handling.NONE, next());
  }

  private State fail() {
    Shape shape =
        new Shape(
            Template.WHOLE, Template.WHOLE, Template.WHOLE, ResultPath.REPLACE, Template.WHOLE);
    Work work = new Work.Fail(textOrPath("Error"), textOrPath("Cause"));
    return state(shape, work, Handling.NONE, Optional.empty());
  }

  private State state(Shape shape, Work work, Handling handling, Optional<String> next) {
    return new State(name, shape, work, handling, next);
  }

  private Shape plainShape() {
    return new Shape(
        selection("InputPath"),
        Template.WHOLE,
        Template.WHOLE,
        ResultPath.REPLACE,
        selection("OutputPath"));
  }

  private Template selection(String field) {
    Optional<JsonNode> given = fields.find(field);
    if (given.isEmpty()) {
      return Template.WHOLE;
    }
    return given.get().isNull()
        ? Template.constant(JsonNodeFactory.instance.objectNode())
        : expressions.path(fields.requireText(field));
  }

  private Template template(String field) {
    Optional<JsonNode> given = fields.find(field);
    if (given.isPresent() && !given.get().isObject()) {
      throw fields.refuse(field + " must be an object");
    }
    return given.map(expressions::template).orElse(Template.WHOLE);
  }

  private ResultPath resultPath(Fields owner) {
    Optional<JsonNode> given = owner.find("ResultPath");
    if (given.isEmpty()) {
      return ResultPath.REPLACE;
    }
    return given.get().isNull()
        ? ResultPath.DISCARD
        : expressions.resultPath(owner.requireText("ResultPath"));
  }

  private Template textOrPath(String field) {
    String pathField = field + "Path";
    if (!fields.has(field) && !fields.has(pathField)) {
      return Template.constant(TextNode.valueOf(""));
    }
    return fields.requireOneOf(List.of(field, pathField)).equals(field)
        ? Template.constant(TextNode.valueOf(fields.requireText(field)))
        : expressions.expression(fields.requireText(pathField));
  }

  private Optional<String> next() {
    if (fields.requireOneOf(List.of("Next", "End")).equals("Next")) {
      return Optional.of(fields.requireText("Next"));
    }
    if (!fields.require("End").equals(JsonNodeFactory.instance.booleanNode(true))) {
      throw fields.refuse("End must be true");
    }
    return Optional.empty();
  }

  private Handling handling() {
    List<Retrier> retriers = new ArrayList<>();
    for (Fields retrier : rules("Retry")) {
      retriers.add(retrier(retrier));
    }
    List<Catcher> catchers = new ArrayList<>();
    for (Fields catcher : rules("Catch")) {
      catchers.add(
          new Catcher(errorEquals(catcher), resultPath(catcher), catcher.requireText("Next")));
      catcher.end();
    }
    checkAllIsLast("Retry", retriers.stream().map(Retrier::errors).toList());
    checkAllIsLast("Catch", catchers.stream().map(Catcher::errors).toList());
    return new Handling(retriers, catchers);
  }

  private List<Fields> rules(String field) {
    List<Fields> rules = new ArrayList<>();
    if (fields.has(field)) {
      for (JsonNode node : fields.requireList(field)) {
        rules.add(new Fields(fields.where() + " " + field + " " + (rules.size() + 1), node));
      }
    }
    return rules;
  }

  private static Retrier retrier(Fields rule) {
    var _ = rule.findText("Comment");
    Duration interval = rule.findSeconds("IntervalSeconds", 1).orElse(Duration.ofSeconds(1));
    Optional<Duration> most = rule.findSeconds("MaxDelaySeconds", 1);
    if (most.isPresent() && most.get().compareTo(interval) <= 0) {
      throw rule.refuse("MaxDelaySeconds must be greater than IntervalSeconds");
    }
    double rate = rule.find("BackoffRate").map(node -> rate(rule, node)).orElse(2.0);
    String jitter = rule.findText("JitterStrategy").orElse("NONE");
    if (!Set.of("FULL", "NONE").contains(jitter)) {
      throw rule.refuse("JitterStrategy must be FULL or NONE");
    }
    Retrier retrier =
        new Retrier(
            errorEquals(rule),
            interval,
            (int) rule.findWhole("MaxAttempts", 0, 99_999_999).orElse(3),
            rate,
            most,
            jitter.equals("FULL"));
    rule.end();
    return retrier;
  }

  private static double rate(Fields rule, JsonNode node) {
    if (!node.isNumber() || node.doubleValue() < 1) {
      throw rule.refuse("BackoffRate must be a number of at least 1");
    }
    return node.doubleValue();
  }

  private static ErrorEquals errorEquals(Fields rule) {
    List<String> errors = new ArrayList<>();
    for (JsonNode node : rule.requireList("ErrorEquals")) {
      String error = node.asText();
      if (!node.isTextual() || (error.startsWith("States.") && !SERVICE_ERRORS.contains(error))) {
        throw rule.refuse("ErrorEquals: " + node + " is unknown or can't be caught");
      }
      errors.add(error);
    }
    if (errors.contains("States.ALL") && errors.size() > 1) {
      throw rule.refuse("States.ALL must stand alone");
    }
    return new ErrorEquals(errors);
  }

  private void checkAllIsLast(String field, List<ErrorEquals> rules) {
    for (ErrorEquals rule : rules.subList(0, Math.max(0, rules.size() - 1))) {
      if (rule.names().contains("States.ALL")) {
        throw fields.refuse(field + ": nothing comes after States.ALL");
      }
    }
  }

  private long wholeSeconds(JsonNode value) {
    if (!value.isIntegralNumber() || value.longValue() < 0) {
      throw StateFailure.runtime(fields.where() + ": no number of seconds: " + value);
    }
    return value.longValue();
  }

  private static Optional<Instant> moment(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }
}
