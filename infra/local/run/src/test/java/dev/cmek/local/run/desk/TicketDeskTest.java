package dev.cmek.local.run.desk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cmek.shared.door.Signature;
import dev.cmek.shared.secret.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TicketDeskTest {

  private static final String TARGET = "/rest/SEC-124?notify=true";
  private static final String KEY = "7d81e-1";
  private static final String BODY = "{\"result\":\"ENABLED\"}";
  private static final Secret SECRET = new Secret("what both know");

  @TempDir private static Path home;

  private static TicketDesk desk;
  private static HttpClient http;

  @BeforeAll
  static void open() throws IOException, GeneralSecurityException, InterruptedException {
    desk = TicketDesk.start(home, 0, 0);
    http = HttpClient.newBuilder().sslContext(trusting(TicketDesk.certificateFile(home))).build();
    var _ =
        http.send(
            HttpRequest.newBuilder(people("/secrets"))
                .POST(BodyPublishers.ofString("what both know"))
                .build(),
            BodyHandlers.discarding());
  }

  @AfterAll
  static void close() {
    http.close();
    desk.close();
  }

  @Test
  void aSignedCallbackIsTakenAndShown() throws IOException, InterruptedException {
    String timestamp = Instant.now().toString();

    int status = post(timestamp, signature(SECRET, timestamp), BODY);

    JsonNode shown = last();
    assertThat(status).isEqualTo(204);
    assertThat(shown.at("/verdict").asText()).isEqualTo("VALID");
    assertThat(shown.at("/path").asText()).isEqualTo(TARGET);
    assertThat(shown.at("/idempotencyKey").asText()).isEqualTo(KEY);
    assertThat(shown.at("/body/result").asText()).isEqualTo("ENABLED");
  }

  @Test
  void whatIsSignedWithAnotherSecretIsNotTaken() throws IOException, InterruptedException {
    String timestamp = Instant.now().toString();

    int status = post(timestamp, signature(new Secret("another"), timestamp), BODY);

    assertThat(status).isEqualTo(401);
    assertThat(last().at("/verdict").asText()).isEqualTo("WRONG_SIGNATURE");
  }

  @Test
  void whatWasChangedOnItsWayIsNotTaken() throws IOException, InterruptedException {
    String timestamp = Instant.now().toString();

    int status = post(timestamp, signature(SECRET, timestamp), BODY + " ");

    assertThat(status).isEqualTo(401);
    assertThat(last().at("/verdict").asText()).isEqualTo("WRONG_SIGNATURE");
  }

  @Test
  void whatWasSignedLongAgoIsNotTaken() throws IOException, InterruptedException {
    String timestamp = Instant.now().minus(Duration.ofMinutes(6)).toString();

    int status = post(timestamp, signature(SECRET, timestamp), BODY);

    assertThat(status).isEqualTo(401);
    assertThat(last().at("/verdict").asText()).isEqualTo("WRONG_TIME");
  }

  @Test
  void whatIsNotSignedIsNotTaken() throws IOException, InterruptedException {
    int status = post(Instant.now().toString(), "", BODY);

    assertThat(status).isEqualTo(401);
    assertThat(last().at("/verdict").asText()).isEqualTo("UNSIGNED");
  }

  @Test
  void whereTheDeskIsBusyACallbackIsTakenTheSecondTime() throws IOException, InterruptedException {
    int first = post("/busy/SEC-125");
    int second = post("/busy/SEC-125");

    assertThat(first).isEqualTo(503);
    assertThat(second).isEqualTo(204);
    assertThat(last().at("/verdict").asText()).isEqualTo("VALID");
  }

  private static int post(String target) throws IOException, InterruptedException {
    String timestamp = Instant.now().toString();
    byte[] body = BODY.getBytes(StandardCharsets.UTF_8);
    String signature = Signature.of(SECRET, timestamp, "POST", target, "busy-1", body);
    return post(target, "busy-1", timestamp, signature, BODY);
  }

  private static String signature(Secret secret, String timestamp) {
    return Signature.of(
        secret, timestamp, "POST", TARGET, KEY, BODY.getBytes(StandardCharsets.UTF_8));
  }

  private static int post(String timestamp, String signature, String body)
      throws IOException, InterruptedException {
    return post(TARGET, KEY, timestamp, signature, body);
  }

  private static int post(
      String target, String key, String timestamp, String signature, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + desk.port() + target))
            .header(Signature.TIMESTAMP_HEADER, timestamp)
            .header(Signature.HEADER, signature)
            .header(Signature.IDEMPOTENCY_HEADER, key)
            .POST(BodyPublishers.ofString(body))
            .build();
    return http.send(request, BodyHandlers.discarding()).statusCode();
  }

  private static JsonNode last() throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(people("/callbacks")).build();
    String shown = http.send(request, BodyHandlers.ofString()).body();
    JsonNode callbacks = JsonMapper.builder().build().readTree(shown);
    return callbacks.path(callbacks.size() - 1);
  }

  private static URI people(String path) {
    return URI.create("http://127.0.0.1:" + desk.peoplesPort() + path);
  }

  private static SSLContext trusting(Path pem) throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream in = Files.newInputStream(pem)) {
      trusted.setCertificateEntry(
          "desk", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }
}
