package dev.cmek.local.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.StreamSupport;

/// The Cloud API simulator's admin door.
final class CloudApiAdmin implements AutoCloseable {

  /// The organization of all clusters, and so the external id of all roles.
  static final String ORGANIZATION = SampleCluster.ORGANIZATION;

  private final HttpClient http = HttpClient.newHttpClient();
  private final String url;
  private final Half half;

  /// @param half where its clusters are
  CloudApiAdmin(String url, Half half) {
    this.url = url;
    this.half = half;
  }

  /// A cluster that CMEK can be turned on for.
  ///
  /// @param regions the first is the primary
  void addCluster(String id, String name, String... regions) {
    ObjectNode cluster = Json.object();
    cluster.put("id", id).put("name", name).put("plan", "ADVANCED");
    cluster.put("cloud_provider", half.provider()).put("account_id", half.vendorAccount());
    var _ = cluster.put("organization_id", ORGANIZATION);
    ArrayNode nodes = cluster.putArray("regions");
    for (String region : regions) {
      var _ =
          nodes
              .addObject()
              .put("name", region)
              .put("node_count", 3)
              .put("primary", nodes.isEmpty());
    }
    JsonNode _ = send("POST", "/clusters", cluster.toString());
  }

  void state(String cluster, String state) {
    JsonNode _ =
        send("PATCH", "/clusters/" + cluster, Json.object().put("state", state).toString());
  }

  /// How long a grant takes to be effective.
  void propagationDelay(String duration) {
    JsonNode _ =
        send("PUT", "/settings", Json.object().put("propagationDelay", duration).toString());
  }

  /// The requests about this cluster's CMEK with this method, in order.
  List<JsonNode> cmekRequests(String cluster, String method) {
    return StreamSupport.stream(send("GET", "/requests", "").spliterator(), false)
        .filter(request -> request.path("path").asText().endsWith(cluster + "/cmek"))
        .filter(request -> request.path("method").asText().equals(method))
        .toList();
  }

  @Override
  public void close() {
    http.close();
  }

  private JsonNode send(String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .method(method, BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new AssertionError(method + " " + path + ": " + answer.body());
      }
      return Json.tree(answer.body());
    } catch (IOException e) {
      throw new AssertionError(method + " " + path + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
