package dev.cmek.aws.contract;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A network before the local AWS that fails on purpose: chosen calls are answered with an error as
/// the real service words it in its protocol, or are made and their answer is lost.
final class FaultProxy implements AutoCloseable {

  /// What happens to a call.
  enum Fault {
    DENIED(403, "AccessDenied", "is not authorized to perform this action"),
    THROTTLED(400, "Throttling", "Rate exceeded"),
    BROKEN(500, "InternalFailure", "We encountered an internal error. Please try again."),
    /// The call is made, then the connection is cut.
    ANSWER_LOST(0, "", "");

    private final int status;
    private final String code;
    private final String message;

    Fault(int status, String code, String message) {
      this.status = status;
      this.code = code;
      this.message = message;
    }
  }

  private static final Pattern ACTION = Pattern.compile("(?:^|&)Action=(\\w+)");
  private static final Set<String> NOT_FORWARDED =
      Set.of("connection", "content-length", "expect", "host", "upgrade", "transfer-encoding");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI target;
  private final Map<String, Fault> faults = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();

  /// @param target where calls really go
  FaultProxy(URI target) {
    this.target = target;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    var _ = server.createContext("/", this::answer);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /// From now on this happens to all calls of an operation, such as `CreateKey`.
  void fail(String operation, Fault fault) {
    faults.put(operation, fault);
  }

  /// Calls get through again.
  void heal() {
    faults.clear();
  }

  /// How often an operation was called, whatever happened then.
  int calls(String operation) {
    return calls.getOrDefault(operation, new AtomicInteger()).get();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
    http.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String operation = operation(exchange, body);
    var _ = calls.computeIfAbsent(operation, _ -> new AtomicInteger()).incrementAndGet();
    Fault fault = faults.get(operation);
    if (fault == null) {
      HttpResponse<byte[]> answer = forward(exchange, body);
      answer
          .headers()
          .map()
          .forEach((name, values) -> {
            if (!NOT_FORWARDED.contains(name.toLowerCase(Locale.ROOT))) {
              exchange.getResponseHeaders().put(name, values);
            }
          });
      send(exchange, answer.statusCode(), answer.body());
    } else if (fault == Fault.ANSWER_LOST) {
      HttpResponse<byte[]> _ = forward(exchange, body);
      exchange.close();
    } else {
      refuse(exchange, fault);
    }
  }

  private static void refuse(HttpExchange exchange, Fault fault) throws IOException {
    String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    if (target != null) {
      // JSON protocols: denials and throttling have a 400 and a longer name.
      String code =
          fault == Fault.BROKEN
              ? fault.code
              : fault.code + (target.startsWith("AmazonSQS") ? "" : "Exception");
      exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
      send(
          exchange,
          fault == Fault.BROKEN ? fault.status : 400,
          "{\"__type\":\"%s\",\"message\":\"%s\"}".formatted(code, fault.message));
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", "text/xml");
    String error =
        "<Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error>"
            .formatted(fault.code, fault.message);
    boolean isS3 = !"POST".equals(exchange.getRequestMethod());
    send(
        exchange,
        fault.status,
        isS3 ? error : "<ErrorResponse>" + error + "<RequestId>9f3c</RequestId></ErrorResponse>");
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    send(exchange, status, body.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    try (exchange) {
      if (body.length > 0) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target.resolve(exchange.getRequestURI()))
            .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> {
          if (!NOT_FORWARDED.contains(name.toLowerCase(Locale.ROOT))) {
            values.forEach(value -> request.header(name, value));
          }
        });
    try {
      return http.send(request.build(), BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /// JSON protocols name it in a header, query protocols in the body, S3 by method alone.
  private static String operation(HttpExchange exchange, byte[] body) {
    String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    if (target != null) {
      return target.substring(target.lastIndexOf('.') + 1);
    }
    Matcher action = ACTION.matcher(new String(body, StandardCharsets.UTF_8));
    if (exchange.getRequestMethod().equals("POST") && action.find()) {
      return action.group(1);
    }
    return exchange.getRequestMethod().equals("GET") ? "GetObject" : "PutObject";
  }
}
