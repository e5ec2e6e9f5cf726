package dev.cmek.local.gcp.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.local.gcp.iam.Caller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/// Asks Google's REST interfaces on this machine for something to be made.
final class Rest {

  private final URI root;
  private final String member;
  private final HttpClient http;

  private Rest(URI root, String member, HttpClient http) {
    this.root = root;
    this.member = member;
    this.http = http;
  }

  /// As the owner of everything.
  Rest(URI root) {
    this(root, Caller.OWNER.member(), HttpClient.newHttpClient());
  }

  /// @param somebody as in an IAM policy
  Rest as(String somebody) {
    return new Rest(root, somebody, http);
  }

  /// @throws IllegalStateException if it is not done
  void send(String method, String path, JsonNode body) {
    HttpRequest request =
        HttpRequest.newBuilder(root.resolve(path))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + Caller.accessToken(member))
            .method(method, HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(
            method + " " + path + ": " + answer.statusCode() + " " + answer.body());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
