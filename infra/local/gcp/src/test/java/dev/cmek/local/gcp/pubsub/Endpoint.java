package dev.cmek.local.gcp.pubsub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntUnaryOperator;

/// Takes pushed messages and answers as it is told.
final class Endpoint implements AutoCloseable {

  /// A push.
  record Push(String authorization, String contentType, String body) {}

  private final HttpServer server;
  private final IntUnaryOperator answers;
  private final List<Push> pushes = new CopyOnWriteArrayList<>();

  /// @param answers the status of the n-th answer, from 1 on
  Endpoint(IntUnaryOperator answers) {
    this.answers = answers;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::take);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/push");
  }

  List<Push> pushes() {
    return List.copyOf(pushes);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      pushes.add(
          new Push(
              String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
              exchange.getRequestHeaders().getFirst("Content-Type"),
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
      exchange.sendResponseHeaders(answers.applyAsInt(pushes.size()), -1);
    }
  }
}
