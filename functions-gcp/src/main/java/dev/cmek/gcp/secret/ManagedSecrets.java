package dev.cmek.gcp.secret;

import com.google.api.services.secretmanager.v1.SecretManager;
import com.google.api.services.secretmanager.v1.model.SecretPayload;
import dev.cmek.gcp.call.GoogleCalls;
import dev.cmek.shared.secret.Secret;
import dev.cmek.shared.secret.Secrets;
import java.nio.charset.StandardCharsets;

/// Secrets in Secret Manager, each a plain text: always the latest version.
public final class ManagedSecrets implements Secrets {

  private final SecretManager client;
  private final GoogleCalls calls;

  public ManagedSecrets(SecretManager client, GoogleCalls calls) {
    this.client = client;
    this.calls = calls;
  }

  /// Reads it.
  ///
  /// @param name `projects/p/secrets/s`
  @Override
  public Secret require(String name) {
    SecretPayload payload =
        calls.call(
            "secretmanager.versions.access",
            name,
            () ->
                client
                    .projects()
                    .secrets()
                    .versions()
                    .access(name + "/versions/latest")
                    .execute()
                    .getPayload());
    return new Secret(new String(payload.decodeData(), StandardCharsets.UTF_8).strip());
  }
}
