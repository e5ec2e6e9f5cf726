package dev.cmek.local.run;

import dev.cmek.local.aws.AwsAccount;
import dev.cmek.local.aws.Checkout;
import dev.cmek.shared.iam.PolicyDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.StackResource;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.GetKeyRotationStatusResponse;
import software.amazon.awssdk.services.kms.model.KeyListEntry;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.EventSourceMappingConfiguration;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionListItem;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/// The whole system, deployed from the real template, and what people do around it with tools of
/// their own: send events, look, and change things.
final class TestCloud implements AutoCloseable {

  private static final String NAME = "test";

  /// The state of a sweep that found another one at work.
  static final String SWEEP_UNDER_WAY = "SweepUnderWay";

  private static final String STACK = "cmek";
  private static final String STACK_PREFIX = STACK + "-";

  /// All regions that the tests' clusters have.
  private static final List<String> REGIONS =
      List.of("eu-central-1", "us-east-1", "ap-southeast-2", "eu-west-1", "us-west-2");

  private final Checkout checkout = Checkout.current();
  private final LocalCloud cloud = new LocalCloud(checkout, _ -> {});
  private final Path calls = checkout.local().resolve(NAME).resolve("calls.jsonl");
  private final Endpoints endpoints;
  private final AwsAccount account;
  private final CloudApiAdmin cloudApi;
  private final IamClient iam;
  private final LambdaClient lambda;
  private final S3Client s3;
  private final SfnClient sfn;
  private final SqsClient sqs;
  private final Letters alerts;
  private final Letters deadLetters;
  private final Letters callbackDeadLetters;

  TestCloud() {
    try {
      Files.deleteIfExists(calls);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    endpoints =
        cloud.start(
            new LocalCloud.Options(
                NAME,
                Set.of(Half.AWS),
                LocalCloud.Ports.FREE,
                Optional.of(calls),
                Optional.empty()));
    account =
        new AwsAccount(
            URI.create(endpoints.aws().endpoint()),
            endpoints.aws().customerAccount(),
            Region.of(endpoints.aws().region()));
    cloudApi = new CloudApiAdmin(endpoints.cloudApi().adminUrl(), Half.AWS);
    iam = account.client(IamClient.builder());
    lambda = account.client(LambdaClient.builder());
    s3 = account.client(S3Client.builder());
    sfn = account.client(SfnClient.builder());
    sqs = account.client(SqsClient.builder());
    alerts = new Letters(sqs, endpoints.aws().alertQueueUrl());
    deadLetters = new Letters(sqs, endpoints.aws().deadLetterQueueUrl());
    callbackDeadLetters = new Letters(sqs, endpoints.aws().callbackDeadLetterQueueUrl());
  }

  Endpoints endpoints() {
    return endpoints;
  }

  CloudApiAdmin cloudApi() {
    return cloudApi;
  }

  IamClient iam() {
    return iam;
  }

  LambdaClient lambda() {
    return lambda;
  }

  SfnClient sfn() {
    return sfn;
  }

  /// A new client.
  EventBridgeClient events() {
    return account.client(EventBridgeClient.builder());
  }

  /// A new client.
  KmsClient kms(String region) {
    return account.in(Region.of(region)).client(KmsClient.builder());
  }

  /// What was announced, on the bus and on the topic.
  Letters alerts() {
    return alerts;
  }

  Letters deadLetters() {
    return deadLetters;
  }

  Letters callbackDeadLetters() {
    return callbackDeadLetters;
  }

  String provisionArn() {
    return endpoints.aws().stateMachines().getOrDefault("provision", "");
  }

  String reverifyArn() {
    return endpoints.aws().stateMachines().getOrDefault("reverify", "");
  }

  /// A shell in which `aws` is the customer's account.
  Shell shell() {
    return Shell.of(checkout, checkout.local().resolve(NAME), endpoints.aws());
  }

  /// Begins to look at all clusters again.
  String startSweep() {
    return sfn.startExecution(r -> r.stateMachineArn(reverifyArn()).input("{}")).executionArn();
  }

  /// Looks at all clusters again, and waits for the end; first for that of the schedule's sweep, if
  /// one is under way.
  Ended sweep() {
    return Await.until(
        "a sweep of our own",
        () ->
            Optional.of(awaitEnd(startSweep()))
                .filter(ended -> !ended.states().contains(SWEEP_UNDER_WAY)));
  }

  /// Waits until somebody else starts a sweep with an input that holds the text.
  String awaitSweepStartedWith(String text) {
    return Await.until(
        "a sweep started with " + text, () -> sweepsStartedWith(text).stream().findFirst());
  }

  /// The executions of sweeps with an input that holds the text, newest first.
  List<String> sweepsStartedWith(String text) {
    return sfn.listExecutionsPaginator(r -> r.stateMachineArn(reverifyArn())).executions().stream()
        .map(ExecutionListItem::executionArn)
        .filter(arn -> sfn.describeExecution(r -> r.executionArn(arn)).input().contains(text))
        .toList();
  }

  List<RecordedCall> calls() {
    return RecordedCall.read(calls);
  }

  /// Sends the bodies to the onboarding queue in one batch.
  ///
  /// @return the messages' ids, in the order of the bodies
  List<String> send(String... bodies) {
    List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
    for (String body : bodies) {
      entries.add(
          SendMessageBatchRequestEntry.builder()
              .id(String.valueOf(entries.size()))
              .messageBody(body)
              .build());
    }
    return sqs
        .sendMessageBatch(r -> r.queueUrl(endpoints.aws().onboardingQueueUrl()).entries(entries))
        .successful()
        .stream()
        .sorted(Comparator.comparing(sent -> sent.id()))
        .map(sent -> sent.messageId())
        .toList();
  }

  /// Waits until the door did something with the message.
  ///
  /// @param outcome such as `KNOWN`
  void awaitAtTheDoor(String messageId, String outcome) {
    Await.that(
        "message " + messageId + " is " + outcome,
        () ->
            log("Onboarding")
                .lines()
                .filter(line -> line.contains(messageId))
                .anyMatch(line -> line.contains("\"outcome\":\"" + outcome + "\"")));
  }

  /// The cluster's executions, oldest first.
  List<ExecutionListItem> executions(String cluster) {
    return sfn.listExecutionsPaginator(r -> r.stateMachineArn(provisionArn())).executions().stream()
        .filter(execution -> execution.name().contains(cluster))
        .sorted(Comparator.comparing(ExecutionListItem::startDate))
        .toList();
  }

  /// Waits until the cluster's nth execution was started.
  String awaitStart(String cluster, int number) {
    return Await.until(
            "execution " + number + " of cluster " + cluster,
            () -> executions(cluster).stream().skip(number - 1).findFirst())
        .executionArn();
  }

  /// Waits until the cluster's nth execution is over.
  Ended awaitEnd(String cluster, int number) {
    return awaitEnd(awaitStart(cluster, number));
  }

  Ended awaitEnd(String execution) {
    DescribeExecutionResponse ended =
        Await.until(
            execution + " ends",
            () ->
                Optional.of(sfn.describeExecution(r -> r.executionArn(execution)))
                    .filter(found -> found.status() != ExecutionStatus.RUNNING));
    return new Ended(
        ended,
        sfn.getExecutionHistoryPaginator(r -> r.executionArn(execution)).events().stream()
            .toList());
  }

  /// Whether a run remembers that somebody was told how this execution ended.
  boolean hasTold(String execution) {
    return s3
        .listObjectsV2Paginator(r -> r.bucket(endpoints.aws().stateBucket()).prefix("runs/"))
        .contents()
        .stream()
        .flatMap(run -> state(run.key()).stream())
        .flatMap(run -> Json.tree(run).path("attempts").valueStream())
        .filter(attempt -> attempt.path("execution").asText().equals(execution))
        .anyMatch(attempt -> attempt.path("told").asBoolean());
  }

  /// What a function printed.
  String log(String function) {
    Path file = Path.of(endpoints.logs()).resolve(STACK_PREFIX + function + ".log");
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The text of an object; empty if there is none.
  Optional<String> document(String bucket, String key) {
    try {
      return Optional.of(
          s3.getObjectAsBytes(r -> r.bucket(bucket).key(key)).asString(StandardCharsets.UTF_8));
    } catch (NoSuchKeyException _) {
      return Optional.empty();
    }
  }

  Optional<String> state(String key) {
    return document(endpoints.aws().stateBucket(), key);
  }

  void putState(String key, String json) {
    var _ =
        s3.putObject(
            r -> r.bucket(endpoints.aws().stateBucket()).key(key), RequestBody.fromString(json));
  }

  /// Keys of the evidence about a cluster's runs.
  List<String> evidence(String cluster) {
    return objects(endpoints.aws().evidenceBucket(), "clusters/" + cluster + "/runs/");
  }

  /// Keys of the objects whose keys begin so.
  List<String> objects(String bucket, String prefix) {
    return s3.listObjectsV2Paginator(r -> r.bucket(bucket).prefix(prefix)).contents().stream()
        .map(S3Object::key)
        .toList();
  }

  /// What stands in IAM and KMS for a cluster, read from there.
  Standing standing(String cluster) {
    String name = "cmek-" + cluster;
    Optional<Role> role = findRole(name);
    Map<String, PolicyDocument> inline = new HashMap<>();
    List<String> attached = new ArrayList<>();
    if (role.isPresent()) {
      inline.putAll(inlinePolicies(name));
      attached.addAll(attached(name));
    }
    return new Standing(
        role,
        role.map(found -> policy(found.assumeRolePolicyDocument())),
        inline,
        attached,
        REGIONS.stream().flatMap(region -> keys(region, cluster).stream()).toList());
  }

  Map<String, PolicyDocument> inlinePolicies(String role) {
    Map<String, PolicyDocument> inline = new HashMap<>();
    iam.listRolePolicies(r -> r.roleName(role))
        .policyNames()
        .forEach(policy ->
            inline.put(
                policy,
                policy(
                    iam.getRolePolicy(r -> r.roleName(role).policyName(policy)).policyDocument())));
    return inline;
  }

  /// The roles of all functions, of the workflows and of the schedule, by their users' names.
  Map<String, DeployedRole> deployedRoles() {
    Map<String, DeployedRole> roles = new LinkedHashMap<>();
    lambda.listFunctionsPaginator().functions().stream()
        .filter(function -> function.functionName().startsWith(STACK_PREFIX))
        .forEach(function -> {
          String user = function.functionName().substring(STACK_PREFIX.length());
          roles.put(user, deployedRole(user, function.role()));
        });
    roles.put(
        "provision",
        deployedRole(
            "provision",
            sfn.describeStateMachine(r -> r.stateMachineArn(provisionArn())).roleArn()));
    roles.put(
        "reverify",
        deployedRole(
            "reverify", sfn.describeStateMachine(r -> r.stateMachineArn(reverifyArn())).roleArn()));
    roles.put("schedule", deployedRole("schedule", scheduleRole()));
    return roles;
  }

  /// ARNs of what a function gets its events from.
  List<String> eventSources(String function) {
    return lambda
        .listEventSourceMappings(r -> r.functionName(STACK_PREFIX + function))
        .eventSourceMappings()
        .stream()
        .map(EventSourceMappingConfiguration::eventSourceArn)
        .toList();
  }

  /// The stack's secrets, by their names in the template.
  Map<String, String> secretArns() {
    Map<String, String> arns = new LinkedHashMap<>();
    stackResources().stream()
        .filter(resource -> resource.resourceType().equals("AWS::SecretsManager::Secret"))
        .forEach(resource -> arns.put(resource.logicalResourceId(), resource.physicalResourceId()));
    return arns;
  }

  /// What is in one of the stack's secrets.
  String secret(String logicalId) {
    try (SecretsManagerClient secrets = account.client(SecretsManagerClient.builder())) {
      return secrets.getSecretValue(r -> r.secretId(physicalId(logicalId))).secretString();
    }
  }

  /// What something of the template is called in the account.
  String physicalId(String logicalId) {
    return stackResources().stream()
        .filter(resource -> resource.logicalResourceId().equals(logicalId))
        .map(StackResource::physicalResourceId)
        .findFirst()
        .orElseThrow(() -> new AssertionError("the stack has no " + logicalId));
  }

  private List<StackResource> stackResources() {
    try (CloudFormationClient cloudFormation = account.client(CloudFormationClient.builder())) {
      return cloudFormation.describeStackResources(r -> r.stackName(STACK)).stackResources();
    }
  }

  /// What EventBridge starts sweeps with.
  private String scheduleRole() {
    try (EventBridgeClient events = events()) {
      return events
          .listTargetsByRule(r -> r.rule(physicalId("ReverifyPeriod")))
          .targets()
          .getFirst()
          .roleArn();
    }
  }

  /// All roles of the account.
  List<Role> iamRoles() {
    return iam.listRolesPaginator().roles().stream()
        .map(role -> iam.getRole(r -> r.roleName(role.roleName())).role())
        .toList();
  }

  /// A managed policy as it is now.
  PolicyDocument managedPolicy(String arn) {
    String version = iam.getPolicy(r -> r.policyArn(arn)).policy().defaultVersionId();
    return policy(
        iam.getPolicyVersion(r -> r.policyArn(arn).versionId(version)).policyVersion().document());
  }

  /// All keys of the account.
  List<Standing.Key> keys() {
    return REGIONS.stream().flatMap(region -> keysIn(region).stream()).toList();
  }

  @Override
  public void close() {
    cloud.stop(NAME);
    cloudApi.close();
    iam.close();
    lambda.close();
    s3.close();
    sfn.close();
    sqs.close();
  }

  private DeployedRole deployedRole(String user, String arn) {
    String name = arn.substring(arn.lastIndexOf('/') + 1);
    return new DeployedRole(user, arn, inlinePolicies(name), attached(name));
  }

  private List<String> attached(String role) {
    return iam.listAttachedRolePolicies(r -> r.roleName(role)).attachedPolicies().stream()
        .map(AttachedPolicy::policyArn)
        .toList();
  }

  private Optional<Role> findRole(String name) {
    try {
      return Optional.of(iam.getRole(r -> r.roleName(name)).role());
    } catch (NoSuchEntityException _) {
      return Optional.empty();
    }
  }

  private List<Standing.Key> keys(String region, String cluster) {
    return keysIn(region).stream()
        .filter(key -> cluster.equals(key.tags().get("cmek:cluster")))
        .toList();
  }

  private List<Standing.Key> keysIn(String region) {
    try (KmsClient kms = kms(region)) {
      return kms.listKeysPaginator().keys().stream()
          .map(KeyListEntry::keyArn)
          .map(arn -> key(kms, region, arn))
          .toList();
    }
  }

  private static Standing.Key key(KmsClient kms, String region, String arn) {
    Map<String, String> tags = new HashMap<>();
    kms.listResourceTags(r -> r.keyId(arn))
        .tags()
        .forEach(tag -> tags.put(tag.tagKey(), tag.tagValue()));
    GetKeyRotationStatusResponse rotation = kms.getKeyRotationStatus(r -> r.keyId(arn));
    return new Standing.Key(
        region,
        kms.describeKey(r -> r.keyId(arn)).keyMetadata(),
        PolicyDocument.parse(kms.getKeyPolicy(r -> r.keyId(arn).policyName("default")).policy()),
        tags,
        kms.listAliases(r -> r.keyId(arn)).aliases().stream()
            .map(AliasListEntry::aliasName)
            .toList(),
        Optional.of(rotation)
            .filter(status -> Boolean.TRUE.equals(status.keyRotationEnabled()))
            .map(GetKeyRotationStatusResponse::rotationPeriodInDays));
  }

  /// IAM gives documents URL-encoded.
  private static PolicyDocument policy(String document) {
    return PolicyDocument.parse(URLDecoder.decode(document, StandardCharsets.UTF_8));
  }
}
