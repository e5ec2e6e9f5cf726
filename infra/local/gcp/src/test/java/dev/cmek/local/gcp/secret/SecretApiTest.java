package dev.cmek.local.gcp.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.services.secretmanager.v1.SecretManager;
import com.google.api.services.secretmanager.v1.model.AccessSecretVersionResponse;
import com.google.api.services.secretmanager.v1.model.AddSecretVersionRequest;
import com.google.api.services.secretmanager.v1.model.Automatic;
import com.google.api.services.secretmanager.v1.model.Replication;
import com.google.api.services.secretmanager.v1.model.Secret;
import com.google.api.services.secretmanager.v1.model.SecretPayload;
import dev.cmek.local.gcp.Allowing;
import dev.cmek.local.gcp.MovableClock;
import dev.cmek.local.gcp.RestClients;
import dev.cmek.local.gcp.rest.RestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SecretApiTest {

  private static final String FUNCTION = "serviceAccount:f@p.iam.gserviceaccount.com";
  private static final String SECRET = "projects/p/secrets/cloud-api";

  private final Allowing allowing = new Allowing();
  private final RestServer server =
      new RestServer(0, List.of(new SecretApi(allowing, new MovableClock())));
  private final SecretManager client = new RestClients(server.url(), FUNCTION).secrets();

  @BeforeEach
  void createSecret() throws IOException {
    var _ = create("cloud-api");
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void latestIsTheVersionThatWasAddedLast() throws IOException {
    add("one");
    add("two");

    AccessSecretVersionResponse latest = access("latest");

    assertThat(latest.getName()).isEqualTo(SECRET + "/versions/2");
    assertThat(text(latest)).isEqualTo("two");
    assertThat(text(access("1"))).isEqualTo("one");
  }

  @Test
  void checksumIsThatOfTheData() throws IOException {
    add("123456789");

    // the check value of CRC-32C
    assertThat(access("latest").getPayload().getDataCrc32c()).isEqualTo(0xe3069283L);
  }

  @Test
  void refusesDataThatDoesNotHaveItsChecksum() {
    SecretPayload broken = new SecretPayload().setDataCrc32c(1L);
    broken.encodeData("one".getBytes(StandardCharsets.UTF_8));

    assertRefused(
        () ->
            client
                .projects()
                .secrets()
                .addVersion(SECRET, new AddSecretVersionRequest().setPayload(broken))
                .execute(),
        400,
        "checksum");
  }

  @Test
  void refusesWhoMayOnlySeeTheSecret() throws IOException {
    add("one");
    allowing.only(FUNCTION, "secretmanager.secrets.get " + SECRET);

    var _ = client.projects().secrets().get(SECRET).execute();
    assertRefused(() -> access("latest"), 403, "secretmanager.versions.access");
  }

  @Test
  void versionThatIsNotThereIsNotFound() {
    assertRefused(() -> access("latest"), 404, "not found");
    assertRefused(() -> access("7"), 404, "not found");
    assertRefused(() -> access("oldest"), 400, "oldest");
  }

  @Test
  void refusesASecretThatIsThere() {
    assertRefused(() -> create("cloud-api"), 409, "already exists");
  }

  private Secret create(String id) throws IOException {
    return client
        .projects()
        .secrets()
        .create(
            "projects/p",
            new Secret().setReplication(new Replication().setAutomatic(new Automatic())))
        .setSecretId(id)
        .execute();
  }

  private void add(String text) throws IOException {
    SecretPayload payload = new SecretPayload();
    payload.encodeData(text.getBytes(StandardCharsets.UTF_8));
    var _ =
        client
            .projects()
            .secrets()
            .addVersion(SECRET, new AddSecretVersionRequest().setPayload(payload))
            .execute();
  }

  private AccessSecretVersionResponse access(String version) throws IOException {
    return client.projects().secrets().versions().access(SECRET + "/versions/" + version).execute();
  }

  private static String text(AccessSecretVersionResponse response) {
    return new String(response.getPayload().decodeData(), StandardCharsets.UTF_8);
  }

  private static void assertRefused(ThrowingCallable call, int status, String word) {
    GoogleJsonResponseException refused =
        catchThrowableOfType(GoogleJsonResponseException.class, call);
    assertThat(refused.getStatusCode()).isEqualTo(status);
    assertThat(refused.getDetails().getMessage()).contains(word);
  }
}
