package dev.cmek.local.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cmek.local.run.desk.ReceivedCallback;
import dev.cmek.shared.door.Signature;
import dev.cmek.shared.secret.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A ticket system: it sends requests to the HTTP door, and its desk takes callbacks.
final class TicketClient implements AutoCloseable {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Endpoints endpoints;
  private final Half half;
  private final List<String> answers = new ArrayList<>();

  /// An answer of the door.
  ///
  /// @param text its body
  record Answer(int status, String location, String text) {

    JsonNode body() {
      return Json.tree(text);
    }

    String code() {
      return body().path("code").asText();
    }
  }

  /// @param half whose door it calls
  TicketClient(Endpoints endpoints, Half half) {
    this.endpoints = endpoints;
    this.half = half;
  }

  Answer get(String path) {
    return signed("GET", path, "", "");
  }

  /// @param key the Idempotency-Key
  Answer post(String path, String key, String body) {
    return signed("POST", path, key, body);
  }

  Answer signed(String method, String path, String key, String body) {
    String timestamp = Instant.now().toString();
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    Secret secret =
        new Secret(
            switch (half) {
              case AWS -> endpoints.aws().ticketSecret();
              case GOOGLE_CLOUD -> endpoints.gcp().ticketSecret();
            });
    String keyId =
        switch (half) {
          case AWS -> endpoints.aws().ticketKeyId();
          case GOOGLE_CLOUD -> endpoints.gcp().ticketKeyId();
        };
    return send(
        request(method, path, key, body)
            .header(Signature.KEY_ID_HEADER, keyId)
            .header(Signature.TIMESTAMP_HEADER, timestamp)
            .header(Signature.HEADER, Signature.of(secret, timestamp, method, path, key, bytes)));
  }

  /// With the other caller's token in place of a signature, on AWS.
  Answer withToken(String method, String path, String key, String body) {
    return send(
        request(method, path, key, body)
            .header(Signature.KEY_ID_HEADER, endpoints.aws().ticketBearerKeyId())
            .header("Authorization", "Bearer " + endpoints.aws().ticketBearerToken()));
  }

  Answer unsigned(String method, String path) {
    return send(request(method, path, "key", "{}"));
  }

  /// Waits for the end of a run.
  Answer awaitEnd(String runId) {
    Await.that(
        "run " + runId + " ends",
        () -> get("/v1/runs/" + runId).body().path("state").asText().equals("ENDED"));
    return get("/v1/runs/" + runId);
  }

  /// Waits until a callback about a ticket is taken.
  ReceivedCallback awaitCallback(String ticket) {
    return Await.until(
        "a callback about " + ticket,
        () ->
            callbacks().stream()
                .filter(callback -> callback.body().at("/ticket/key").asText().equals(ticket))
                .filter(callback -> !callback.verdict().equals("NOT_NOW"))
                .findFirst());
  }

  List<ReceivedCallback> callbacks() {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(endpoints.ticketDesk().callbacksUrl())).build();
    try {
      String body = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
      return List.of(MAPPER.readValue(body, ReceivedCallback[].class));
    } catch (IOException e) {
      throw new AssertionError("asking the desk: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /// The bodies of all answers until now.
  List<String> answers() {
    return List.copyOf(answers);
  }

  @Override
  public void close() {
    http.close();
  }

  private HttpRequest.Builder request(String method, String path, String key, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(half.ticketUrl(endpoints) + path)).timeout(LIMIT);
    if (!key.isEmpty()) {
      var _ = request.header(Signature.IDEMPOTENCY_HEADER, key);
    }
    return body.isEmpty()
        ? request.method(method, BodyPublishers.noBody())
        : request
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body));
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      answers.add(answer.body());
      return new Answer(
          answer.statusCode(), answer.headers().firstValue("Location").orElse(""), answer.body());
    } catch (IOException e) {
      throw new AssertionError("asking the HTTP door: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
