package dev.cmek.local.gcp.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/// One execution of a workflow.
final class Execution {

  /// "REST Resource: projects.locations.workflows.executions": State.
  enum State {
    ACTIVE,
    SUCCEEDED,
    FAILED,
    CANCELLED
  }

  /// How it ended.
  ///
  /// @param error only if it failed
  record End(State state, Instant at, Optional<JsonNode> result, Optional<WorkflowError> error) {}

  private final Workflow workflow;
  private final String id;
  private final String argument;
  private final String callLogLevel;
  private final Map<String, String> labels;
  private final Instant start;
  private final History history = new History();
  private final CountDownLatch ended = new CountDownLatch(1);
  private Optional<End> end = Optional.empty();
  private Optional<Thread> thread = Optional.empty();

  Execution(
      Workflow workflow,
      String id,
      String argument,
      String callLogLevel,
      Map<String, String> labels,
      Instant start) {
    this.workflow = workflow;
    this.id = id;
    this.argument = argument;
    this.callLogLevel = callLogLevel;
    this.labels = Map.copyOf(labels);
    this.start = start;
  }

  Workflow workflow() {
    return workflow;
  }

  String id() {
    return id;
  }

  String name() {
    return workflow.name() + "/executions/" + id;
  }

  Instant start() {
    return start;
  }

  History history() {
    return history;
  }

  synchronized State state() {
    return end.map(End::state).orElse(State.ACTIVE);
  }

  synchronized Optional<End> end() {
    return end;
  }

  /// Notes who runs it.
  synchronized void runsOn(Thread runner) {
    thread = Optional.of(runner);
  }

  /// Notes how it ended, unless it has.
  ///
  /// @return whether this was its end
  synchronized boolean end(End how) {
    if (end.isPresent()) {
      return false;
    }
    end = Optional.of(how);
    ended.countDown();
    // one that ends by itself goes on to tell of it
    thread.filter(runner -> runner != Thread.currentThread()).ifPresent(Thread::interrupt);
    return true;
  }

  void await() throws InterruptedException {
    ended.await();
  }

  /// As the API shows it.
  ///
  /// @param full with argument, result and error
  synchronized ObjectNode json(boolean full) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", name());
    json.put("createTime", start.toString());
    json.put("startTime", start.toString());
    end.ifPresent(e -> {
      json.put("endTime", e.at().toString());
      json.put("duration", Duration.between(start, e.at()).toMillis() / 1000.0 + "s");
    });
    json.put("state", state().name());
    json.put("workflowRevisionId", Workflows.REVISION);
    if (full) {
      json.put("argument", argument);
      json.put("callLogLevel", callLogLevel);
      ObjectNode labelled = json.putObject("labels");
      labels.forEach(labelled::put);
      end.flatMap(End::result).ifPresent(value -> json.put("result", value.toString()));
      end.flatMap(End::error).ifPresent(error -> json.set("error", json(error)));
    }
    return json;
  }

  private static ObjectNode json(WorkflowError error) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("payload", error.payload().toString());
    json.put("context", Parallel.context(error));
    error
        .source()
        .ifPresent(at -> {
          ObjectNode element = json.putObject("stackTrace").putArray("elements").addObject();
          element.put("step", at.step());
          element.put("routine", at.routine());
          element.putObject("position").put("line", String.valueOf(at.line()));
        });
    return json;
  }
}
