package dev.cmek.local.gcp.deployment;

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
import java.util.concurrent.Executors;

/// Stands where Pub/Sub stands before a private function: whatever is posted here goes to the
/// function with the subscription's token, and its answer comes back. So a person can post a
/// message with curl, and see what Pub/Sub would be told.
final class PushDoor implements AutoCloseable {

  private final URI function;
  private final String token;
  private final HttpServer server;
  private final HttpClient http = HttpClient.newHttpClient();

  private PushDoor(URI function, String token, HttpServer server) {
    this.function = function;
    this.token = token;
    this.server = server;
  }

  /// Opens it on a free port.
  ///
  /// @param function its URL
  /// @param token of the subscription's service account
  static PushDoor open(String function, String token) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      PushDoor door = new PushDoor(URI.create(function), token, server);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/", door::pass);
      server.start();
      return door;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  @Override
  public void close() {
    server.stop(0);
    http.shutdownNow();
  }

  private void pass(HttpExchange call) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(function)
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + token)
            .POST(HttpRequest.BodyPublishers.ofByteArray(call.getRequestBody().readAllBytes()))
            .build();
    try (call) {
      HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      call.sendResponseHeaders(
          answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
      call.getResponseBody().write(answer.body());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // the machine is being ended
    }
  }
}
