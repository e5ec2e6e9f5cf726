package dev.cmek.aws.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cmek.aws.workflow.Event.Caught;
import dev.cmek.aws.workflow.Event.Entered;
import dev.cmek.aws.workflow.Event.Left;
import dev.cmek.aws.workflow.Event.Retried;
import dev.cmek.aws.workflow.Handling.Catcher;
import dev.cmek.aws.workflow.Handling.Retrier;
import dev.cmek.aws.workflow.State.Chain;
import dev.cmek.aws.workflow.State.Children;
import dev.cmek.aws.workflow.State.Shape;
import dev.cmek.aws.workflow.State.Work;
import dev.cmek.aws.workflow.Template.Data;
import dev.cmek.shared.json.Payloads;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Runs one execution.
///
/// Each item of a Map and each call of a function has its own strand: who waits for them can stop
/// waiting, at a time-out or when the execution is stopped, while a function goes on to its end as
/// in Lambda.
final class Interpreter {

  /// Limit on input and output of a state.
  static final int MOST_BYTES = 256 * 1024;

  private static final int MOST_EVENTS = 25_000;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /// So long an express execution may take ("Quotas related to state machine executions").
  static final Duration LONGEST_EXPRESS = Duration.ofMinutes(5);

  private final StateMachine machine;
  private final Chain chain;
  private final Execution execution;
  private final VirtualClock clock;
  private int events;

  Interpreter(StateMachine machine, Execution execution, VirtualClock clock) {
    this(machine, machine.chain(), execution, clock);
  }

  private Interpreter(StateMachine machine, Chain chain, Execution execution, VirtualClock clock) {
    this.machine = machine;
    this.chain = chain;
    this.execution = execution;
    this.clock = clock;
  }

  void run() {
    try {
      Frame frame = new Frame("", Optional.empty(), () -> !execution.isRunning());
      execution.succeed(run(chain, execution.input(), frame));
    } catch (StateFailure failure) {
      execution.end(Execution.Status.FAILED, failure.error(), failure.cause());
    } catch (Stopped _) {
      // who stopped it has said so in the execution
    }
  }

  private JsonNode run(Chain chain, JsonNode input, Frame frame) {
    JsonNode data = input;
    Optional<String> next = Optional.of(chain.startAt());
    while (next.isPresent()) {
      State state = Optional.ofNullable(chain.states().get(next.get())).orElseThrow();
      Move move = visit(state, data, frame);
      data = move.output();
      next = move.next();
    }
    return data;
  }

  private Move visit(State state, JsonNode raw, Frame frame) {
    frame.checkWanted();
    Instant enteredAt = clock.instant();
    execution.add(new Entered(enteredAt, frame.in(), state.name(), raw));
    count(2);
    Map<Retrier, Integer> used = new HashMap<>();
    for (int retries = 0; ; retries++) {
      try {
        Move move = attempt(state, raw, context(state, enteredAt, retries, frame), frame);
        execution.add(new Left(clock.instant(), frame.in(), state.name(), move.output()));
        return move;
      } catch (StateFailure failure) {
        Optional<Retrier> retrier = retrier(state, failure, used);
        if (retrier.isEmpty()) {
          return caught(state, raw, failure, frame);
        }
        retry(state, retries + 1, retrier.get(), used, failure, frame);
      }
    }
  }

  private Move attempt(State state, JsonNode raw, ObjectNode context, Frame frame) {
    Shape shape = state.shape();
    Data input = new Data(shape.inputPath().fill(new Data(raw, context)), context);
    Data arguments = input.with(limited(state, shape.parameters().fill(input)));
    JsonNode result = limited(state, work(state, arguments, frame));
    JsonNode selected = shape.resultSelector().fill(input.with(result));
    JsonNode merged = shape.resultPath().put(raw, selected);
    JsonNode output = limited(state, shape.outputPath().fill(input.with(merged)));
    return new Move(output, next(state, input));
  }

  private JsonNode work(State state, Data arguments, Frame frame) {
    return switch (state.work()) {
      case Work.Task task -> call(task, arguments.input(), frame);
      case Work.ForEach each -> forEach(state, each, arguments, frame);
      case Work.Pass(var result) -> result.orElse(arguments.input());
      case Work.Choice _, Work.Succeed _ -> arguments.input();
      case Work.Wait(var until) -> {
        Instant now = clock.instant();
        sleep(frame, Duration.between(now, until.after(now, arguments)));
        yield arguments.input();
      }
      case Work.Fail(var error, var cause) ->
          throw new StateFailure(
              text(state, error.fill(arguments)), text(state, cause.fill(arguments)));
    };
  }

  private static Optional<String> next(State state, Data input) {
    if (!(state.work() instanceof Work.Choice(var rules, var otherwise))) {
      return state.next();
    }
    Optional<String> chosen =
        rules.stream()
            .filter(rule -> rule.condition().holds(input))
            .map(State.Rule::next)
            .findFirst()
            .or(() -> otherwise);
    if (chosen.isEmpty()) {
      throw new StateFailure("States.NoChoiceMatched", "state " + state.name() + ": no rule holds");
    }
    return chosen;
  }

  private JsonNode call(Work.Task task, JsonNode arguments, Frame frame) {
    count(3);
    Call call = new Call(machine.function(task.resource()), arguments);
    clock.start(execution.name() + " " + frame.in() + " " + task.resource(), call::run);
    if (task.timeout().isEmpty()) {
      await(frame, call::isOver);
    } else if (!await(frame, call::isOver, task.timeout().get())) {
      throw new StateFailure("States.Timeout", "");
    }
    return call.answer();
  }

  private JsonNode forEach(State state, Work.ForEach each, Data input, Frame frame) {
    JsonNode items =
        each.children().isPresent()
            ? read(state, each.items().fill(input))
            : each.items().fill(input);
    if (!items.isArray()) {
      throw StateFailure.runtime("state " + state.name() + ": not a list of items: " + items);
    }
    count(each.children().isPresent() ? 5 : 2 + 2 * items.size());
    List<Item> todo = new ArrayList<>();
    for (JsonNode value : items) {
      ObjectNode item = JSON.objectNode().put("Index", todo.size()).set("Value", value);
      Data data = new Data(input.input(), withItem(input, item));
      todo.add(new Item(item, limited(state, each.itemSelector().fill(data))));
    }
    if (each.children().isPresent()) {
      distribute(state, each, each.children().get(), todo, frame);
      return JSON.objectNode();
    }
    Iterations iterations = new Iterations(todo.size());
    for (int i = 0; i < todo.size(); i++) {
      await(frame, () -> iterations.running < each.maxConcurrency() || iterations.isBroken());
      iterate(iterations, i, todo.get(i), state, each.processor(), frame);
    }
    await(frame, () -> iterations.running == 0 || iterations.isBroken());
    return iterations.results();
  }

  /// The list that a distributed Map works on.
  private JsonNode read(State state, JsonNode where) {
    String name = where.path("Bucket").asText();
    String key = where.path("Key").asText();
    return machine
        .bucket()
        .find(name, key)
        .map(text -> Payloads.tree(text.getBytes(StandardCharsets.UTF_8)))
        .filter(JsonNode::isArray)
        .orElseThrow(() ->
            new StateFailure(
                "States.ItemReaderFailed",
                "state " + state.name() + ": no list at s3://" + name + "/" + key));
  }

  /// Each item in an execution of its own: one that fails stops no other.
  private void distribute(
      State state, Work.ForEach each, Children children, List<Item> todo, Frame frame) {
    List<Execution> started = new ArrayList<>();
    for (Item item : todo) {
      await(frame, () -> running(started) < each.maxConcurrency());
      String name = execution.name() + "-" + started.size();
      Execution child =
          new Execution(
              machine.arn().replace(":stateMachine:", ":execution:")
                  + "/"
                  + state.name()
                  + ":"
                  + name,
              item.input(),
              clock);
      started.add(child);
      execution.add(child);
      clock.start(name, () -> new Interpreter(machine, each.processor(), child, clock).run());
      clock.start(name + " end", () -> watch(child, children, frame));
    }
    await(frame, () -> running(started) == 0);
    long failed =
        started.stream().filter(child -> child.status() != Execution.Status.SUCCEEDED).count();
    if (failed * 100.0 > children.toleratedPercent() * started.size()) {
      throw new StateFailure(
          "States.ExceedToleratedFailureThreshold", failed + " of " + started.size() + " failed");
    }
  }

  private void watch(Execution child, Children children, Frame frame) {
    BooleanSupplier over = () -> !child.isRunning() || frame.isStopped();
    if (!children.express()) {
      clock.await(over);
    } else if (!clock.await(over, LONGEST_EXPRESS)) {
      child.end(Execution.Status.TIMED_OUT, "States.Timeout", "");
    }
    child.abort();
  }

  private static long running(List<Execution> executions) {
    return executions.stream().filter(Execution::isRunning).count();
  }

  private void iterate(
      Iterations iterations, int index, Item item, State state, Chain processor, Frame outer) {
    String in = (outer.in() + " " + state.name()).strip() + "[" + index + "]";
    Frame frame =
        new Frame(
            in, Optional.of(item.context()), () -> outer.isStopped() || iterations.isBroken());
    iterations.running++;
    clock.start(
        execution.name() + " " + in,
        () -> {
          try {
            iterations.outputs[index] = run(processor, item.input(), frame);
          } catch (StateFailure failure) {
            iterations.fail(failure);
          } catch (Stopped _) {
            // another item has failed, or the execution has ended: nobody wants this output
          } finally {
            iterations.running--;
          }
        });
  }

  private static Optional<Retrier> retrier(
      State state, StateFailure failure, Map<Retrier, Integer> used) {
    return state.handling().retriers().stream()
        .filter(retrier -> retrier.errors().matches(failure.error()))
        .findFirst()
        .filter(retrier -> used.getOrDefault(retrier, 0) < retrier.maxAttempts());
  }

  private void retry(
      State state,
      int retry,
      Retrier retrier,
      Map<Retrier, Integer> used,
      StateFailure failure,
      Frame frame) {
    Duration after = retrier.delay(used.merge(retrier, 1, Integer::sum) - 1, clock.random());
    execution.add(
        new Retried(
            clock.instant(),
            frame.in(),
            state.name(),
            retry,
            after,
            failure.error(),
            failure.cause()));
    sleep(frame, after);
  }

  private Move caught(State state, JsonNode raw, StateFailure failure, Frame frame) {
    Catcher catcher =
        state.handling().catchers().stream()
            .filter(candidate -> candidate.errors().matches(failure.error()))
            .findFirst()
            .orElseThrow(() -> failure);
    execution.add(
        new Caught(
            clock.instant(),
            frame.in(),
            state.name(),
            failure.error(),
            failure.cause(),
            catcher.next()));
    JsonNode output = catcher.resultPath().put(raw, failure.output());
    return new Move(limited(state, output), Optional.of(catcher.next()));
  }

  private ObjectNode context(State state, Instant enteredAt, int retries, Frame frame) {
    ObjectNode context = JSON.objectNode();
    context
        .putObject("Execution")
        .put("Id", execution.arn())
        .put("Name", execution.name())
        .put("StartTime", TIME.format(execution.startedAt()))
        .set("Input", execution.input());
    context
        .putObject("State")
        .put("Name", state.name())
        .put("EnteredTime", TIME.format(enteredAt))
        .put("RetryCount", retries);
    context.putObject("StateMachine").put("Id", machine.arn()).put("Name", machine.name());
    frame.item().ifPresent(item -> context.putObject("Map").set("Item", item));
    return context;
  }

  private static ObjectNode withItem(Data input, ObjectNode item) {
    ObjectNode context = input.context().deepCopy();
    context.putObject("Map").set("Item", item);
    return context;
  }

  /// Waits, but no longer than somebody wants the frame's work: so do the others.
  private void sleep(Frame frame, Duration length) {
    boolean _ = await(frame, () -> false, length);
  }

  private boolean await(Frame frame, BooleanSupplier condition, Duration atMost) {
    boolean _ = clock.await(() -> condition.getAsBoolean() || frame.isStopped(), atMost);
    frame.checkWanted();
    return condition.getAsBoolean();
  }

  private void await(Frame frame, BooleanSupplier condition) {
    clock.await(() -> condition.getAsBoolean() || frame.isStopped());
    frame.checkWanted();
  }

  /// Counts as the service does, whose histories end an execution that goes in circles.
  private void count(int more) {
    events += more;
    if (events > MOST_EVENTS) {
      throw StateFailure.runtime("The execution reached the maximum number of history events");
    }
  }

  private static JsonNode limited(State state, JsonNode data) {
    if (Payloads.write(data).length > MOST_BYTES) {
      throw new StateFailure(
          "States.DataLimitExceeded", "state " + state.name() + ": data of more than 256 KB");
    }
    return data;
  }

  private static String text(State state, JsonNode node) {
    if (!node.isTextual()) {
      throw StateFailure.runtime("state " + state.name() + ": not a string: " + node);
    }
    return node.textValue();
  }

  /// Ends a strand whose output nobody wants any more.
  private static final class Stopped extends RuntimeException {
    private Stopped() {
      super("stopped", null, false, false);
    }
  }

  /// Where to go, with what.
  private record Move(JsonNode output, Optional<String> next) {}

  /// What a chain of states runs in.
  ///
  /// @param in the item of a Map, such as `EnsureKeys[1]`, or empty
  private record Frame(String in, Optional<ObjectNode> item, BooleanSupplier stopped) {

    boolean isStopped() {
      return stopped.getAsBoolean();
    }

    void checkWanted() {
      if (isStopped()) {
        throw new Stopped();
      }
    }
  }

  /// One item of a Map.
  ///
  /// @param context what `$$.Map.Item` is
  private record Item(ObjectNode context, JsonNode input) {}

  /// The items of a Map at work.
  private static final class Iterations {
    private final @Nullable JsonNode[] outputs;
    private int running;
    private @Nullable StateFailure failure;

    private Iterations(int size) {
      outputs = new JsonNode[size];
    }

    /// The first failure counts.
    private void fail(StateFailure first) {
      failure = failure == null ? first : failure;
    }

    private boolean isBroken() {
      return failure != null;
    }

    private JsonNode results() {
      if (failure != null) {
        throw failure;
      }
      ArrayNode results = JSON.arrayNode();
      for (JsonNode output : outputs) {
        results.add(output);
      }
      return results;
    }
  }

  /// One call of a function, which ends even if nobody waits for it any more.
  private static final class Call {
    private final TaskFunction function;
    private final JsonNode arguments;
    private @Nullable JsonNode result;
    private @Nullable StateFailure failure;

    private Call(TaskFunction function, JsonNode arguments) {
      this.function = function;
      this.arguments = arguments;
    }

    private void run() {
      byte[] answer;
      try {
        answer = function.call(Payloads.write(arguments));
      } catch (Killed killed) {
        failure = failure("Runtime.ExitError", killed);
        return;
      } catch (Exception e) { // whatever a function throws is its failure
        failure = failure(e.getClass().getName(), e);
        return;
      }
      result = Payloads.tree(answer);
    }

    private boolean isOver() {
      return result != null || failure != null;
    }

    private JsonNode answer() {
      if (result == null) {
        throw Optional.ofNullable(failure).orElseThrow();
      }
      return result;
    }

    /// As Lambda's Java runtime tells it.
    private static StateFailure failure(String name, Throwable thrown) {
      ObjectNode cause = JSON.objectNode();
      cause.put("errorMessage", Optional.ofNullable(thrown.getMessage()).orElse(name));
      cause.put("errorType", name);
      ArrayNode trace = cause.putArray("stackTrace");
      Stream.of(thrown.getStackTrace()).map(StackTraceElement::toString).forEach(trace::add);
      return new StateFailure(name, cause.toString());
    }
  }
}
