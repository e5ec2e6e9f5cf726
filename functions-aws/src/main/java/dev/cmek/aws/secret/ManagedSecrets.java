package dev.cmek.aws.secret;

import dev.cmek.aws.call.AwsCalls;
import dev.cmek.shared.secret.Secret;
import dev.cmek.shared.secret.Secrets;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/// Secrets in AWS Secrets Manager, each a plain text.
public final class ManagedSecrets implements Secrets {

  private final SecretsManagerClient client;
  private final AwsCalls calls;

  public ManagedSecrets(SecretsManagerClient client, AwsCalls calls) {
    this.client = client;
    this.calls = calls;
  }

  @Override
  public Secret require(String arn) {
    return new Secret(
        calls
            .call(
                "secretsmanager:GetSecretValue",
                arn,
                () -> client.getSecretValue(r -> r.secretId(arn)))
            .secretString()
            .strip());
  }
}
