package dev.cmek.local.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cmek.local.aws.LocalAwsException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/// Google's REST interfaces on this machine, asked without a token: as the owner of everything.
final class GoogleRest implements AutoCloseable {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int NOT_FOUND = 404;

  private final String root;
  private final HttpClient http = HttpClient.newHttpClient();

  /// @param root such as `http://127.0.0.1:4570`
  GoogleRest(String root) {
    this.root = root;
  }

  /// @param path such as `/v1/projects/p/topics/t`
  JsonNode get(String path) {
    return send("GET", path, "").orElseThrow(() -> new LocalAwsException("there is no " + path));
  }

  /// Empty if there is nothing of this name.
  Optional<JsonNode> find(String path) {
    return send("GET", path, "");
  }

  JsonNode post(String path, JsonNode body) {
    return send("POST", path, body.toString())
        .orElseThrow(() -> new LocalAwsException("there is no " + path));
  }

  JsonNode put(String path, JsonNode body) {
    return send("PUT", path, body.toString())
        .orElseThrow(() -> new LocalAwsException("there is no " + path));
  }

  private Optional<JsonNode> send(String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(root + path))
            .timeout(LIMIT)
            .header("Content-Type", "application/json")
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() == NOT_FOUND) {
        return Optional.empty();
      }
      if (response.statusCode() != 200) {
        throw new LocalAwsException(
            method + " " + request.uri() + ": " + response.statusCode() + " " + response.body());
      }
      return Optional.of(MAPPER.readTree(response.body()));
    } catch (IOException e) {
      throw new LocalAwsException(method + " " + request.uri() + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalAwsException("interrupted while asking " + request.uri(), e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
