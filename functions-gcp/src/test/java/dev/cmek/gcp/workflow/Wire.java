package dev.cmek.gcp.workflow;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/// What lies between the functions and the services: it sees every call, and harms those that a
/// test picks.
final class Wire implements AutoCloseable {

  /// A call.
  ///
  /// @param number from 1, since the last [#forget]
  /// @param instance who calls, such as `cmek-ensure-key/3`
  /// @param target path and query
  record Call(int number, String instance, String method, String target, String body) {

    /// Whether it is a call to Google Cloud, not to the Cloud API.
    boolean toGoogle() {
      return !target.startsWith("/api/");
    }

    /// Whether the service changes something by it.
    boolean writes() {
      return !method.equals("GET") && !target.matches(".*(:getIamPolicy|:testIamPermissions).*");
    }

    @Override
    public String toString() {
      return number + " " + instance + " " + method + " " + target;
    }
  }

  private static final Set<String> OF_THE_CONNECTION =
      Set.of(
          "accept-encoding",
          "connection",
          "content-length",
          "date",
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "transfer-encoding",
          "upgrade");

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final AtomicInteger count = new AtomicInteger();
  private final Set<String> dead = ConcurrentHashMap.newKeySet();
  private final Consumer<String> killer;
  private volatile Function<Call, Optional<Harm>> trouble = _ -> Optional.empty();

  /// Harms nothing.
  ///
  /// @param killer ends an instance
  Wire(Consumer<String> killer) {
    this.killer = killer;
  }

  /// Opens an address through which a service is reached.
  ///
  /// @param caller the instance that is given it; empty: calls say themselves whose they are
  URI to(URI service, String caller) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(threads);
      server.createContext("/", exchange -> pass(exchange, service, caller));
      server.start();
      servers.add(server);
      return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Harms calls from now on.
  void harm(Function<Call, Optional<Harm>> picked) {
    trouble = picked;
  }

  /// Harms one call.
  void harmOnce(int number, Harm harm) {
    harm(call -> call.number() == number ? Optional.of(harm) : Optional.empty());
  }

  /// Forgets what was called, and harms no more.
  void forget() {
    trouble = _ -> Optional.empty();
    calls.clear();
    count.set(0);
  }

  List<Call> calls() {
    return List.copyOf(calls);
  }

  private void pass(HttpExchange exchange, URI service, String caller) throws IOException {
    try (exchange) {
      String instance =
          Optional.ofNullable(exchange.getRequestHeaders().getFirst(Identity.INSTANCE))
              .orElse(caller);
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (dead.contains(instance)) {
        return;
      }
      Call call =
          new Call(
              count.incrementAndGet(),
              instance,
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              new String(body, StandardCharsets.UTF_8));
      calls.add(call);
      Optional<Harm> harm = trouble.apply(call);
      if (harm.isEmpty()) {
        answer(exchange, forward(exchange, service, body), true);
        return;
      }
      switch (harm.get().kind()) {
        case ANSWERED -> {
          byte[] instead = harm.get().body().getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(harm.get().status(), instead.length);
          exchange.getResponseBody().write(instead);
        }
        case LOST -> answer(exchange, forward(exchange, service, body), false);
        case KILLED -> {
          var _ = forward(exchange, service, body);
          var _ = dead.add(instance);
          killer.accept(instance);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // the test is over
    }
  }

  private HttpResponse<byte[]> forward(HttpExchange exchange, URI service, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(service.resolve(exchange.getRequestURI().toString()))
            .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> {
          if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
            values.forEach(value -> request.header(name, value));
          }
        });
    return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static void answer(HttpExchange exchange, HttpResponse<byte[]> response, boolean whole)
      throws IOException {
    byte[] body = response.body();
    if (!whole && body.length == 0) {
      return;
    }
    response
        .headers()
        .map()
        .forEach((name, values) -> {
          if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
            values.forEach(value -> exchange.getResponseHeaders().add(name, value));
          }
        });
    exchange.sendResponseHeaders(response.statusCode(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body, 0, whole ? body.length : body.length / 2);
  }

  @Override
  public void close() {
    servers.forEach(server -> server.stop(0));
    http.shutdownNow();
    var _ = threads.shutdownNow();
  }
}
