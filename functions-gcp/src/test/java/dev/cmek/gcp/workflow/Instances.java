package dev.cmek.gcp.workflow;

import com.google.cloud.functions.HttpFunction;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cmek.gcp.http.Answer;
import dev.cmek.gcp.http.SentRequest;
import dev.cmek.gcp.wiring.GcpWiring;
import dev.cmek.gcp.wiring.Wiring;
import dev.cmek.local.gcp.function.Function;
import dev.cmek.local.gcp.function.Hosting;
import dev.cmek.local.gcp.iam.Caller;
import dev.cmek.local.gcp.iam.Enforcement;
import dev.cmek.shared.step.StepLog;
import dev.cmek.shared.wiring.Settings;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BinaryOperator;

/// Serves functions from this process, as Cloud Run would from many: an instance answers one
/// request at a time, and one that dies leaves its request without an answer.
final class Instances implements Hosting, AutoCloseable {

  private final Enforcement enforcement;
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<HttpServer> servers = new ArrayList<>();
  private final Map<String, Instance> all = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();
  private volatile BinaryOperator<String> redirection = (_, value) -> value;

  private record Instance(String id, HttpFunction function, CompletableFuture<Boolean> death) {}

  Instances(Enforcement enforcement) {
    this.enforcement = enforcement;
  }

  /// What instances are told in place of what stands in their function's environment.
  ///
  /// @param told of the instance's id and a value
  void redirect(BinaryOperator<String> told) {
    redirection = told;
  }

  /// Ends an instance: nobody gets an answer of it any more.
  void kill(String id) {
    Instance instance = all.get(id);
    if (instance != null) {
      var _ = instance.death().complete(true);
    }
  }

  /// What all functions logged, a JSON object per line.
  List<String> logLines() {
    return logged.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Override
  public URI deploy(Function function) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      String url = "http://127.0.0.1:" + server.getAddress().getPort();
      Queue<Instance> idle = new ConcurrentLinkedQueue<>();
      server.setExecutor(threads);
      server.createContext("/", exchange -> serve(exchange, function, url, idle));
      server.start();
      servers.add(server);
      return URI.create(url);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve(HttpExchange exchange, Function function, String url, Queue<Instance> idle)
      throws IOException {
    try (exchange) {
      SentRequest request = request(exchange);
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      if (!function.everybody()
          && !mayCall(Caller.of(authorization).orElseThrow(), function, url)) {
        exchange.sendResponseHeaders(403, -1);
        return;
      }
      Instance free = idle.poll();
      Instance instance = free == null ? start(function) : free;
      CompletableFuture<Answer> answer =
          CompletableFuture.supplyAsync(() -> Answer.of(instance.function(), request), threads);
      Object first = CompletableFuture.anyOf(answer, instance.death()).join();
      if (!(first instanceof Answer given)) {
        exchange.sendResponseHeaders(503, -1);
        return;
      }
      var _ = idle.add(instance);
      given.getHeaders().forEach((name, values) -> exchange.getResponseHeaders().put(name, values));
      given
          .getContentType()
          .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
      byte[] body = given.bytes().toByteArray();
      exchange.sendResponseHeaders(given.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    } catch (IOException | RuntimeException e) {
      logged.writeBytes((e + "\n").getBytes(StandardCharsets.UTF_8));
      throw e;
    }
  }

  private static SentRequest request(HttpExchange exchange) throws IOException {
    SentRequest request =
        SentRequest.of(
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> {
          var _ = request.with(name, values.toArray(String[]::new));
        });
    return request;
  }

  private boolean mayCall(Caller caller, Function function, String url) {
    try {
      enforcement.require(caller, "run.routes.invoke", function.name());
      return caller.audience().filter(url::equals).isPresent();
    } catch (StatusRuntimeException _) {
      return false;
    }
  }

  private Instance start(Function function) {
    String id = function.id() + "/" + count.incrementAndGet();
    Map<String, String> environment = new HashMap<>(function.environment());
    environment.replaceAll((_, value) -> redirection.apply(id, value));
    Wiring real =
        new GcpWiring(
            function.id(), new Settings(environment), new Identity(function.serviceAccount(), id));
    try {
      HttpFunction built =
          Class.forName(function.className())
              .asSubclass(HttpFunction.class)
              .getConstructor(Wiring.class)
              .newInstance(quiet(real));
      Instance instance = new Instance(id, built, new CompletableFuture<>());
      all.put(id, instance);
      return instance;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(function.className(), e);
    }
  }

  /// The real wiring, but for where it logs to.
  private Wiring quiet(Wiring real) {
    PrintStream log = new PrintStream(logged, true, StandardCharsets.UTF_8);
    return (Wiring)
        Proxy.newProxyInstance(
            Wiring.class.getClassLoader(),
            new Class<?>[] {Wiring.class},
            (_, method, arguments) -> {
              if (method.getName().equals("log")) {
                return new StepLog((String) arguments[0], log, InstantSource.system());
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Override
  public void close() {
    servers.forEach(server -> server.stop(0));
    var _ = threads.shutdownNow();
  }
}
