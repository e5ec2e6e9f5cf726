package dev.cmek.local.gcp.workflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cmek.local.gcp.iam.Enforcement;
import dev.cmek.local.gcp.rest.Api;
import dev.cmek.local.gcp.workflow.Execution.End;
import dev.cmek.local.gcp.workflow.Execution.State;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Workflows that were deployed here, their executions, and the Workflow Executions API: create,
/// get, list and cancel ("REST Resource: projects.locations.workflows.executions").
///
/// `GET /local/executions/<id>/steps` is our own: `{"steps":["main.begin", …],"log":[…]}`, for
/// tests that count steps.
public final class Workflows implements Api, AutoCloseable {

  /// There is just one of each workflow.
  static final String REVISION = "000001-loc";

  private static final String WORKFLOW = "projects/[^/]+/locations/[^/]+/workflows/[^/]+";
  private static final Pattern COLLECTION =
      Pattern.compile("/v1/(?<workflow>" + WORKFLOW + ")/executions");
  private static final Pattern ITEM =
      Pattern.compile(
          "/v1/(?<workflow>" + WORKFLOW + ")/executions/(?<id>[^/:]+)(?<cancel>:cancel)?");
  private static final Pattern STEPS = Pattern.compile("/local/executions/(?<id>[^/]+)/steps");

  /// Bytes ("Quotas and limits": size of arguments).
  private static final int LARGEST_ARGUMENT = 32 * 1024;

  private static final List<String> CALL_LOG_LEVELS =
      List.of(
          "CALL_LOG_LEVEL_UNSPECIFIED",
          "LOG_ALL_CALLS",
          "LOG_ERRORS_ONLY",
          "LOG_NONE",
          "LOG_ERRORS_AND_RETRY_CALLS");
  private static final List<String> VIEWS = List.of("EXECUTION_VIEW_UNSPECIFIED", "BASIC", "FULL");
  private static final Set<String> PARAMETERS =
      Set.of("$alt", "alt", "prettyPrint", "$prettyPrint", "view", "pageSize", "pageToken");

  private final Enforcement enforcement;
  private final Pace pace;
  private final Consumer<String> stopped;
  private final HttpCalls http = new HttpCalls();
  private final Map<String, Deployed> workflows = new ConcurrentHashMap<>();
  private final Map<String, Execution> executions = new ConcurrentHashMap<>();

  private record Deployed(Workflow workflow, Definition definition) {}

  /// Without any workflow.
  ///
  /// @param stopped gets the log entry of each execution that ends FAILED or CANCELLED, in JSON, as
  ///   a log sink with such a filter exports it
  public Workflows(Enforcement enforcement, Pace pace, Consumer<String> stopped) {
    this.enforcement = enforcement;
    this.pace = pace;
    this.stopped = stopped;
  }

  /// Deploys a workflow, or deploys it again; executions under way go on as they began.
  ///
  /// @throws InvalidDefinition says what in it is wrong or not known here, with the line
  public void deploy(Workflow workflow) {
    workflows.put(
        workflow.name(), new Deployed(workflow, DefinitionReader.read(workflow.source())));
  }

  /// Returns when an execution is at its end.
  ///
  /// @param id the last part of its name
  public void await(String id) throws InterruptedException {
    require(id).await();
  }

  @Override
  public boolean handles(String path) {
    return COLLECTION.matcher(path).matches()
        || ITEM.matcher(path).matches()
        || STEPS.matcher(path).matches();
  }

  @Override
  public Reply answer(Request request) {
    // The Java client sends what it does not mean as well, without a value.
    request.query().entrySet().stream()
        .filter(p -> !PARAMETERS.contains(p.getKey()) && !p.getValue().isEmpty())
        .findFirst()
        .ifPresent(p -> {
          throw invalid("the parameter " + p.getKey() + " is not known here");
        });
    Matcher steps = STEPS.matcher(request.path());
    if (steps.matches()) {
      return steps(steps.group("id"), request);
    }
    Matcher item = ITEM.matcher(request.path());
    if (item.matches()) {
      return item.group("cancel") == null
          ? get(request, item.group("workflow"), item.group("id"))
          : cancel(request, item.group("workflow"), item.group("id"));
    }
    Matcher collection = COLLECTION.matcher(request.path());
    if (!collection.matches()) {
      throw new IllegalArgumentException(request.path());
    }
    return request.method().equals("POST")
        ? create(request, collection.group("workflow"))
        : list(request, collection.group("workflow"));
  }

  /// Stops all executions, as nobody waits for them any more.
  @Override
  public void close() {
    executions
        .values()
        .forEach(execution -> {
          boolean _ = cancel(execution);
        });
  }

  private Reply create(Request request, String workflow) {
    enforcement.require(request.caller(), "workflows.executions.create", workflow);
    Deployed deployed = workflows.get(workflow);
    if (deployed == null) {
      throw missing(workflow);
    }
    ObjectNode wanted = object(request.text());
    String argument = text(wanted.remove("argument"), "argument");
    String level = named(wanted.remove("callLogLevel"), "callLogLevel", CALL_LOG_LEVELS);
    Map<String, String> labels = new HashMap<>();
    for (Map.Entry<String, JsonNode> label : labels(wanted.remove("labels"))) {
      labels.put(label.getKey(), text(label.getValue(), "labels"));
    }
    wanted
        .fieldNames()
        .forEachRemaining(name -> {
          throw invalid("the field " + name + " is not known here");
        });
    Execution execution =
        new Execution(
            deployed.workflow(),
            UUID.randomUUID().toString(),
            argument,
            level,
            labels,
            pace.time().instant());
    JsonNode value = argument(argument);
    executions.put(execution.id(), execution);
    Thread thread =
        Thread.ofVirtual()
            .name("execution-" + execution.id())
            .unstarted(() -> run(execution, deployed.definition(), value));
    execution.runsOn(thread);
    thread.start();
    return Reply.json(execution.json(true).toString());
  }

  private void run(Execution execution, Definition definition, JsonNode argument) {
    Workflow workflow = execution.workflow();
    Interpreter interpreter =
        new Interpreter(
            definition,
            new StandardLibrary(environment(execution)),
            http,
            workflow.serviceAccount(),
            pace,
            execution.history());
    try {
      boolean _ =
          end(execution, State.SUCCEEDED, Optional.of(interpreter.run(argument)), Optional.empty());
    } catch (WorkflowError e) {
      boolean _ = end(execution, State.FAILED, Optional.empty(), Optional.of(e));
    } catch (InterruptedException _) {
      boolean _ = cancel(execution);
    } catch (RuntimeException | Error e) {
      // A defect of this runner: without an end the execution would be waited for for ever.
      WorkflowError defect = WorkflowError.of("SystemError", e.toString());
      boolean _ = end(execution, State.FAILED, Optional.empty(), Optional.of(defect));
    }
  }

  private static Map<String, String> environment(Execution execution) {
    Workflow workflow = execution.workflow();
    Map<String, String> environment = new HashMap<>(workflow.environment());
    environment.put("GOOGLE_CLOUD_PROJECT_ID", workflow.project());
    environment.put("GOOGLE_CLOUD_LOCATION", workflow.location());
    environment.put("GOOGLE_CLOUD_SERVICE_ACCOUNT_NAME", workflow.serviceAccount());
    environment.put("GOOGLE_CLOUD_WORKFLOW_ID", workflow.id());
    environment.put("GOOGLE_CLOUD_WORKFLOW_REVISION_ID", REVISION);
    environment.put("GOOGLE_CLOUD_WORKFLOW_EXECUTION_ID", execution.id());
    return environment;
  }

  private boolean cancel(Execution execution) {
    return end(execution, State.CANCELLED, Optional.empty(), Optional.empty());
  }

  private boolean end(
      Execution execution, State state, Optional<JsonNode> result, Optional<WorkflowError> error) {
    End end = new End(state, pace.time().instant(), result, error);
    boolean first = execution.end(end);
    if (first && state != State.SUCCEEDED) {
      stopped.accept(ExecutionLog.entry(execution, end));
    }
    return first;
  }

  private Reply get(Request request, String workflow, String id) {
    expect(request, "GET");
    enforcement.require(request.caller(), "workflows.executions.get", workflow);
    String view = view(parameter(request, "view", "FULL"));
    return Reply.json(require(workflow, id).json(!view.equals("BASIC")).toString());
  }

  private Reply cancel(Request request, String workflow, String id) {
    expect(request, "POST");
    enforcement.require(request.caller(), "workflows.executions.cancel", workflow);
    Execution execution = require(workflow, id);
    if (!cancel(execution)) {
      throw Status.FAILED_PRECONDITION
          .withDescription("execution " + id + " is " + execution.state())
          .asRuntimeException();
    }
    return Reply.json(execution.json(true).toString());
  }

  private Reply list(Request request, String workflow) {
    expect(request, "GET");
    enforcement.require(request.caller(), "workflows.executions.list", workflow);
    if (!workflows.containsKey(workflow)) {
      throw missing(workflow);
    }
    int size = number(parameter(request, "pageSize", "0"));
    int from = number(parameter(request, "pageToken", "0"));
    boolean full = view(parameter(request, "view", "BASIC")).equals("FULL");
    List<Execution> found = new ArrayList<>();
    executions.values().stream()
        .filter(execution -> execution.workflow().name().equals(workflow))
        .sorted(Comparator.comparing(Execution::start).reversed())
        .forEach(found::add);
    int to = Math.min(found.size(), from + (size == 0 ? 100 : size));
    ObjectNode page = JsonNodeFactory.instance.objectNode();
    ArrayNode list = page.putArray("executions");
    found.subList(Math.min(from, to), to).forEach(execution -> list.add(execution.json(full)));
    page.put("nextPageToken", to < found.size() ? String.valueOf(to) : "");
    return Reply.json(page.toString());
  }

  private Reply steps(String id, Request request) {
    expect(request, "GET");
    History history = require(id).history();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode steps = json.putArray("steps");
    history.steps().forEach(steps::add);
    ArrayNode log = json.putArray("log");
    history.log().forEach(log::add);
    return Reply.json(json.toString());
  }

  private Execution require(String workflow, String id) {
    Execution execution = require(id);
    if (!execution.workflow().name().equals(workflow)) {
      throw missing(workflow + "/executions/" + id);
    }
    return execution;
  }

  private Execution require(String id) {
    Execution execution = executions.get(id);
    if (execution == null) {
      throw missing("executions/" + id);
    }
    return execution;
  }

  private static void expect(Request request, String method) {
    if (!request.method().equals(method)) {
      throw Status.UNIMPLEMENTED
          .withDescription(request.method() + " " + request.path())
          .asRuntimeException();
    }
  }

  private static String parameter(Request request, String name, String fallback) {
    String value = request.query().getOrDefault(name, "");
    return value.isEmpty() ? fallback : value;
  }

  private static JsonNode argument(String argument) {
    if (argument.isEmpty()) {
      return NullNode.instance;
    }
    if (argument.getBytes(StandardCharsets.UTF_8).length > LARGEST_ARGUMENT) {
      throw invalid("the argument is larger than 32 KB");
    }
    try {
      return StandardLibrary.parse(argument);
    } catch (JsonProcessingException _) {
      throw invalid("the argument is not JSON");
    }
  }

  private static ObjectNode object(String text) {
    try {
      JsonNode json = StandardLibrary.parse(text.isEmpty() ? "{}" : text);
      if (json instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException _) {
      // Refused below, as what is JSON but no object.
    }
    throw invalid("the body is not a JSON object");
  }

  private static Set<Map.Entry<String, JsonNode>> labels(@Nullable JsonNode labels) {
    return labels == null ? Set.of() : labels.properties();
  }

  private static String text(@Nullable JsonNode value, String name) {
    if (value == null) {
      return "";
    }
    if (!value.isTextual()) {
      throw invalid(name + " is not a string");
    }
    return value.textValue();
  }

  private static String view(String value) {
    return named(
        value.matches("\\d+")
            ? JsonNodeFactory.instance.numberNode(number(value))
            : JsonNodeFactory.instance.textNode(value),
        "view",
        VIEWS);
  }

  /// An enum's value, which the Java client sends as a number.
  private static String named(@Nullable JsonNode value, String field, List<String> names) {
    if (value == null) {
      return names.getFirst();
    }
    if (value.isInt() && value.intValue() >= 0 && value.intValue() < names.size()) {
      return names.get(value.intValue());
    }
    if (!names.contains(value.asText())) {
      throw invalid(field + " " + value + " is not known");
    }
    return value.asText();
  }

  private static int number(String text) {
    try {
      return Integer.parseUnsignedInt(text);
    } catch (NumberFormatException _) {
      throw invalid("not a number: " + text);
    }
  }

  private static StatusRuntimeException missing(String name) {
    return Status.NOT_FOUND.withDescription(name + " was not found").asRuntimeException();
  }

  private static StatusRuntimeException invalid(String why) {
    return Status.INVALID_ARGUMENT.withDescription(why).asRuntimeException();
  }
}
