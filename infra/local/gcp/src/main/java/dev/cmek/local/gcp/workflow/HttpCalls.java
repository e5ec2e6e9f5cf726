package dev.cmek.local.gcp.workflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.cmek.local.gcp.iam.Caller;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Makes the HTTP requests of executions ("Make an HTTP request").
final class HttpCalls {

  /// Seconds ("Make an HTTP request": timeout).
  private static final double LONGEST = 1800;

  private static final double USUAL = 300;

  /// Bytes ("Quotas and limits": HTTP response size).
  private static final int LARGEST = 2 * 1024 * 1024;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /// Makes a request.
  ///
  /// @param serviceAccount whose tokens it carries: an email
  /// @return `{"code","headers","body"}`
  JsonNode call(String method, ObjectNode args, String serviceAccount)
      throws WorkflowError, InterruptedException {
    String url = text(args, "url");
    HttpRequest.Builder request = builder(url + query(args)).timeout(timeout(args));
    JsonNode body = args.path("body");
    boolean json = body.isContainerNode();
    if (json) {
      request.setHeader("Content-Type", "application/json; charset=utf-8");
    }
    for (Map.Entry<String, JsonNode> header : args.path("headers").properties()) {
      request.setHeader(header.getKey(), header.getValue().asText());
    }
    if (args.has("auth")) {
      request.setHeader("Authorization", "Bearer " + token(args.get("auth"), url, serviceAccount));
    }
    String sent = json ? body.toString() : body.asText("");
    HttpResponse<byte[]> response =
        send(
            request
                .method(
                    method,
                    sent.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(sent))
                .build());
    return answer(response);
  }

  private HttpResponse<byte[]> send(HttpRequest request)
      throws WorkflowError, InterruptedException {
    try {
      return client.send(request, BodyHandlers.ofByteArray());
    } catch (HttpTimeoutException e) {
      throw WorkflowError.of("TimeoutError", request.uri() + " did not answer in time");
    } catch (ConnectException e) {
      throw WorkflowError.of("ConnectionFailedError", "no connection with " + request.uri());
    } catch (IOException e) {
      throw WorkflowError.of("ConnectionError", request.uri() + ": " + e.getMessage());
    }
  }

  private static JsonNode answer(HttpResponse<byte[]> response) throws WorkflowError {
    if (response.body().length > LARGEST) {
      throw WorkflowError.of("ResourceLimitError", "the response is larger than 2 MB");
    }
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("code", response.statusCode());
    ObjectNode headers = answer.putObject("headers");
    response
        .headers()
        .map()
        .forEach((name, values) -> headers.put(name, String.join(", ", values)));
    answer.set("body", body(response));
    if (response.statusCode() < 400) {
      return answer;
    }
    answer.put("message", "HTTP server responded with error code " + response.statusCode());
    answer.putArray("tags").add("HttpError");
    throw WorkflowError.raised(answer);
  }

  private static JsonNode body(HttpResponse<byte[]> response) throws WorkflowError {
    String text = new String(response.body(), StandardCharsets.UTF_8);
    String type = response.headers().firstValue("content-type").orElse("");
    if (!type.startsWith("application/json")) {
      return TextNode.valueOf(text);
    }
    try {
      return StandardLibrary.parse(text);
    } catch (JsonProcessingException e) {
      throw WorkflowError.of("ResponseTypeError", "the response is not JSON: " + e.getMessage());
    }
  }

  private static String token(JsonNode auth, String url, String serviceAccount)
      throws WorkflowError {
    for (Map.Entry<String, JsonNode> member : auth.properties()) {
      if (!Set.of("type", "audience").contains(member.getKey())) {
        throw WorkflowError.of("ValueError", "auth with " + member.getKey() + " is not known here");
      }
    }
    String member = "serviceAccount:" + serviceAccount;
    return switch (auth.path("type").asText()) {
      case "OIDC" -> Caller.idToken(member, auth.path("audience").asText(url));
      case "OAuth2" -> Caller.accessToken(member);
      default -> throw WorkflowError.of("ValueError", "no such type of auth: " + auth.path("type"));
    };
  }

  private static HttpRequest.Builder builder(String url) throws WorkflowError {
    try {
      return HttpRequest.newBuilder(URI.create(url));
    } catch (IllegalArgumentException e) {
      throw WorkflowError.of("ValueError", "not a URL: " + url);
    }
  }

  private static Duration timeout(ObjectNode args) throws WorkflowError {
    double seconds = args.path("timeout").asDouble(USUAL);
    if (seconds <= 0 || seconds > LONGEST) {
      throw WorkflowError.of("ValueError", "a timeout of " + seconds + " seconds");
    }
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  private static String query(ObjectNode args) {
    String query =
        args.path("query").properties().stream()
            .map(p -> encoded(p.getKey()) + "=" + encoded(p.getValue().asText()))
            .collect(Collectors.joining("&"));
    return query.isEmpty() ? "" : "?" + query;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String text(ObjectNode args, String name) throws WorkflowError {
    JsonNode value = args.path(name);
    if (!value.isTextual()) {
      throw WorkflowError.of("TypeError", name + " must be a string");
    }
    return value.textValue();
  }
}
