package dev.cmek.local.aws;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3BaseClientBuilder;

/// Who calls the local AWS, and in which region. LocalStack takes the account from the access key
/// id, so that anybody can be any account.
///
/// @param endpoint like `http://127.0.0.1:4566`
/// @param id twelve digits
public record AwsAccount(URI endpoint, String id, Region region) {

  public AwsAccount {
    if (!id.matches("\\d{12}")) {
      throw new IllegalArgumentException("an account id has twelve digits: " + id);
    }
  }

  public AwsAccount in(Region other) {
    return new AwsAccount(endpoint, id, other);
  }

  /// A client that acts as this account, such as `account.client(KmsClient.builder())`.
  public <B extends AwsClientBuilder<B, C>, C> C client(B builder) {
    if (builder instanceof S3BaseClientBuilder<?, ?> s3) {
      s3.forcePathStyle(true); // host names like bucket.127.0.0.1 do not resolve
      s3.serviceConfiguration(config -> config.chunkedEncodingEnabled(false)); // slow to decode
    }
    return builder
        .endpointOverride(endpoint)
        .region(region)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(id, "local")))
        .build();
  }
}
