package dev.cmek.local.gcp.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.local.gcp.Allowing;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the Functions Framework hands a `CloudEventsFunction` of what Pub/Sub sends. It decides how
/// doors behind a push subscription of one's own are built: as `HttpFunction`.
class PushedEventTest {

  @TempDir private static Path folder;

  private static FunctionHost host;
  private static URI url;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @BeforeAll
  static void deploy() {
    host = new FunctionHost(new Allowing(), URI.create("http://127.0.0.1:1"), folder);
    url =
        host.deploy(
            Deployments.of(
                KeepEvent.class, true, Map.of("KEPT", folder.resolve("kept").toString())));
  }

  @AfterEach
  void forget() throws IOException {
    var _ = Files.deleteIfExists(folder.resolve("kept"));
  }

  @AfterAll
  static void close() {
    host.close();
    HTTP.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          with data       | {"message":{"data":"aGVsbG8=","messageId":"7","publishTime":"2026-11-22T10:00:00Z"},"subscription":"projects/p/subscriptions/s"}
          without data    | {"message":{"attributes":{"a":"b"},"messageId":"7","publishTime":"2026-11-22T10:00:00Z"},"subscription":"projects/p/subscriptions/s"}
          with empty data | {"message":{"data":"","messageId":"7","publishTime":"2026-11-22T10:00:00Z"},"subscription":"projects/p/subscriptions/s"}
          not base64      | {"message":{"data":"%%%","messageId":"7","publishTime":"2026-11-22T10:00:00Z"},"subscription":"projects/p/subscriptions/s"}
          """)
  void plainPushNeverReachesTheFunction(String name, String body) throws Exception {
    int status = send(body, "Content-Type", "application/json");

    assertThat(status).as(name).isEqualTo(500);
    assertThat(folder.resolve("kept")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          with data    | {"message":{"data":"aGVsbG8=","messageId":"7"},"subscription":"s"}
          without data | {"message":{"attributes":{"a":"b"},"messageId":"7"},"subscription":"s"}
          not base64   | {"message":{"data":"%%%","messageId":"7"},"subscription":"s"}
          """)
  void pushOfAnEventTriggerReachesItUnread(String name, String body) throws Exception {
    int status =
        send(
            body,
            "Content-Type",
            "application/json",
            "ce-specversion",
            "1.0",
            "ce-id",
            "7",
            "ce-time",
            "2026-11-22T10:00:00Z",
            "ce-source",
            "//pubsub.googleapis.com/projects/p/topics/t",
            "ce-type",
            "google.cloud.pubsub.topic.v1.messagePublished");

    assertThat(status).as(name).isEqualTo(200);
    assertThat(kept())
        .isEqualTo(
            "google.cloud.pubsub.topic.v1.messagePublished"
                + "|//pubsub.googleapis.com/projects/p/topics/t|7|2026-11-22T10:00Z|"
                + body
                + "\n");
  }

  @Test
  void structuredEventReachesIt() throws Exception {
    int status =
        send(
            """
            {"specversion":"1.0","id":"1","source":"//x","type":"t","data":{"a":1}}
            """,
            "Content-Type",
            "application/cloudevents+json");

    assertThat(status).isEqualTo(200);
    assertThat(kept()).isEqualTo("t|//x|1|null|{\"a\":1}\n");
  }

  private static int send(String body, String... headers) throws Exception {
    return HTTP.send(
            HttpRequest.newBuilder(url)
                .headers(headers)
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  private static String kept() throws IOException {
    return Files.readString(folder.resolve("kept"));
  }
}
