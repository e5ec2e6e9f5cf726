package dev.cmek.aws.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cmek.aws.Example;
import dev.cmek.aws.contract.FaultProxy.Fault;
import dev.cmek.aws.door.SfnEngine;
import dev.cmek.aws.door.SqsDeadLetters;
import dev.cmek.aws.key.EnsureKey;
import dev.cmek.aws.key.EnsureReplica;
import dev.cmek.aws.key.Key;
import dev.cmek.aws.key.Keys;
import dev.cmek.aws.key.KmsKeys;
import dev.cmek.aws.key.NewKey;
import dev.cmek.aws.notify.AwsAnnouncements;
import dev.cmek.aws.policy.AwsPolicies;
import dev.cmek.aws.policy.Policies;
import dev.cmek.aws.role.IamRoles;
import dev.cmek.aws.role.Role;
import dev.cmek.aws.role.Roles;
import dev.cmek.aws.secret.ManagedSecrets;
import dev.cmek.aws.state.S3Documents;
import dev.cmek.aws.verify.SdkFactSource;
import dev.cmek.local.aws.AwsAccount;
import dev.cmek.shared.door.OnboardingDoor.Answer.Rejected;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.notify.Announcement;
import dev.cmek.shared.plan.Principal;
import dev.cmek.shared.plan.ProvisionedKey;
import dev.cmek.shared.request.AccessGrant;
import dev.cmek.shared.request.KeyStrategy;
import dev.cmek.shared.state.FakeDocuments;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.StepResult;
import dev.cmek.shared.step.Stop;
import dev.cmek.shared.step.Write;
import dev.cmek.shared.verify.Reading;
import dev.cmek.shared.verify.Reading.Denied;
import dev.cmek.shared.verify.aws.KeyFacts;
import dev.cmek.shared.verify.aws.RoleFacts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/// The adapters with AWS's own clients, behind a network that fails.
@ExtendWith(LocalAws.Once.class)
final class FaultsIT {

  private static final String REGION = "eu-west-1";
  private static final String OTHER_REGION = "us-east-1";

  /// Of the replicated key: the other keys of that cluster are elsewhere.
  private static final String HOME_REGION = "eu-central-1";

  private static final String MACHINE = "arn:aws:states:eu-west-1:111122223333:stateMachine:m";
  private static final String TOPIC = "arn:aws:sns:eu-west-1:111122223333:alerts";
  private static final String SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:s";

  private final LocalAws aws;
  private final FaultProxy proxy;
  private final AwsAccount account;
  private final Roles roles;
  private final Keys keys;
  private final Policies policies;

  FaultsIT(LocalAws aws) {
    this.aws = aws;
    proxy = new FaultProxy(aws.endpoint());
    account = new AwsAccount(proxy.url(), AccountContract.NAMING.account(), LocalAws.REGION);
    IamClient iam = account.client(IamClient.builder());
    roles = new IamRoles(iam, LocalAws.calls());
    keys = new KmsKeys(LocalAws.kms(account), LocalAws.calls());
    policies = new AwsPolicies(iam, LocalAws.kms(account), LocalAws.calls());
  }

  @AfterEach
  void closeProxy() {
    proxy.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iam:GetRole",
        "iam:CreateRole",
        "iam:UpdateAssumeRolePolicy",
        "iam:TagRole",
        "iam:GetRolePolicy",
        "iam:PutRolePolicy",
        "iam:DeleteRolePolicy",
        "kms:DescribeKey",
        "kms:ListResourceTags",
        "kms:ListKeys",
        "kms:CreateKey",
        "kms:ReplicateKey",
        "kms:CreateAlias",
        "kms:GetKeyRotationStatus",
        "kms:EnableKeyRotation",
        "kms:TagResource",
        "kms:GetKeyPolicy",
        "kms:PutKeyPolicy",
        "s3:GetObject",
        "s3:PutObject",
        "states:StartExecution",
        "states:DescribeExecution",
        "events:PutEvents",
        "sns:Publish",
        "sqs:SendMessage",
        "secretsmanager:GetSecretValue"
      })
  void aDeniedCallIsRefusedWithItsActionAndTheFunction(String action) {
    Callable<?> call = call(action);
    proxy.fail(operation(action), Fault.DENIED);

    assertThatThrownBy(call::call)
        .isInstanceOfSatisfying(
            Stop.class, stop -> assertThat(stop.reason()).isEqualTo(Reason.MISSING_RIGHT))
        .hasMessageContaining("function EnsureKey may not " + action + " on ");
    assertThat(proxy.calls(operation(action))).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iam:GetRole",
        "iam:ListAttachedRolePolicies",
        "kms:DescribeKey",
        "kms:GetKeyPolicy",
        "kms:ListGrants",
        "kms:GetKeyRotationStatus",
        "kms:ListResourceTags"
      })
  void aDeniedLookOfVerificationIsAFactOfItsOwn(String action) {
    Role role = make(roles.create(role()));
    Key key = make(keys.create(newKey(false)));
    proxy.fail(operation(action), Fault.DENIED);
    SdkFactSource facts =
        new SdkFactSource(
            account.client(IamClient.builder()), LocalAws.kms(account), LocalAws.calls());

    RoleFacts roleFacts = facts.role(role.arn().toString());
    KeyFacts keyFacts = facts.key(key.arn().toString());

    List<Reading<?>> denied =
        Stream.<Reading<?>>of(
                roleFacts.identity(),
                roleFacts.attached(),
                keyFacts.metadata(),
                keyFacts.policy(),
                keyFacts.grants(),
                keyFacts.rotation(),
                keyFacts.tags())
            .filter(reading -> reading instanceof Denied<?>)
            .toList();
    assertThat(denied).singleElement().isEqualTo(new Denied<>(action));
  }

  @ParameterizedTest
  @CsvSource({
    "iam:GetRole, THROTTLED, THROTTLED",
    "kms:DescribeKey, THROTTLED, THROTTLED",
    "s3:GetObject, THROTTLED, THROTTLED",
    "iam:GetRole, BROKEN, SERVICE_UNAVAILABLE",
    "kms:DescribeKey, BROKEN, SERVICE_UNAVAILABLE",
    "s3:GetObject, BROKEN, SERVICE_UNAVAILABLE",
    "iam:GetRole, ANSWER_LOST, SERVICE_UNAVAILABLE",
    "kms:DescribeKey, ANSWER_LOST, SERVICE_UNAVAILABLE",
    "s3:GetObject, ANSWER_LOST, SERVICE_UNAVAILABLE"
  })
  void aTroubleThatPassesIsWaitedForAfterTheClientsOwnRetries(
      String action, Fault fault, Reason reason) {
    Callable<?> call = call(action);
    int before = proxy.calls(operation(action));
    proxy.fail(operation(action), fault);

    assertThatThrownBy(call::call)
        .isInstanceOfSatisfying(Stop.class, stop -> assertThat(stop.reason()).isEqualTo(reason))
        .hasMessageContaining(action);
    assertThat(proxy.calls(operation(action)) - before).isGreaterThan(1);
  }

  @ParameterizedTest
  @CsvSource({
    "kms:CreateKey, THROTTLED, THROTTLED",
    "kms:CreateKey, BROKEN, SERVICE_UNAVAILABLE",
    "kms:CreateKey, ANSWER_LOST, SERVICE_UNAVAILABLE",
    "kms:ReplicateKey, THROTTLED, THROTTLED",
    "kms:ReplicateKey, BROKEN, SERVICE_UNAVAILABLE",
    "kms:ReplicateKey, ANSWER_LOST, SERVICE_UNAVAILABLE"
  })
  void whatMustNotHappenTwiceIsSentOnce(String action, Fault fault, Reason reason) {
    Callable<?> call = call(action);
    proxy.fail(operation(action), fault);

    assertThatThrownBy(call::call)
        .isInstanceOfSatisfying(Stop.class, stop -> assertThat(stop.reason()).isEqualTo(reason));
    assertThat(proxy.calls(operation(action))).isEqualTo(1);
  }

  @Test
  void aLostAnswerToCreateKeyLeavesOneKey() {
    Example example = Example.of(KeyStrategy.SINGLE_KEY, AccessGrant.ROLE_POLICY).in(REGION);
    EnsureKey step =
        new EnsureKey(keys, new FakeDocuments(), AccountContract.NAMING, InstantSource.system());
    EnsureKey.Input input =
        new EnsureKey.Input(
            example.run(),
            example.request(),
            example.target(),
            principal(),
            example.target().value().plan().keys().getFirst());
    proxy.fail("CreateKey", Fault.ANSWER_LOST);

    assertThatThrownBy(() -> step.run(input, Changes.of(false)))
        .isInstanceOfSatisfying(
            Stop.class, stop -> assertThat(stop.reason()).isEqualTo(Reason.SERVICE_UNAVAILABLE));
    proxy.heal();

    assertThat(step.run(input, Changes.of(false)))
        .isInstanceOfSatisfying(
            Done.class,
            done ->
                assertThat(((ProvisionedKey) done.value()).uri())
                    .isEqualTo(keysOf(Example.CLUSTER.value(), REGION).getFirst()));
    assertThat(keysOf(Example.CLUSTER.value(), REGION)).hasSize(1);
  }

  @Test
  void aLostAnswerToReplicateKeyLeavesOneReplica() {
    Example example =
        Example.of(KeyStrategy.MULTI_REGION_KEY, AccessGrant.ROLE_POLICY)
            .in(HOME_REGION, OTHER_REGION);
    Key primary =
        make(
            keys.create(
                new NewKey(
                    AccountContract.NAMING.key(HOME_REGION, "(new)"),
                    true,
                    Optional.empty(),
                    Example.TAGS)));
    EnsureReplica step = new EnsureReplica(keys, AccountContract.NAMING, InstantSource.system());
    EnsureReplica.Input input =
        new EnsureReplica.Input(
            example.run(),
            example.request(),
            example.target(),
            principal(),
            List.of(
                new StepResult<>(
                    new ProvisionedKey(
                        Example.ALIAS,
                        HOME_REGION,
                        primary.arn().toString(),
                        List.of(HOME_REGION),
                        primary.createdAt()),
                    List.of())),
            example.target().value().plan().replicas().getFirst());
    proxy.fail("ReplicateKey", Fault.ANSWER_LOST);

    assertThatThrownBy(() -> step.run(input, Changes.of(false))).isInstanceOf(Stop.class);
    proxy.heal();

    assertThat(step.run(input, Changes.of(false))).isInstanceOf(Done.class);
    assertThat(keysOf(Example.CLUSTER.value(), OTHER_REGION))
        .singleElement()
        .isEqualTo(primary.arn().toString().replace(HOME_REGION, OTHER_REGION));
    assertThat(proxy.calls("ReplicateKey")).isEqualTo(1);
  }

  /// A call of the action through its adapter, with everything there that it needs.
  private Callable<?> call(String action) {
    return switch (action) {
      case "iam:GetRole" -> () -> roles.find("x");
      case "iam:CreateRole" -> making(roles.create(role()));
      case "iam:UpdateAssumeRolePolicy" -> making(roles.updateTrust(role(), PolicyDocument.of()));
      case "iam:TagRole" -> making(roles.addTags(role(), Map.of("team", "x")));
      case "iam:GetRolePolicy" -> () -> policies.findInline("x");
      case "iam:PutRolePolicy" -> making(policies.putInline(role().arn(), PolicyDocument.of()));
      case "iam:DeleteRolePolicy" ->
          making(policies.deleteInline(role().arn(), PolicyDocument.of()));
      case "kms:ListKeys" -> () -> keys.findByTags(REGION, Example.CLUSTER, false);
      case "kms:CreateKey" -> making(keys.create(newKey(false)));
      case "kms:ReplicateKey" -> {
        Key primary = make(keys.create(newKey(true)));
        Arn replica = Arn.parse(primary.arn().toString().replace(REGION, OTHER_REGION));
        yield making(
            keys.replicate(primary.arn(), new NewKey(replica, true, Optional.empty(), Map.of())));
      }
      case "s3:GetObject" -> () -> documents().find("x");
      case "s3:PutObject" -> () -> documents().create("x", "{}");
      case "states:StartExecution" -> () -> engine().start("x", "{}");
      case "states:DescribeExecution" ->
          () -> engine().find("arn:aws:states:" + REGION + ":111111111111:execution:provision:x");
      case "events:PutEvents" -> this::announce;
      case "sns:Publish" -> {
        try (EventBridgeClient events = aws.client(EventBridgeClient.builder())) {
          if (events.listEventBuses(r -> r.namePrefix("cmek")).eventBuses().isEmpty()) {
            var _ = events.createEventBus(r -> r.name("cmek"));
          }
        }
        yield this::announce;
      }
      case "sqs:SendMessage" -> this::bury;
      case "secretsmanager:GetSecretValue" ->
          () ->
              new ManagedSecrets(account.client(SecretsManagerClient.builder()), LocalAws.calls())
                  .require(SECRET);
      default -> callOnKey(action, make(keys.create(newKey(false))));
    };
  }

  private Callable<?> callOnKey(String action, Key key) {
    return switch (action) {
      case "kms:DescribeKey", "kms:ListResourceTags" -> () -> keys.find(key.arn());
      case "kms:CreateAlias" -> making(keys.createAlias(key, "alias/cmek/" + UUID.randomUUID()));
      case "kms:GetKeyRotationStatus" -> () -> keys.rotationPeriod(key);
      case "kms:EnableKeyRotation" -> making(keys.enableRotation(key, Duration.ofDays(365)));
      case "kms:TagResource" -> making(keys.addTags(key, Map.of("team", "x")));
      case "kms:GetKeyPolicy" -> () -> policies.findKeyPolicy(key.arn());
      case "kms:PutKeyPolicy" ->
          making(policies.putKeyPolicy(key.arn(), PolicyDocument.of(), PolicyDocument.of()));
      default -> throw new IllegalArgumentException(action);
    };
  }

  private S3Documents documents() {
    return new S3Documents(account.client(S3Client.builder()), LocalAws.calls(), "documents");
  }

  private SfnEngine engine() {
    return new SfnEngine(account.client(SfnClient.builder()), LocalAws.calls(), Arn.parse(MACHINE));
  }

  private boolean bury() {
    new SqsDeadLetters(
            account.client(SqsClient.builder()),
            LocalAws.calls(),
            proxy.url() + "/queue/eu-west-1/111122223333/dead")
        .send("{}", new Rejected(Reason.BAD_REQUEST, "body", "body: is not JSON"));
    return true;
  }

  private boolean announce() {
    new AwsAnnouncements(
            account.client(EventBridgeClient.builder()),
            account.client(SnsClient.builder()),
            LocalAws.calls(),
            "cmek",
            TOPIC)
        .announce(new Announcement("1", "type", "", Instant.EPOCH, "title", "text", Map.of()));
    return true;
  }

  /// ARNs of the keys with this cluster's tag, as KMS itself lists them.
  private List<String> keysOf(String cluster, String region) {
    KmsClient kms = aws.kms().in(region);
    return kms.listKeysPaginator().keys().stream()
        .map(entry -> entry.keyArn())
        .filter(arn -> {
          Map<String, String> tags = new HashMap<>();
          kms.listResourceTags(r -> r.keyId(arn))
              .tags()
              .forEach(tag -> tags.put(tag.tagKey(), tag.tagValue()));
          return cluster.equals(tags.get("cmek:cluster"));
        })
        .toList();
  }

  private static StepResult<Principal> principal() {
    return new StepResult<>(new Principal(Example.ROLE_ARN, Example.ROLE, Example.NOW), List.of());
  }

  private static Role role() {
    return new Role(
        AccountContract.NAMING.role("cmek-" + UUID.randomUUID()),
        PolicyDocument.parse(
            """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",
             "Principal":{"AWS":"arn:aws:iam::222222222222:root"}}]}
            """),
        null,
        Map.of(),
        Instant.EPOCH);
  }

  private static NewKey newKey(boolean multiRegion) {
    return new NewKey(
        AccountContract.NAMING.key(REGION, "(new)"), multiRegion, Optional.empty(), Map.of());
  }

  private static String operation(String action) {
    return action.substring(action.indexOf(':') + 1);
  }

  private static Callable<?> making(Write<?> write) {
    return () -> make(write);
  }

  private static <T> T make(Write<T> write) {
    return Changes.of(false).make(write);
  }
}
