package dev.cmek.gcp.door;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.api.client.http.ByteArrayContent;
import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpRequestFactory;
import com.google.api.client.http.HttpResponse;
import dev.cmek.gcp.call.GoogleCalls;
import dev.cmek.shared.door.Workflows;
import dev.cmek.shared.json.Payloads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Executions in Workflows. Its API knows no names given by clients: a name is a start's own
/// business here, and each start is another execution ("Workflow Executions API", REST v1).
///
/// An execution's id is `<workflow>/<execution id>`, such as `cmek-provision/5f0c…`: the workflow
/// can say it of itself, and nothing in it depends on the project's number, by which the API names
/// executions.
public final class WorkflowsEngine implements Workflows {

  /// Where the API is.
  public static final String ROOT = "https://workflowexecutions.googleapis.com";

  private static final Pattern ID = Pattern.compile("([A-Za-z0-9_-]+)/([A-Za-z0-9-]+)");

  private final HttpRequestFactory http;
  private final GoogleCalls calls;
  private final String root;
  private final String location;
  private final String workflow;

  /// Executions of one workflow; any workflow's can be found.
  ///
  /// @param root such as [#ROOT]
  /// @param location `projects/p/locations/l`
  /// @param workflow its name there, such as `cmek-provision`
  public WorkflowsEngine(
      HttpRequestFactory http, GoogleCalls calls, String root, String location, String workflow) {
    this.http = http;
    this.calls = calls;
    this.root = root;
    this.location = location;
    this.workflow = workflow;
  }

  @Override
  public Start start(String name, String input) {
    String parent = location + "/workflows/" + workflow;
    ByteArrayContent body =
        new ByteArrayContent(
            "application/json; charset=UTF-8", Payloads.write(Map.of("argument", input)));
    JsonNode started =
        calls.call(
            "workflows.executions.create",
            parent,
            () -> answer(http.buildPostRequest(url(parent + "/executions"), body)));
    String named = started.path("name").asText();
    return new Start.Running(workflow + named.substring(named.lastIndexOf('/')));
  }

  @Override
  public Optional<Execution> find(String executionId) {
    Matcher id = ID.matcher(executionId);
    if (!id.matches()) {
      return Optional.empty();
    }
    String path = location + "/workflows/" + id.group(1) + "/executions/" + id.group(2);
    return calls
        .find("workflows.executions.get", path, () -> answer(http.buildGetRequest(url(path))))
        .map(found ->
            new Execution(
                executionId,
                status(found.path("state").asText()),
                found.path("argument").asText("null"),
                error(found.path("error"))));
  }

  /// Whatever is no known end may still do something: `ACTIVE`, `QUEUED`, and `UNAVAILABLE`, which
  /// says that its data can't be read now.
  private static Status status(String state) {
    return switch (state) {
      case "SUCCEEDED" -> Status.SUCCEEDED;
      case "FAILED" -> Status.FAILED;
      case "CANCELLED" -> Status.ABORTED;
      default -> Status.RUNNING;
    };
  }

  /// The `code` that the workflow raised; of anything else the kind of error.
  private static @Nullable String error(JsonNode error) {
    JsonNode raised = tree(error.path("payload").asText());
    return raised.path("code").isTextual()
        ? raised.path("code").asText()
        : raised.path("tags").path(0).textValue();
  }

  private static JsonNode tree(String json) {
    try {
      return Payloads.tree(json.getBytes(StandardCharsets.UTF_8));
    } catch (IllegalArgumentException _) {
      return Payloads.tree("null".getBytes(StandardCharsets.UTF_8));
    }
  }

  private GenericUrl url(String path) {
    return new GenericUrl(root + "/v1/" + path);
  }

  private static JsonNode answer(HttpRequest request) throws IOException {
    HttpResponse response = request.execute();
    try {
      return Payloads.tree(response.getContent().readAllBytes());
    } finally {
      response.disconnect();
    }
  }
}
