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
final class CustomerAws implements AutoCloseable {

  /// A key as KMS describes it.
  ///
  /// @param rotationDays between two rotations, 0 if they are off
  record Key(boolean enabled, boolean multiRegion, int rotationDays) {}

  /// A role as IAM describes it.
  ///
  /// @param trust JSON
  /// @param boundary its ARN, empty if it has none
  record RoleView(String arn, String trust, String boundary) {}

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

  /// Puts an onboarding event into the queue.
  void send(String event) {
    var _ = sqs.sendMessage(r -> r.queueUrl(at.onboardingQueueUrl()).messageBody(event));
  }

  /// How many messages are in the onboarding queue, or out of it with a function: none, or those
  /// that are still there at the limit.
  int awaitNoEvents(Duration limit) {
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

  Mailbox deadLetters() {
    return new Mailbox(sqs, at.deadLetterQueueUrl());
  }

  Mailbox alerts() {
    return new Mailbox(sqs, at.alertQueueUrl());
  }

  /// Starts a sweep over all clusters, as its schedule does.
  ///
  /// @return the execution's ARN
  String startSweep() {
    String workflow = at.stateMachines().getOrDefault("reverify", "");
    return sfn.startExecution(r -> r.stateMachineArn(workflow).input(SCHEDULED)).executionArn();
  }

  /// An inline policy of a role, as JSON.
  String rolePolicy(String role, String policy) {
    return URLDecoder.decode(
        iam.getRolePolicy(r -> r.roleName(role).policyName(policy)).policyDocument(),
        StandardCharsets.UTF_8);
  }

  /// ARNs of the onboarding workflow's executions since then.
  List<String> executions(Instant since) {
    String workflow = at.stateMachines().getOrDefault("provision", "");
    return sfn.listExecutionsPaginator(r -> r.stateMachineArn(workflow)).executions().stream()
        .filter(execution -> !execution.startDate().isBefore(since))
        .map(ExecutionListItem::executionArn)
        .toList();
  }

  /// All that happened in an execution, oldest first.
  List<HistoryEvent> history(String execution) {
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
  RoleView role(String arn) {
    Role role = iam.getRole(r -> r.roleName(arn.substring(arn.lastIndexOf('/') + 1))).role();
    return new RoleView(
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
