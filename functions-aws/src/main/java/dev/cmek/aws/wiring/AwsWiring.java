package dev.cmek.aws.wiring;

import dev.cmek.aws.call.AwsCalls;
import dev.cmek.aws.callback.Redelivery;
import dev.cmek.aws.callback.SqsCallbacks;
import dev.cmek.aws.door.SfnEngine;
import dev.cmek.aws.door.SqsDeadLetters;
import dev.cmek.aws.key.Keys;
import dev.cmek.aws.key.KmsClients;
import dev.cmek.aws.key.KmsKeys;
import dev.cmek.aws.notify.AwsAnnouncements;
import dev.cmek.aws.plan.AwsNaming;
import dev.cmek.aws.policy.AwsPolicies;
import dev.cmek.aws.policy.Policies;
import dev.cmek.aws.role.IamRoles;
import dev.cmek.aws.role.Roles;
import dev.cmek.aws.secret.ManagedSecrets;
import dev.cmek.aws.state.S3Documents;
import dev.cmek.aws.verify.SdkFactSource;
import dev.cmek.shared.callback.Callbacks;
import dev.cmek.shared.cluster.CloudProvider;
import dev.cmek.shared.door.DeadLetters;
import dev.cmek.shared.door.Workflows;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.notify.Announcements;
import dev.cmek.shared.secret.Secrets;
import dev.cmek.shared.state.Documents;
import dev.cmek.shared.verify.aws.AwsFactSource;
import dev.cmek.shared.wiring.EnvironmentWiring;
import dev.cmek.shared.wiring.Settings;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.KmsClientBuilder;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/// The real thing: clients of AWS's SDK and of the Cloud API, made from the function's environment.
///
/// Credentials, region and endpoint are the SDK's own business: on Lambda they stand in the
/// environment, and `AWS_ENDPOINT_URL` leads to a local cloud.
public final class AwsWiring extends EnvironmentWiring implements Wiring {

  private final SdkHttpClient http = UrlConnectionHttpClient.create();
  private final AwsCredentialsProvider credentials =
      EnvironmentVariableCredentialsProvider.create();
  private final AwsCalls calls;

  /// A wiring for one function.
  ///
  /// @param function its name in the template, such as `EnsureRole`
  public AwsWiring(String function) {
    super(new Settings(System.getenv()));
    this.calls = new AwsCalls(function);
  }

  @Override
  public CloudProvider cloud() {
    return CloudProvider.AWS;
  }

  @Override
  public AwsNaming naming() {
    return new AwsNaming(settings().require("PARTITION"), settings().require("KEY_ACCOUNT"));
  }

  @Override
  public String boundaryArn() {
    return settings().require("BOUNDARY_ARN");
  }

  @Override
  public Optional<String> organizationId() {
    return settings().find("ORGANIZATION_ID");
  }

  @Override
  public Roles roles() {
    return new IamRoles(iam(), calls);
  }

  @Override
  public Keys keys() {
    return new KmsKeys(kms(), calls);
  }

  @Override
  public Policies policies() {
    return new AwsPolicies(iam(), kms(), calls);
  }

  @Override
  public AwsFactSource factSource() {
    return new SdkFactSource(iam(), kms(), calls);
  }

  @Override
  public Announcements announcements() {
    return new AwsAnnouncements(
        client(EventBridgeClient.builder()).build(),
        client(SnsClient.builder()).build(),
        calls,
        settings().require("EVENT_BUS"),
        settings().require("TOPIC_ARN"));
  }

  @Override
  public Callbacks callbacks() {
    return sqsCallbacks();
  }

  @Override
  public Redelivery callbackRedelivery() {
    return sqsCallbacks();
  }

  @Override
  protected DeadLetters deadLetters(String queueUrl) {
    return new SqsDeadLetters(client(SqsClient.builder()).build(), calls, queueUrl);
  }

  @Override
  protected Workflows engine(String stateMachine) {
    return new SfnEngine(client(SfnClient.builder()).build(), calls, Arn.parse(stateMachine));
  }

  @Override
  protected Secrets secrets() {
    return new ManagedSecrets(client(SecretsManagerClient.builder()).build(), calls);
  }

  @Override
  protected Documents documents(String bucket) {
    return new S3Documents(client(S3Client.builder()).forcePathStyle(true).build(), calls, bucket);
  }

  private SqsCallbacks sqsCallbacks() {
    return new SqsCallbacks(
        client(SqsClient.builder()).build(), calls, settings().require("CALLBACK_QUEUE_URL"));
  }

  /// IAM is global: the SDK finds its one endpoint in the partition of the function's region.
  private IamClient iam() {
    return client(IamClient.builder()).build();
  }

  private KmsClients kms() {
    return new KmsClients(
        region -> kms(region).build(),
        region ->
            kms(region)
                .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build());
  }

  private KmsClientBuilder kms(String region) {
    return client(KmsClient.builder()).region(Region.of(region));
  }

  private <B extends AwsSyncClientBuilder<B, ?> & AwsClientBuilder<B, ?>> B client(B builder) {
    return builder.httpClient(http).credentialsProvider(credentials);
  }
}
