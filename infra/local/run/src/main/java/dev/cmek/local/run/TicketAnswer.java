package dev.cmek.local.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cmek.local.aws.LocalAwsException;
import dev.cmek.local.aws.Pause;
import dev.cmek.local.run.Screen.Paint;
import dev.cmek.local.run.desk.ReceivedCallback;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What the ticket desk was told of a ticket.
///
/// @param callback the first that came for the ticket
record TicketAnswer(SampleCluster cluster, String ticket, Optional<ReceivedCallback> callback) {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration LOOK = Duration.ofMillis(300);

  /// Waits for the answer.
  ///
  /// @param ticket its key, such as `SEC-124`
  static TicketAnswer await(SampleCluster cluster, String ticket, Endpoints.TicketDesk desk) {
    Instant limit = Instant.now().plus(LIMIT);
    while (true) {
      Optional<ReceivedCallback> found =
          callbacks(desk).stream()
              .filter(callback -> callback.body().at("/ticket/key").asText().equals(ticket))
              .findFirst();
      if (found.isPresent() || Instant.now().isAfter(limit)) {
        return new TicketAnswer(cluster, ticket, found);
      }
      Pause.of(LOOK);
    }
  }

  void show(Screen screen) {
    callback.ifPresent(came -> {
      screen.line("");
      screen.line("  " + screen.paint(Paint.BOLD, "on ticket " + ticket));
      Letterhead head = new Letterhead(screen);
      head.field("callback", "POST " + came.path());
      head.field("signature", came.verdict());
      head.field("result", came.body().path("result").asText());
      head.field("text", came.body().path("text").asText());
    });
  }

  Proof proof() {
    Proof proof =
        new Proof(
            "The ticket over HTTP got its answer: a signed callback with the result and the keys");
    proof.expect(callback.isPresent(), "the ticket desk is called", callback);
    callback.ifPresent(came -> {
      JsonNode body = came.body();
      proof.expect(came.verdict().equals("VALID"), "its signature is right", came.verdict());
      proof.expect(
          body.path("result").asText().equals("ENABLED"), "it says ENABLED", body.path("result"));
      proof.expect(
          body.path("clusterId").asText().equals(cluster.id()),
          "it is about the cluster",
          body.path("clusterId"));
      proof.expect(
          body.at("/manifest/region_specs").size() == cluster.regions().size(),
          "it names a key for each region",
          body.path("manifest"));
    });
    return proof;
  }

  private static List<ReceivedCallback> callbacks(Endpoints.TicketDesk desk) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(desk.callbacksUrl())).timeout(LIMIT).build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      String body = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
      return List.of(MAPPER.readValue(body, ReceivedCallback[].class));
    } catch (IOException e) {
      throw new LocalAwsException("asking " + desk.callbacksUrl() + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalAwsException("interrupted while asking the ticket desk", e);
    }
  }
}
