package dev.cmek.local.gcp.function;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cmek.local.gcp.iam.Caller;
import dev.cmek.local.gcp.iam.Enforcement;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// The address of one function: lets callers in, starts its process when one is needed, and hands
/// requests and answers through.
final class HostedFunction implements AutoCloseable {

  /// Small, since there are two dozen of them on one machine, and quick to start.
  private static final List<String> JVM =
      List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  /// What belongs to a connection, or is made anew for the next one.
  private static final Set<String> OF_THE_CONNECTION =
      Set.of(
          "connection",
          "content-length",
          "date",
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "transfer-encoding",
          "upgrade");

  private final Function function;
  private final Map<String, String> environment;
  private final Enforcement enforcement;
  private final Path log;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  private @Nullable FunctionProcess process;
  private boolean closed;

  HostedFunction(
      Function function, Map<String, String> environment, Enforcement enforcement, Path log) {
    this.function = function;
    this.environment = Map.copyOf(environment);
    this.enforcement = enforcement;
    this.log = log;
    try {
      this.server =
          HttpServer.create(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), function.port()), 0);
    } catch (IOException e) {
      throw new UncheckedIOException("port " + function.port() + " of " + function.name(), e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  synchronized Optional<Long> process() {
    return Optional.ofNullable(process).filter(FunctionProcess::alive).map(FunctionProcess::pid);
  }

  @Override
  public void close() {
    server.stop(0);
    synchronized (this) {
      closed = true;
      if (process != null) {
        process.close();
      }
    }
    http.shutdownNow();
    threads.shutdownNow();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      Optional<Refusal> refusal = refusal(exchange.getRequestHeaders().getFirst("Authorization"));
      if (refusal.isPresent()) {
        answer(exchange, refusal.get());
        return;
      }
      byte[] body = exchange.getRequestBody().readAllBytes();
      HttpResponse<byte[]> response;
      try {
        response = ask(exchange, body);
      } catch (HttpTimeoutException e) {
        answer(exchange, new Refusal(504, "The request has been terminated: it took too long"));
        return;
      } catch (IOException e) {
        answer(exchange, new Refusal(503, "The connection to the instance had an error: " + e));
        return;
      } catch (FunctionFailedException e) {
        answer(exchange, new Refusal(503, String.valueOf(e.getMessage())));
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
      exchange.sendResponseHeaders(
          response.statusCode(), response.body().length == 0 ? -1 : response.body().length);
      exchange.getResponseBody().write(response.body());
    }
  }

  /// Why a caller is not let in ("Cloud Run: Authenticating service-to-service"): a token that is
  /// missing is like one of somebody without the right; one that is not for this function is none
  /// at all.
  private Optional<Refusal> refusal(@Nullable String authorization) {
    if (function.everybody()) {
      return Optional.empty();
    }
    if (authorization == null) {
      return Optional.of(forbidden());
    }
    Optional<Caller> caller = Caller.of(authorization);
    if (caller.flatMap(Caller::audience).filter(url().toString()::equals).isEmpty()) {
      return Optional.of(
          new Refusal(
              401,
              "The access token could not be verified: it must be an identity token for the"
                  + " audience "
                  + url()));
    }
    try {
      enforcement.require(caller.get(), "run.routes.invoke", function.name());
      return Optional.empty();
    } catch (StatusRuntimeException e) {
      return Optional.of(
          e.getStatus().getCode() == Status.Code.UNAUTHENTICATED
              ? new Refusal(401, String.valueOf(e.getStatus().getDescription()))
              : forbidden());
    }
  }

  private Refusal forbidden() {
    return new Refusal(
        403,
        "Your client does not have permission to get URL / of "
            + function.id()
            + " (run.routes.invoke)");
  }

  private HttpResponse<byte[]> ask(HttpExchange exchange, byte[] body) throws IOException {
    try {
      return send(running(), exchange, body);
    } catch (ConnectException e) {
      // it has died since it was last seen, and has read nothing of this request
      return send(running(), exchange, body);
    }
  }

  private HttpResponse<byte[]> send(FunctionProcess to, HttpExchange exchange, byte[] body)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(to.url() + exchange.getRequestURI().toString()))
            .timeout(function.timeout())
            .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> {
          if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))
              && !name.equalsIgnoreCase("X-Forwarded-For")) {
            values.forEach(value -> request.header(name, value));
          }
        });
    request.header("X-Forwarded-For", forwardedFor(exchange));
    try {
      return http.send(request.build(), BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the host of " + function.id() + " is ending", e);
    }
  }

  /// What the caller says, then who it is.
  private static String forwardedFor(HttpExchange exchange) {
    String said = exchange.getRequestHeaders().getFirst("X-Forwarded-For");
    String address = exchange.getRemoteAddress().getAddress().getHostAddress();
    return said == null ? address : said + "," + address;
  }

  /// The process, which is started if there is none. Requests that come meanwhile wait for it.
  private synchronized FunctionProcess running() {
    if (closed) {
      throw new FunctionFailedException(
          function.name() + " has ended", new IllegalStateException("closed"));
    }
    if (process != null && process.alive()) {
      return process;
    }
    if (process != null) {
      process.note(function.id() + " has died, process " + process.pid() + ": starting it anew");
    }
    process = FunctionProcess.start(function, environment, JVM, log);
    return process;
  }

  private record Refusal(int status, String text) {}

  private static void answer(HttpExchange exchange, Refusal refusal) throws IOException {
    byte[] body = (refusal.text() + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    if (refusal.status() == 401) {
      exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer error=\"invalid_token\"");
    }
    exchange.sendResponseHeaders(refusal.status(), body.length);
    exchange.getResponseBody().write(body);
  }
}
