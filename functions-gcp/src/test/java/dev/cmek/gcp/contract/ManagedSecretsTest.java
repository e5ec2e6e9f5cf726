package dev.cmek.gcp.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.secretmanager.v1.SecretManager;
import com.google.api.services.secretmanager.v1.model.AddSecretVersionRequest;
import com.google.api.services.secretmanager.v1.model.Automatic;
import com.google.api.services.secretmanager.v1.model.Replication;
import com.google.api.services.secretmanager.v1.model.Secret;
import com.google.api.services.secretmanager.v1.model.SecretPayload;
import dev.cmek.gcp.call.GoogleCalls;
import dev.cmek.gcp.call.GoogleError;
import dev.cmek.gcp.secret.ManagedSecrets;
import dev.cmek.local.gcp.rest.RestServer;
import dev.cmek.local.gcp.secret.SecretApi;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Secrets in a local Google Cloud.
final class ManagedSecretsTest {

  private static final String SECRET = "projects/p/secrets/cloud-api";

  private final RestServer server =
      new RestServer(0, List.of(new SecretApi(new EverybodyMay(), InstantSource.system())));
  private final SecretManager client =
      new SecretManager.Builder(new NetHttpTransport(), GsonFactory.getDefaultInstance(), null)
          .setRootUrl(server.url() + "/")
          .setApplicationName("test")
          .build();
  private final ManagedSecrets secrets = new ManagedSecrets(client, new GoogleCalls("Test"));

  @BeforeEach
  void createSecret() throws IOException {
    Secret wanted = new Secret().setReplication(new Replication().setAutomatic(new Automatic()));
    var _ =
        client.projects().secrets().create("projects/p", wanted).setSecretId("cloud-api").execute();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void theVersionThatWasAddedLastIsReadWithoutTheLineEndThatEditorsAdd() throws IOException {
    add("old");
    add("größer\n");

    assertThat(secrets.require(SECRET).reveal()).isEqualTo("größer");
  }

  @Test
  void aSecretThatIsNotThereIsADefect() {
    assertThatThrownBy(() -> secrets.require(SECRET + "-of-others"))
        .isInstanceOfSatisfying(
            GoogleError.class, e -> assertThat(e.code()).isEqualTo(GoogleError.Code.NOT_FOUND));
  }

  private void add(String text) throws IOException {
    SecretPayload payload = new SecretPayload().encodeData(text.getBytes(StandardCharsets.UTF_8));
    var _ =
        client
            .projects()
            .secrets()
            .addVersion(SECRET, new AddSecretVersionRequest().setPayload(payload))
            .execute();
  }
}
