package dev.cmek.local.gcp.workflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.protobuf.ByteString;
import dev.cmek.local.gcp.Allowing;
import dev.cmek.local.gcp.iam.Caller;
import dev.cmek.local.gcp.rest.Api.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// Workflows with a virtual clock, and functions that answer what a test says.
final class Bench implements AutoCloseable {

  static final String PROJECT = "cmek-local";
  static final String LOCATION = "projects/" + PROJECT + "/locations/europe-west1";
  static final String ACCOUNT = "cmek-workflows@cmek-local.iam.gserviceaccount.com";

  final VirtualTime time = new VirtualTime();
  final ScriptedFunctions functions = new ScriptedFunctions();
  final List<String> stopped = new CopyOnWriteArrayList<>();
  final Workflows workflows = new Workflows(new Allowing(), new Pace(time, 1), stopped::add);

  /// An execution that is at its end.
  ///
  /// @param json as the API shows it
  record Ended(JsonNode json, List<String> steps, List<String> log) {

    String state() {
      return json.path("state").asText();
    }

    JsonNode result() {
      return parse(json.path("result").asText());
    }

    JsonNode error() {
      return parse(json.at("/error/payload").asText());
    }
  }

  /// A definition of the real ones.
  static String definition(String file) {
    try {
      return Files.readString(Path.of("../../gcp/workflows", file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode parse(String json) {
    try {
      return StandardLibrary.parse(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  void deploy(String id, String source, Map<String, String> environment) {
    workflows.deploy(new Workflow(LOCATION + "/workflows/" + id, source, ACCOUNT, environment));
  }

  /// Runs a small definition: the steps of main, whose parameter is `args`.
  Ended main(String steps, String argument) {
    return definition("main:\n  params: [args]\n  steps:\n" + steps.indent(4), argument);
  }

  Ended definition(String source, String argument) {
    deploy("small", source, functions.environment(List.of("f", "g")));
    return run("small", argument);
  }

  Ended run(String workflow, String argument) {
    String id = start(workflow, argument);
    try {
      workflows.await(id);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return ended(workflow, id);
  }

  /// Starts an execution; its id.
  String start(String workflow, String argument) {
    String body = JsonNodeFactory.instance.objectNode().put("argument", argument).toString();
    String name =
        ask("POST", "/v1/" + LOCATION + "/workflows/" + workflow + "/executions", body)
            .path("name")
            .asText();
    return name.substring(name.lastIndexOf('/') + 1);
  }

  Ended ended(String workflow, String id) {
    JsonNode json =
        ask("GET", "/v1/" + LOCATION + "/workflows/" + workflow + "/executions/" + id, "");
    JsonNode history = ask("GET", "/local/executions/" + id + "/steps", "");
    return new Ended(
        json,
        history.path("steps").valueStream().map(JsonNode::asText).toList(),
        history.path("log").valueStream().map(JsonNode::asText).toList());
  }

  JsonNode ask(String method, String path, String body) {
    return ask(Caller.OWNER, method, path, Map.of(), body);
  }

  JsonNode ask(Caller caller, String method, String path, Map<String, String> query, String body) {
    return parse(
        workflows
            .answer(
                new Request(caller, method, path, query, Map.of(), ByteString.copyFromUtf8(body)))
            .body()
            .toStringUtf8());
  }

  @Override
  public void close() {
    workflows.close();
    functions.close();
  }
}
