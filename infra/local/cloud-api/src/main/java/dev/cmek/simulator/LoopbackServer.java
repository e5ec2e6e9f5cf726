package dev.cmek.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// An HTTP server on 127.0.0.1 with a virtual thread per request.
final class LoopbackServer implements AutoCloseable {

  /// Answers a request.
  interface Door {
    Reply answer(Call call);
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private LoopbackServer(HttpServer server) {
    this.server = server;
  }

  /// Starts on the port, or on any free one for 0.
  static LoopbackServer start(int port, Door door) throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    LoopbackServer server =
        new LoopbackServer(HttpServer.create(new InetSocketAddress(loopback, port), 0));
    server.server.createContext("/", exchange -> serve(exchange, door));
    server.server.setExecutor(server.threads);
    server.server.start();
    return server;
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private static void serve(HttpExchange exchange, Door door) throws IOException {
    try (exchange) { // closing before an answer was begun cuts the connection
      if (door.answer(Call.read(exchange)) instanceof Reply.Answer answer) {
        send(exchange, answer);
      }
    }
  }

  private static void send(HttpExchange exchange, Reply.Answer answer) throws IOException {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", answer.contentType());
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
