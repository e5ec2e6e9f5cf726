package dev.cmek.aws.wiring;

import dev.cmek.aws.call.AwsCalls;
import dev.cmek.aws.callback.Redelivery;
import dev.cmek.aws.callback.SqsCallbacks;
import dev.cmek.aws.door.DeadLetters;
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
import dev.cmek.shared.callback.AllowedHosts;
import dev.cmek.shared.callback.CallbackDelivery;
import dev.cmek.shared.callback.Callbacks;
import dev.cmek.shared.callback.HostAddresses;
import dev.cmek.shared.callback.TlsPost;
import dev.cmek.shared.callback.TrustedCertificates;
import dev.cmek.shared.cluster.CloudApiEndpoint;
import dev.cmek.shared.cluster.ClusterApi;
import dev.cmek.shared.cluster.HttpClusterApi;
import dev.cmek.shared.door.Callers;
import dev.cmek.shared.door.Workflows;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.notify.Announcements;
import dev.cmek.shared.secret.Secret;
import dev.cmek.shared.secret.Secrets;
import dev.cmek.shared.state.Documents;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.StepLog;
import dev.cmek.shared.sweep.ListClusters;
import dev.cmek.shared.sweep.Pause;
import dev.cmek.shared.verify.aws.AwsFactSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
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
public final class AwsWiring implements Wiring {

  /// From connecting to the head of the answer.
  private static final Duration CALLBACK_LIMIT = Duration.ofSeconds(10);

  private final Settings settings = new Settings(System.getenv());
  private final SdkHttpClient http = UrlConnectionHttpClient.create();
  private final AwsCredentialsProvider credentials =
      EnvironmentVariableCredentialsProvider.create();
  private final AwsCalls calls;

  /// A wiring for one function.
  ///
  /// @param function its name in the template, such as `EnsureRole`
  public AwsWiring(String function) {
    this.calls = new AwsCalls(function);
  }

  @Override
  public InstantSource clock() {
    return InstantSource.system();
  }

  @Override
  public StepLog log(String step) {
    return new StepLog(step, System.out, clock());
  }

  @Override
  public Changes changes(boolean dryRun) {
    return Changes.of(dryRun);
  }

  @Override
  public AwsNaming naming() {
    return new AwsNaming(settings.require("PARTITION"), settings.require("KEY_ACCOUNT"));
  }

  @Override
  public String boundaryArn() {
    return settings.require("BOUNDARY_ARN");
  }

  @Override
  public Optional<String> organizationId() {
    return settings.find("ORGANIZATION_ID");
  }

  @Override
  public Duration runLimit() {
    return Duration.parse(settings.require("RUN_LIMIT"));
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
  public ClusterApi clusterApi() {
    return new HttpClusterApi(cloudApi(), secret("CLOUD_API_SECRET_ARN"), clock());
  }

  @Override
  public ClusterApi pacedClusterApi() {
    return HttpClusterApi.once(cloudApi(), secret("CLOUD_API_SECRET_ARN"), clock());
  }

  @Override
  public ListClusters.Settings sweeps() {
    return new ListClusters.Settings(
        settings.require("STATE_BUCKET"),
        Duration.parse(settings.require("SWEEP_PERIOD")),
        Integer.parseInt(settings.require("SECOND_LOOK_SECONDS")));
  }

  @Override
  public Pause pause() {
    return Pause.SLEEP;
  }

  @Override
  public Documents state() {
    return documents("STATE_BUCKET");
  }

  @Override
  public Documents evidence() {
    return documents("EVIDENCE_BUCKET");
  }

  @Override
  public Workflows workflows() {
    return engine("STATE_MACHINE_ARN");
  }

  @Override
  public Workflows reverify() {
    return engine("REVERIFY_ARN");
  }

  @Override
  public Callers callers() {
    return new Callers(secret("CALLERS_SECRET_ARN"), clock());
  }

  @Override
  public boolean allowBearer() {
    return settings.flag("ALLOW_BEARER");
  }

  @Override
  public Announcements announcements() {
    return new AwsAnnouncements(
        client(EventBridgeClient.builder()).build(),
        client(SnsClient.builder()).build(),
        calls,
        settings.require("EVENT_BUS"),
        settings.require("TOPIC_ARN"));
  }

  @Override
  public DeadLetters deadLetters() {
    return deadLetters("DEAD_LETTER_QUEUE_URL");
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
  public CallbackDelivery callbackDelivery() {
    return new CallbackDelivery(
        AllowedHosts.parse(settings.find("CALLBACK_HOSTS").orElse("")),
        HostAddresses.system(),
        new TlsPost(
            TrustedCertificates.context(settings.find("CALLBACK_CA_PEM").orElse("")),
            CALLBACK_LIMIT),
        secret("CALLBACK_SECRET_ARN"),
        clock());
  }

  @Override
  public DeadLetters callbackDeadLetters() {
    return deadLetters("CALLBACK_DEAD_LETTER_QUEUE_URL");
  }

  private SqsCallbacks sqsCallbacks() {
    return new SqsCallbacks(
        client(SqsClient.builder()).build(), calls, settings.require("CALLBACK_QUEUE_URL"));
  }

  private DeadLetters deadLetters(String queueUrl) {
    return new SqsDeadLetters(
        client(SqsClient.builder()).build(), calls, settings.require(queueUrl));
  }

  private Workflows engine(String stateMachine) {
    return new SfnEngine(
        client(SfnClient.builder()).build(), calls, Arn.parse(settings.require(stateMachine)));
  }

  /// A secret that is read anew at each call.
  private Supplier<Secret> secret(String name) {
    Secrets secrets = new ManagedSecrets(client(SecretsManagerClient.builder()).build(), calls);
    String arn = settings.require(name);
    return () -> secrets.require(arn);
  }

  private CloudApiEndpoint cloudApi() {
    return CloudApiEndpoint.of(
        settings.require("CLOUD_API_URL"), settings.flag("ALLOW_TEST_ENDPOINT"));
  }

  private Documents documents(String bucket) {
    return new S3Documents(
        client(S3Client.builder()).forcePathStyle(true).build(), calls, settings.require(bucket));
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
