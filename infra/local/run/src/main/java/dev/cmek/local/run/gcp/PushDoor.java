package dev.cmek.local.run.gcp;

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
///
/// @param function its URL
/// @param token of the subscription's service account
record PushDoor(String function, String token) {

  /// Opens it on a free port.
  ///
  /// @return its URL
  String open() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/", this::pass);
      server.start();
      return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void pass(HttpExchange call) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(function))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + token)
            .POST(HttpRequest.BodyPublishers.ofByteArray(call.getRequestBody().readAllBytes()))
            .build();
    try (call;
        HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      call.sendResponseHeaders(
          answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
      call.getResponseBody().write(answer.body());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // the machine is being ended
    }
  }
}
