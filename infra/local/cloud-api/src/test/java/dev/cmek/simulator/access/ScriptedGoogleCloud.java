package dev.cmek.simulator.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Google's IAM and KMS over HTTP, as far as the vendor uses them: everything is granted, and
/// encryption turns a text around, unless a test says what is answered instead.
public final class ScriptedGoogleCloud implements AutoCloseable {

  /// What came in.
  public record Asked(String path, String authorization, JsonNode body) {}

  private record Answer(int status, String body) {}

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private final HttpServer server;
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final Map<String, Answer> instead = new ConcurrentHashMap<>();

  public ScriptedGoogleCloud() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::serve);
    server.start();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /// But for making accounts.
  public List<Asked> asked() {
    return asked;
  }

  /// Answers one kind of call so from now on.
  ///
  /// @param verb a path's last part: `generateAccessToken`, `encrypt`, `decrypt` or
  ///   `serviceAccounts`
  public void answerInstead(String verb, int status, String body) {
    instead.put(verb, new Answer(status, body));
  }

  /// Answers one kind of call with Google's error document from now on.
  public void refuse(String verb, int status, String message) {
    answerInstead(
        verb, status, "{\"error\":{\"code\":%d,\"message\":\"%s\"}}".formatted(status, message));
  }

  public void allowAll() {
    instead.clear();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      JsonNode body = MAPPER.readTree(exchange.getRequestBody());
      if (path.endsWith("/serviceAccounts")) {
        answer(exchange, instead.getOrDefault("serviceAccounts", new Answer(200, "{}")));
        return;
      }
      asked.add(new Asked(path, exchange.getRequestHeaders().getFirst("Authorization"), body));
      String verb = path.substring(path.lastIndexOf(':') + 1);
      Answer answer = instead.getOrDefault(verb, granted(path, verb, body));
      answer(exchange, answer);
    }
  }

  private static void answer(HttpExchange exchange, Answer answer) throws IOException {
    byte[] bytes = answer.body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static Answer granted(String path, String verb, JsonNode body) {
    String resource = path.substring("/v1/".length(), path.lastIndexOf(':'));
    var answer = MAPPER.createObjectNode();
    switch (verb) {
      case "generateAccessToken" ->
          answer.put(
              "accessToken",
              "as:serviceAccount:" + resource.substring(resource.lastIndexOf('/') + 1));
      case "encrypt" ->
          answer
              .put("name", resource + "/cryptoKeyVersions/1")
              .put("ciphertext", turned(body.path("plaintext").asText()));
      case "decrypt" -> answer.put("plaintext", turned(body.path("ciphertext").asText()));
      default -> {
        return new Answer(404, "nothing here answers " + path);
      }
    }
    return new Answer(200, answer.toString());
  }

  private static String turned(String text) {
    return new StringBuilder(text).reverse().toString();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
