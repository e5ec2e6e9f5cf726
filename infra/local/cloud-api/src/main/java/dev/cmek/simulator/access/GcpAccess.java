package dev.cmek.simulator.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/// The vendor in Google Cloud: does with the key what a cluster does with it. As the cluster's own
/// service account it gets a token for the customer's, and with that it encrypts a random text and
/// decrypts it again.
///
/// The endpoint is an emulator in which a token just says who calls, `as:serviceAccount:<email>`.
/// Delays of what was granted are the emulator's own.
public final class GcpAccess implements CloudAccess {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
  private static final int TEXT_BYTES = 32;
  private static final int ID_PART = 12;
  private static final int ALREADY_EXISTS = 409;
  private static final String SCOPE = "https://www.googleapis.com/auth/cloudkms";
  private static final String PROJECT = "[a-z][a-z0-9-]{4,28}[a-z0-9]";

  private static final Pattern KEY =
      Pattern.compile(
          "projects/%s/locations/[a-z0-9-]+/keyRings/[\\w-]{1,63}/cryptoKeys/[\\w-]{1,63}"
              .formatted(PROJECT));
  private static final Pattern ACCOUNT =
      Pattern.compile(
          "[a-z][a-z0-9-]{4,28}[a-z0-9]@%s\\.iam\\.gserviceaccount\\.com".formatted(PROJECT));

  private final URI endpoint;
  private final HttpClient http = HttpClient.newHttpClient();
  private final SecureRandom random = new SecureRandom();

  /// @param endpoint such as `http://127.0.0.1:4570`, for IAM credentials and KMS alike
  public GcpAccess(URI endpoint) {
    this.endpoint = endpoint;
  }

  @Override
  public void requireFit(KeyUse use) {
    if (!ACCOUNT.matcher(use.principal()).matches()) {
      throw new IllegalArgumentException(
          "\"" + use.principal() + "\" is not the email of a service account");
    }
    if (!KEY.matcher(use.uri()).matches()) {
      throw new IllegalArgumentException("\"" + use.uri() + "\" is not the name of a crypto key");
    }
  }

  /// Makes the cluster's own service account. Its project must be there.
  @Override
  public void host(String clusterId, String account) {
    String path = "/v1/projects/" + account + "/serviceAccounts";
    JsonNode body = MAPPER.createObjectNode().put("accountId", vendorId(clusterId));
    HttpRequest request =
        HttpRequest.newBuilder(endpoint.resolve(path))
            .timeout(ANSWER_LIMIT)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    HttpResponse<String> response = send("making the vendor's account", request);
    if (response.statusCode() != 200 && response.statusCode() != ALREADY_EXISTS) {
      throw new IllegalArgumentException(
          "account_id: " + response.statusCode() + " " + message(response.body()));
    }
  }

  @Override
  public Optional<String> obstacle(KeyUse use, Instant now, Duration delay) {
    try {
      String token = mint(vendor(use), use.principal());
      String text = randomText();
      String encrypted = encrypt(token, use.uri(), text);
      String decrypted = decrypt(token, use.uri(), encrypted);
      return decrypted.equals(text)
          ? Optional.empty()
          : Optional.of("key " + use.uri() + " does not decrypt what it encrypted");
    } catch (RefusedException e) {
      return Optional.of(e.reason);
    }
  }

  /// The service account of one cluster, in the project that hosts it.
  static String vendor(KeyUse use) {
    return "serviceAccount:%s@%s.iam.gserviceaccount.com"
        .formatted(vendorId(use.clusterId()), use.account());
  }

  private static String vendorId(String clusterId) {
    return "crl-kms-user-" + clusterId.substring(clusterId.length() - ID_PART);
  }

  private String mint(String vendor, String account) throws RefusedException {
    JsonNode body = MAPPER.createObjectNode().set("scope", MAPPER.createArrayNode().add(SCOPE));
    String path = "/v1/projects/-/serviceAccounts/" + account + ":generateAccessToken";
    return text(
        post("getting a token for " + account + " as " + vendor, path, "as:" + vendor, body),
        "accessToken");
  }

  private String encrypt(String token, String key, String text) throws RefusedException {
    JsonNode body = MAPPER.createObjectNode().put("plaintext", text);
    JsonNode answer = post("encrypting with " + key, "/v1/" + key + ":encrypt", token, body);
    String version = text(answer, "name");
    if (!version.startsWith(key + "/cryptoKeyVersions/")) {
      throw new RefusedException("encrypting with " + key + ": done by " + version);
    }
    return text(answer, "ciphertext");
  }

  private String decrypt(String token, String key, String encrypted) throws RefusedException {
    JsonNode body = MAPPER.createObjectNode().put("ciphertext", encrypted);
    return text(
        post("decrypting with " + key, "/v1/" + key + ":decrypt", token, body), "plaintext");
  }

  private String randomText() {
    byte[] bytes = new byte[TEXT_BYTES];
    random.nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  private JsonNode post(String doing, String path, String token, JsonNode body)
      throws RefusedException {
    HttpRequest request =
        HttpRequest.newBuilder(endpoint.resolve(path))
            .timeout(ANSWER_LIMIT)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    HttpResponse<String> response = send(doing, request);
    if (response.statusCode() != 200) {
      throw new RefusedException(
          "%s: %d %s".formatted(doing, response.statusCode(), message(response.body())));
    }
    try {
      return MAPPER.readTree(response.body());
    } catch (JsonProcessingException e) {
      throw new RefusedException(doing + ": the answer is no JSON");
    }
  }

  private HttpResponse<String> send(String doing, HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(doing, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + doing, e);
    }
  }

  /// What Google's error document says ("API design guide: Errors"); else the text as it is.
  private static String message(String body) {
    try {
      return MAPPER.readTree(body).at("/error/message").asText(body);
    } catch (JsonProcessingException _) {
      return body;
    }
  }

  private static String text(JsonNode answer, String member) throws RefusedException {
    if (!answer.path(member).isTextual()) {
      throw new RefusedException("an answer lacks " + member);
    }
    return answer.path(member).asText();
  }

  @Override
  public void close() {
    http.close();
  }

  /// The cloud did not let the vendor.
  private static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String reason;

    RefusedException(String reason) {
      super(reason, null, false, false);
      this.reason = reason;
    }
  }
}
