package dev.cmek.local.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cmek.local.aws.LocalAwsException;
import dev.cmek.local.aws.Pause;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The Cloud API simulator as its users see it: what it says about clusters, and the admin door.
///
/// It shares nothing with the functions' own client, so that it can bear witness.
final class CloudApi {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final int THROTTLED = 429;
  private static final Duration LATER = Duration.ofMillis(500);
  private static final int MOST_REPEATS = 40;

  /// CMEK of a cluster, in its own words.
  record Cmek(String status, List<Region> regions) {}

  /// CMEK in one region.
  ///
  /// @param keys those that are ENABLED
  record Region(String name, String status, List<Key> keys) {}

  /// Which key is used, and as whom.
  record Key(String uri, String principal) {}

  private final Endpoints.CloudApi at;
  private final HttpClient http = HttpClient.newHttpClient();

  CloudApi(Endpoints.CloudApi at) {
    this.at = at;
  }

  /// Puts a cluster there, in place of an earlier one with its id.
  void add(SampleCluster cluster) {
    var _ =
        send(
            HttpRequest.newBuilder(URI.create(at.adminUrl() + "/clusters"))
                .POST(HttpRequest.BodyPublishers.ofString(cluster.body())));
  }

  /// Changes how the simulator behaves, such as `{"propagationDelay":"PT8S"}`.
  void settings(String json) {
    var _ =
        send(
            HttpRequest.newBuilder(URI.create(at.adminUrl() + "/settings"))
                .PUT(HttpRequest.BodyPublishers.ofString(json)));
  }

  /// `GET /cmek` with the operator's key.
  Cmek cmek(String clusterId) {
    JsonNode answer =
        send(
            HttpRequest.newBuilder(URI.create(at.url() + "/api/v1/clusters/" + clusterId + "/cmek"))
                .header("Authorization", "Bearer " + at.operatorKey()));
    List<Region> regions = new ArrayList<>();
    for (JsonNode region : answer.path("region_infos")) {
      List<Key> keys = new ArrayList<>();
      for (JsonNode key : region.path("key_infos")) {
        if (key.path("status").asText().equals("ENABLED")) {
          keys.add(new Key(key.at("/spec/uri").asText(), key.at("/spec/auth_principal").asText()));
        }
      }
      regions.add(new Region(region.path("region").asText(), region.path("status").asText(), keys));
    }
    return new Cmek(answer.path("status").asText(), regions);
  }

  private JsonNode send(HttpRequest.Builder request) {
    HttpRequest ready = request.timeout(Duration.ofSeconds(10)).build();
    try {
      HttpResponse<String> response = http.send(ready, HttpResponse.BodyHandlers.ofString());
      // The functions have the same API key, and take their share of its ten requests a second.
      for (int i = 0; i < MOST_REPEATS && response.statusCode() == THROTTLED; i++) {
        Pause.of(LATER);
        response = http.send(ready, HttpResponse.BodyHandlers.ofString());
      }
      if (response.statusCode() != 200) {
        throw new LocalAwsException(
            ready.method() + " " + ready.uri() + ": " + response.statusCode() + response.body());
      }
      return MAPPER.readTree(response.body());
    } catch (IOException e) {
      throw new LocalAwsException(ready.method() + " " + ready.uri() + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalAwsException("interrupted while asking " + ready.uri(), e);
    }
  }
}
