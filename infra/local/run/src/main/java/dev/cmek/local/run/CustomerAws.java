package dev.cmek.local.run;

import dev.cmek.local.aws.AwsAccount;
import dev.cmek.local.aws.Pause;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.GetKeyRotationStatusResponse;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionListItem;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// The account with the stack and the keys, as its owner looks at it.
final class CustomerAws implements CustomerCloud {

  /// A key as KMS describes it.
  ///
  /// @param rotationDays between two rotations, 0 if they are off
  record Key(boolean enabled, boolean multiRegion, int rotationDays) {}

  /// The event that EventBridge starts a workflow with, cut to what says that it is one.
  private static final String SCHEDULED =
      "{\"source\":\"aws.events\",\"detail-type\":\"Scheduled Event\",\"detail\":{}}";

  private final Endpoints.Aws at;
  private final AwsAccount account;
  private final SqsClient sqs;
  private final SfnClient sfn;
  private final IamClient iam;
  private final Map<String, KmsClient> kms = new HashMap<>();

  CustomerAws(Endpoints.Aws at) {
    this.at = at;
    this.account =
        new AwsAccount(URI.create(at.endpoint()), at.customerAccount(), Region.of(at.region()));
    this.sqs = account.client(SqsClient.builder());
    this.sfn = account.client(SfnClient.builder());
    this.iam = account.client(IamClient.builder());
  }

  @Override
  public void send(String event) {
    var _ = sqs.sendMessage(r -> r.queueUrl(at.onboardingQueueUrl()).messageBody(event));
  }

  /// Counts messages that are in the onboarding queue, or out of it with a function.
  @Override
  public int awaitNoEvents(Duration limit) {
    Instant end = Instant.now().plus(limit);
    int left = events();
    while (left > 0 && Instant.now().isBefore(end)) {
      Pause.of(Duration.ofMillis(200));
      left = events();
    }
    return left;
  }

  private int events() {
    return sqs
        .getQueueAttributes(r ->
            r.queueUrl(at.onboardingQueueUrl())
                .attributeNames(
                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
        .attributes()
        .values()
        .stream()
        .mapToInt(Integer::parseInt)
        .sum();
  }

  @Override
  public Mailbox deadLetters() {
    return new Mailbox(new SqsArrivals(sqs, at.deadLetterQueueUrl()));
  }

  @Override
  public Mailbox alerts() {
    return new Mailbox(new SqsArrivals(sqs, at.alertQueueUrl()));
  }

  /// @return the execution's ARN
  @Override
  public String startSweep() {
    String workflow = at.stateMachines().getOrDefault("reverify", "");
    return sfn.startExecution(r -> r.stateMachineArn(workflow).input(SCHEDULED)).executionArn();
  }

  /// An inline policy of a role, as JSON.
  String rolePolicy(String role, String policy) {
    return URLDecoder.decode(
        iam.getRolePolicy(r -> r.roleName(role).policyName(policy)).policyDocument(),
        StandardCharsets.UTF_8);
  }

  @Override
  public List<String> onboardings(Instant since) {
    String workflow = at.stateMachines().getOrDefault("provision", "");
    return sfn.listExecutionsPaginator(r -> r.stateMachineArn(workflow)).executions().stream()
        .filter(execution -> !execution.startDate().isBefore(since))
        .map(ExecutionListItem::executionArn)
        .toList();
  }

  @Override
  public Optional<String> onboarding(String clusterId, Instant since) {
    return onboardings(since).stream().filter(arn -> arn.contains(clusterId)).findFirst();
  }

  @Override
  public Trail trail(String execution) {
    return new StateMachineTrail(() -> history(execution));
  }

  @Override
  public Holdings holdings(SampleCluster cluster, CloudApi.Cmek cmek) {
    return AwsHoldings.gather(cluster, cmek, this);
  }

  @Override
  public Loss loss(SampleCluster cluster) {
    return new LostAction(cluster, this);
  }

  /// The vendor's, who is the only one to whom a grant is fresh here.
  @Override
  public void delayGrants(Duration delay, CloudApi cloudApi) {
    cloudApi.settings("{\"propagationDelay\":\"" + delay + "\"}");
  }

  /// All that happened in an execution, oldest first.
  private List<HistoryEvent> history(String execution) {
    return sfn
        .getExecutionHistoryPaginator(r -> r.executionArn(execution).maxResults(1000))
        .events()
        .stream()
        .toList();
  }

  /// The key behind an ARN.
  Key key(String arn) {
    KmsClient client =
        kms.computeIfAbsent(
            arn.split(":", 6)[3],
            region -> account.in(Region.of(region)).client(KmsClient.builder()));
    KeyMetadata key = client.describeKey(r -> r.keyId(arn)).keyMetadata();
    GetKeyRotationStatusResponse rotation = client.getKeyRotationStatus(r -> r.keyId(arn));
    return new Key(
        key.enabled(),
        Boolean.TRUE.equals(key.multiRegion()),
        rotation.keyRotationEnabled() ? orElse(rotation.rotationPeriodInDays(), 365) : 0);
  }

  /// The role behind an ARN.
  AwsHoldings.RoleView role(String arn) {
    Role role = iam.getRole(r -> r.roleName(arn.substring(arn.lastIndexOf('/') + 1))).role();
    return new AwsHoldings.RoleView(
        role.arn(),
        URLDecoder.decode(role.assumeRolePolicyDocument(), StandardCharsets.UTF_8),
        Optional.ofNullable(role.permissionsBoundary())
            .map(boundary -> boundary.permissionsBoundaryArn())
            .orElse(""));
  }

  @Override
  public void close() {
    sqs.close();
    sfn.close();
    iam.close();
    kms.values().forEach(KmsClient::close);
  }

  private static int orElse(@Nullable Integer value, int otherwise) {
    return value == null ? otherwise : value;
  }
}
