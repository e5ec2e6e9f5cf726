package dev.cmek.shared.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A server on this machine that gives answers recorded in files, in the order asked for, and keeps
/// the requests.
final class RecordedAnswers implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Queue<Behaviour> behaviours = new ConcurrentLinkedQueue<>();
  private volatile Behaviour afterwards = answer(418, "nothing");
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  /// What came in.
  ///
  /// @param path with the query, as sent
  record Request(String method, String path, Headers headers, String body) {}

  /// What the server does with a request; afterwards it closes the exchange.
  @FunctionalInterface
  interface Behaviour {
    void to(HttpExchange exchange, CountDownLatch closing) throws IOException, InterruptedException;
  }

  RecordedAnswers() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::serve);
    server.setExecutor(threads);
    server.start();
  }

  CloudApiEndpoint endpoint() {
    return CloudApiEndpoint.of("http://127.0.0.1:" + server.getAddress().getPort(), true);
  }

  List<Request> requests() {
    return requests;
  }

  /// What the next requests get, in this order.
  void gives(Behaviour... next) {
    behaviours.addAll(List.of(next));
  }

  /// What every request gets that [#gives] has nothing for; without it a client's defect.
  void alwaysGives(Behaviour behaviour) {
    afterwards = behaviour;
  }

  /// A recorded answer.
  ///
  /// @param file beside this class's resources; its name's end says its type
  /// @param headers names and values in turn
  static Behaviour answer(int status, String file, String... headers) {
    return (exchange, _) -> {
      exchange
          .getResponseHeaders()
          .set("Content-Type", file.endsWith(".html") ? "text/html" : "application/json");
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
      }
      byte[] body = recorded(file);
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    };
  }

  /// Takes the request and says nothing.
  static Behaviour silence() {
    return (_, closing) -> closing.await();
  }

  /// Begins to answer, then says nothing more.
  static Behaviour silenceInTheBody() {
    return (exchange, closing) -> {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write('{');
      exchange.getResponseBody().flush();
      closing.await();
    };
  }

  /// Takes the request and cuts the connection.
  static Behaviour cut() {
    return (_, _) -> {};
  }

  /// A body of so many bytes.
  static Behaviour flood(int bytes) {
    return (exchange, _) -> {
      exchange.sendResponseHeaders(200, bytes);
      exchange.getResponseBody().write(new byte[bytes]);
    };
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.add(
          new Request(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              exchange.getRequestHeaders(),
              new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
      Behaviour next = behaviours.poll();
      (next == null ? afterwards : next).to(exchange, closing);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static byte[] recorded(String file) throws IOException {
    try (InputStream in = RecordedAnswers.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalArgumentException("no such recorded answer: " + file);
      }
      return in.readAllBytes();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.close();
  }
}
