package dev.cmek.local.gcp.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cmek.local.gcp.workflow.Definition.Parameter;
import dev.cmek.local.gcp.workflow.Definition.Subworkflow;
import dev.cmek.local.gcp.workflow.Flow.Onward;
import dev.cmek.local.gcp.workflow.Statement.Assign;
import dev.cmek.local.gcp.workflow.Statement.Assignment;
import dev.cmek.local.gcp.workflow.Statement.Branches;
import dev.cmek.local.gcp.workflow.Statement.CallLibrary;
import dev.cmek.local.gcp.workflow.Statement.CallSubworkflow;
import dev.cmek.local.gcp.workflow.Statement.Case;
import dev.cmek.local.gcp.workflow.Statement.Except;
import dev.cmek.local.gcp.workflow.Statement.For;
import dev.cmek.local.gcp.workflow.Statement.Fork;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Runs the steps of one execution.
final class Interpreter {

  /// "Quotas and limits": depth of the call stack.
  private static final int DEEPEST = 20;

  /// The codes of `http.default_retry_predicate`.
  private static final Set<Integer> RETRIED = Set.of(429, 502, 503, 504);

  private static final Set<String> RETRIED_TAGS =
      Set.of("ConnectionError", "ConnectionFailedError", "TimeoutError");

  private final Definition definition;
  private final StandardLibrary library;
  private final HttpCalls http;
  private final String serviceAccount;
  private final Pace pace;
  private final History history;

  Interpreter(
      Definition definition,
      StandardLibrary library,
      HttpCalls http,
      String serviceAccount,
      Pace pace,
      History history) {
    this.definition = definition;
    this.library = library;
    this.http = http;
    this.serviceAccount = serviceAccount;
    this.pace = pace;
    this.history = history;
  }

  /// Runs `main`.
  ///
  /// @return what it returns; else null
  JsonNode run(JsonNode argument) throws WorkflowError, InterruptedException {
    Subworkflow main = definition.main();
    Map<String, JsonNode> args = new HashMap<>();
    main.params().stream()
        .findFirst()
        .filter(param -> !argument.isNull() || param.fallback().isEmpty())
        .ifPresent(param -> args.put(param.name(), argument));
    try (Scope scope = Scope.first()) {
      return new Routine(main, 1).call(args, scope);
    }
  }

  /// A call of a subworkflow; main is at depth 1.
  private final class Routine {

    private final Subworkflow subworkflow;
    private final int depth;

    Routine(Subworkflow subworkflow, int depth) {
      this.subworkflow = subworkflow;
      this.depth = depth;
    }

    JsonNode call(Map<String, JsonNode> args, Scope scope)
        throws WorkflowError, InterruptedException {
      if (depth > DEEPEST) {
        throw WorkflowError.of("RecursionError", "calls are nested more than 20 deep");
      }
      for (Parameter param : subworkflow.params()) {
        JsonNode given = args.get(param.name());
        Template fallback = param.fallback().orElse(new Template.Constant(NullNode.instance));
        scope.declare(param.name(), given == null ? fill(fallback, scope) : given);
      }
      return steps(subworkflow.steps(), scope) instanceof Flow.Returned(JsonNode value)
          ? value
          : NullNode.instance;
    }

    private Flow steps(List<Step> steps, Scope scope) throws WorkflowError, InterruptedException {
      int at = 0;
      while (at < steps.size()) {
        Step step = steps.get(at);
        Flow flow = step(step, scope);
        if (flow instanceof Onward) {
          flow = step.next().map(Flow::to).orElse(flow);
        }
        int next = at + 1;
        if (flow instanceof Flow.Jump(String name)) {
          next = index(steps, name);
        } else if (!(flow instanceof Onward)) {
          return flow;
        }
        if (next < 0) {
          return flow;
        }
        at = next;
      }
      return new Onward();
    }

    private static int index(List<Step> steps, String name) {
      for (int i = 0; i < steps.size(); i++) {
        if (steps.get(i).name().equals(name)) {
          return i;
        }
      }
      return -1;
    }

    private Flow step(Step step, Scope scope) throws WorkflowError, InterruptedException {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      try {
        // Its only step goes by the same name, and notes each attempt.
        if (!DefinitionCheck.isUnnamed(step)) {
          history.enter(subworkflow.name(), step.name());
        }
        return run(step.does(), scope);
      } catch (WorkflowError e) {
        throw e.at(new WorkflowError.Source(subworkflow.name(), step.name(), step.line()));
      }
    }

    private Flow run(Statement statement, Scope scope) throws WorkflowError, InterruptedException {
      return switch (statement) {
        case Assign(List<Assignment> assignments) -> assign(assignments, scope);
        case CallSubworkflow call -> {
          Routine callee = new Routine(definition.require(call.name()), depth + 1);
          try (Scope inner = scope.apart()) {
            yield keep(call.result(), callee.call(filled(call.args(), scope), inner), scope);
          }
        }
        case CallLibrary call -> keep(call.result(), library(call, scope), scope);
        case Switch(List<Case> cases) -> choose(cases, scope);
        case For(Loop loop) -> repeat(loop, scope);
        case Branches(Fork fork, List<Step> branches) -> {
          List<Parallel.Branch> tasks = new ArrayList<>();
          for (Step branch : branches) {
            tasks.add(
                new Parallel.Branch(branch.name(), () -> branch(List.of(branch), scope.inner())));
          }
          yield parallel(fork, tasks, scope);
        }
        case ParallelFor(Fork fork, Loop loop) -> {
          List<Parallel.Branch> tasks = new ArrayList<>();
          List<JsonNode> values = values(loop, scope);
          for (int i = 0; i < values.size(); i++) {
            int index = i;
            tasks.add(
                new Parallel.Branch(
                    String.valueOf(i),
                    () -> branch(loop.steps(), turn(loop, index, values.get(index), scope))));
          }
          yield parallel(fork, tasks, scope);
        }
        case Try attempt -> attempt(attempt, scope);
        case Raise(Template error) -> throw raised(fill(error, scope));
        case Return(Template value) -> new Flow.Returned(fill(value, scope).deepCopy());
        case Nested(List<Step> steps) -> steps(steps, scope);
        case Nothing _ -> new Onward();
      };
    }

    private Flow assign(List<Assignment> assignments, Scope scope) throws WorkflowError {
      for (Assignment assignment : assignments) {
        scope.assign(assignment.target(), fill(assignment.value(), scope), library);
      }
      return new Onward();
    }

    private Flow keep(Optional<String> result, JsonNode value, Scope scope) throws WorkflowError {
      if (result.isPresent()) {
        scope.assign(new Expression.Variable(result.get()), value, library);
      }
      return new Onward();
    }

    private JsonNode library(CallLibrary call, Scope scope)
        throws WorkflowError, InterruptedException {
      ObjectNode args = JsonNodeFactory.instance.objectNode();
      filled(call.args(), scope).forEach(args::set);
      return switch (call.call()) {
        case HTTP_GET -> http.call("GET", args, serviceAccount);
        case HTTP_POST -> http.call("POST", args, serviceAccount);
        case SYS_SLEEP -> {
          if (!args.path("seconds").isNumber()) {
            throw WorkflowError.of("TypeError", "seconds must be a number");
          }
          pace.sleep(args.path("seconds").doubleValue());
          yield NullNode.instance;
        }
        case SYS_LOG -> {
          JsonNode data = args.path("data");
          history.log(
              args.path("severity").asText("DEFAULT"),
              data.isTextual() ? data.textValue() : data.toString());
          yield NullNode.instance;
        }
      };
    }

    private Flow choose(List<Case> cases, Scope scope) throws WorkflowError, InterruptedException {
      for (Case one : cases) {
        if (Evaluation.truth(fill(one.condition(), scope))) {
          Flow flow = one.then().isEmpty() ? new Onward() : run(one.then().get(), scope);
          return flow instanceof Onward ? one.next().map(Flow::to).orElse(flow) : flow;
        }
      }
      return new Onward();
    }

    private Flow repeat(Loop loop, Scope scope) throws WorkflowError, InterruptedException {
      List<JsonNode> values = values(loop, scope);
      for (int i = 0; i < values.size(); i++) {
        try (Scope turn = turn(loop, i, values.get(i), scope)) {
          Flow flow = steps(loop.steps(), turn);
          if (flow instanceof Flow.Broken) {
            return new Onward();
          }
          if (!(flow instanceof Onward) && !(flow instanceof Flow.Continued)) {
            return flow;
          }
        }
      }
      return new Onward();
    }

    private Scope turn(Loop loop, int index, JsonNode value, Scope scope) throws WorkflowError {
      Scope turn = scope.inner();
      turn.declare(loop.value(), value);
      if (loop.index().isPresent()) {
        turn.declare(loop.index().get(), LongNode.valueOf(index));
      }
      return turn;
    }

    private List<JsonNode> values(Loop loop, Scope scope) throws WorkflowError {
      JsonNode in = fill(loop.in(), scope);
      if (!(in instanceof ArrayNode list)) {
        throw WorkflowError.of("TypeError", "for needs a list, not " + Evaluation.typeOf(in));
      }
      if (!loop.range()) {
        return list.valueStream().toList();
      }
      if (list.size() != 2 || !list.valueStream().allMatch(JsonNode::isIntegralNumber)) {
        throw WorkflowError.of("TypeError", "range needs two integers");
      }
      List<JsonNode> numbers = new ArrayList<>();
      for (long i = list.get(0).longValue(); i <= list.get(1).longValue(); i++) {
        numbers.add(LongNode.valueOf(i));
      }
      return numbers;
    }

    private Flow parallel(Fork fork, List<Parallel.Branch> branches, Scope scope)
        throws WorkflowError, InterruptedException {
      int limit = Parallel.MOST_AT_ONCE;
      if (fork.concurrencyLimit().isPresent()) {
        JsonNode wanted = fill(fork.concurrencyLimit().get(), scope);
        if (!wanted.canConvertToInt() || wanted.intValue() < 1) {
          throw WorkflowError.of("ValueError", "concurrency_limit must be a positive integer");
        }
        limit = Math.min(limit, wanted.intValue());
      }
      Parallel.run(branches, limit);
      return new Onward();
    }

    private void branch(List<Step> steps, Scope scope) throws WorkflowError, InterruptedException {
      try (scope) {
        Flow _ = steps(steps, scope);
      }
    }

    private Flow attempt(Try attempt, Scope scope) throws WorkflowError, InterruptedException {
      for (int retry = 1; true; retry++) {
        try {
          return steps(attempt.steps(), scope);
        } catch (WorkflowError e) {
          if (attempt.retry().isPresent() && again(attempt.retry().get(), retry, e, scope)) {
            pace.backOff(attempt.retry().get().backoff().delay(retry));
          } else if (attempt.except().isPresent()) {
            return handle(attempt.except().get(), e, scope);
          } else {
            throw e;
          }
        }
      }
    }

    private Flow handle(Except except, WorkflowError error, Scope scope)
        throws WorkflowError, InterruptedException {
      try (Scope inner = scope.inner()) {
        inner.declare(except.as(), error.payload());
        return steps(except.steps(), inner);
      }
    }

    private boolean again(Retry retry, int number, WorkflowError error, Scope scope)
        throws WorkflowError, InterruptedException {
      if (number > retry.maxRetries()) {
        return false;
      }
      if (retry.predicate().isEmpty()) {
        return isRetriedByDefault(error.payload());
      }
      Subworkflow predicate = definition.require(retry.predicate().get());
      try (Scope inner = scope.apart()) {
        String param = predicate.params().getFirst().name();
        return Evaluation.truth(
            new Routine(predicate, depth + 1).call(Map.of(param, error.payload()), inner));
      }
    }

    private JsonNode fill(Template template, Scope scope) throws WorkflowError {
      return template.fill(new Evaluation(scope, library));
    }

    private Map<String, JsonNode> filled(Map<String, Template> args, Scope scope)
        throws WorkflowError {
      Map<String, JsonNode> values = new HashMap<>();
      for (Map.Entry<String, Template> arg : args.entrySet()) {
        values.put(arg.getKey(), fill(arg.getValue(), scope));
      }
      return values;
    }
  }

  private static WorkflowError raised(JsonNode error) {
    return error.isTextual() || error.isObject()
        ? WorkflowError.raised(error.deepCopy())
        : WorkflowError.of("TypeError", "raise takes a string or a map");
  }

  /// `http.default_retry_predicate`.
  private static boolean isRetriedByDefault(JsonNode error) {
    return RETRIED.contains(error.path("code").asInt())
        || error.path("tags").valueStream().anyMatch(tag -> RETRIED_TAGS.contains(tag.asText()));
  }
}
