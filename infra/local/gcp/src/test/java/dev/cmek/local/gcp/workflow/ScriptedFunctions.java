package dev.cmek.local.gcp.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Functions that answer what a test says, on one port of 127.0.0.1.
final class ScriptedFunctions implements AutoCloseable {

  /// @param json empty: no body
  record Answer(int status, String json) {

    /// What `StepFunction` answers when a step has done its work.
    static Answer done(String value) {
      return new Answer(200, "{\"value\":" + value + ",\"changes\":[]}");
    }

    static Answer notYet() {
      return new Answer(409, "{\"reason\":\"CLUSTER_BUSY\",\"message\":\"later\"}");
    }

    static Answer refused() {
      return new Answer(
          422, "{\"reason\":\"KEY_NOT_USABLE\",\"message\":\"off\",\"remedy\":\"turn it on\"}");
    }

    static Answer defect() {
      return new Answer(500, "{\"reason\":\"DEFECT\",\"message\":\"oops\"}");
    }
  }

  /// @param function such as `fetch-cluster`
  record Call(String function, JsonNode body, @Nullable String authorization, String method) {}

  private final HttpServer server;
  private final Map<String, Function<JsonNode, Answer>> scripts = new ConcurrentHashMap<>();
  private final List<Call> calls = new ArrayList<>();

  ScriptedFunctions() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::serve);
    server.start();
  }

  /// Says what a function answers from now on.
  void on(String function, Function<JsonNode, Answer> script) {
    scripts.put(function, script);
  }

  /// What a function answers every time from now on.
  void on(String function, Answer answer) {
    on(function, _ -> answer);
  }

  /// What a function answers the next times; then what it answered before.
  void first(String function, int times, Answer answer) {
    Function<JsonNode, Answer> before = scripts.getOrDefault(function, _ -> Answer.done("{}"));
    int[] left = {times};
    on(
        function,
        input -> {
          synchronized (left) {
            return left[0]-- > 0 ? answer : before.apply(input);
          }
        });
  }

  String url(String function) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + function;
  }

  /// `FETCH_CLUSTER_URL` and so on.
  Map<String, String> environment(List<String> functions) {
    Map<String, String> urls = new ConcurrentHashMap<>();
    functions.forEach(
        name -> urls.put(name.toUpperCase(Locale.ROOT).replace('-', '_') + "_URL", url(name)));
    return urls;
  }

  synchronized List<Call> calls() {
    return List.copyOf(calls);
  }

  /// The functions that were called, in order.
  List<String> called() {
    return calls().stream().map(Call::function).toList();
  }

  /// What a function got the first time.
  JsonNode input(String function) {
    return inputs(function).getFirst();
  }

  List<JsonNode> inputs(String function) {
    return calls().stream().filter(c -> c.function().equals(function)).map(Call::body).toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String function = exchange.getRequestURI().toString().substring(1);
      JsonNode body =
          StandardLibrary.parse(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      synchronized (this) {
        calls.add(
            new Call(
                function,
                body,
                exchange.getRequestHeaders().getFirst("Authorization"),
                exchange.getRequestMethod()));
      }
      Answer answer = scripts.getOrDefault(function, _ -> Answer.done("{}")).apply(body);
      byte[] json = answer.json().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(answer.status(), json.length == 0 ? -1 : json.length);
      exchange.getResponseBody().write(json);
    }
  }
}
