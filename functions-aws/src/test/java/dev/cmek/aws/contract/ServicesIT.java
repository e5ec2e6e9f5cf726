package dev.cmek.aws.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.aws.door.SfnEngine;
import dev.cmek.aws.door.SqsDeadLetters;
import dev.cmek.aws.key.Key;
import dev.cmek.aws.key.KmsKeys;
import dev.cmek.aws.key.NewKey;
import dev.cmek.aws.notify.AwsAnnouncements;
import dev.cmek.aws.secret.ManagedSecrets;
import dev.cmek.aws.verify.SdkFactSource;
import dev.cmek.shared.door.OnboardingDoor.Answer.Rejected;
import dev.cmek.shared.door.Workflows.Start;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.notify.Announcement;
import dev.cmek.shared.secret.Secret;
import dev.cmek.shared.state.Engine.Execution;
import dev.cmek.shared.state.Engine.Status;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.verify.Reading;
import dev.cmek.shared.verify.Reading.Absent;
import dev.cmek.shared.verify.Reading.Read;
import dev.cmek.shared.verify.aws.KeyFacts;
import dev.cmek.shared.verify.aws.RoleFacts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.model.GrantOperation;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/// The adapters of queues, topics, workflows, secrets and facts on a local AWS.
@ExtendWith(LocalAws.Once.class)
final class ServicesIT {

  private static final int PATIENCE_SECONDS = 20;

  private final String name = "test-" + UUID.randomUUID();
  private final LocalAws aws;

  ServicesIT(LocalAws aws) {
    this.aws = aws;
  }

  @Test
  void anExecutionsNameIsUsedOnceForOtherInput() {
    SfnEngine engine = engine();

    Start first = engine.start("one", "{\"n\":1}");
    Start other = engine.start("one", "{\"n\":2}");
    String execution = ((Start.Running) first).execution();
    Execution found = engine.find(execution).orElseThrow();

    assertThat(other).isEqualTo(new Start.NameTaken(execution));
    assertThat(found.input()).isEqualTo("{\"n\":1}");
    assertThat(found.status()).isIn(Status.RUNNING, Status.SUCCEEDED);
    assertThat(engine.find(execution + "-another")).isEmpty();
  }

  @Test
  void aDeadLetterKeepsItsTextAndSaysWhy() {
    try (SqsClient sqs = aws.client(SqsClient.builder())) {
      String queue = sqs.createQueue(r -> r.queueName(name)).queueUrl();

      new SqsDeadLetters(sqs, LocalAws.calls(), queue)
          .send("not JSON", new Rejected(Reason.BAD_REQUEST, "body", "body: is not JSON"));

      Message letter = receive(sqs, queue);
      assertThat(letter.body()).isEqualTo("not JSON");
      assertThat(attribute(letter, "reason")).isEqualTo("BAD_REQUEST");
      assertThat(attribute(letter, "field")).isEqualTo("body");
      assertThat(attribute(letter, "message")).isEqualTo("body: is not JSON");
    }
  }

  @Test
  void anAnnouncementReachesTheBusAsCloudEventAndTheTopicAsText() {
    try (SqsClient sqs = aws.client(SqsClient.builder());
        SnsClient sns = aws.client(SnsClient.builder());
        EventBridgeClient events = aws.client(EventBridgeClient.builder())) {
      String fromBus = sqs.createQueue(r -> r.queueName(name + "-bus")).queueUrl();
      String fromTopic = sqs.createQueue(r -> r.queueName(name + "-topic")).queueUrl();
      String topic = sns.createTopic(r -> r.name(name)).topicArn();
      var _ =
          sns.subscribe(
              r -> r.topicArn(topic).protocol("sqs").endpoint(arn("sqs", name + "-topic")));
      var _ = events.createEventBus(r -> r.name(name));
      var _ =
          events.putRule(
              r -> r.name(name).eventBusName(name).eventPattern("{\"source\":[\"dev.cmek\"]}"));
      Target target = Target.builder().id("queue").arn(arn("sqs", name + "-bus")).build();
      var _ = events.putTargets(r -> r.rule(name).eventBusName(name).targets(target));

      new AwsAnnouncements(events, sns, LocalAws.calls(), name, topic)
          .announce(
              new Announcement(
                  "run-1",
                  "dev.cmek.onboarding.completed.v1",
                  "cluster-1",
                  Instant.parse("2026-11-22T10:00:00Z"),
                  "CMEK ENABLED: größer",
                  "Bis gleich",
                  Map.of("result", "ENABLED")));

      String event = receive(sqs, fromBus).body();
      String text = receive(sqs, fromTopic).body();
      assertThat(Payloads.tree(event.getBytes(StandardCharsets.UTF_8)).at("/detail/id").asText())
          .isEqualTo("run-1");
      assertThat(event)
          .contains("\"detail-type\":\"dev.cmek.onboarding.completed.v1\"")
          .contains("\"subject\":\"cluster-1\"", "\"specversion\":\"1.0\"");
      assertThat(text).contains("CMEK ENABLED: gr??er", "Bis gleich");
    }
  }

  @Test
  void aSecretIsReadWithoutTheBlanksAroundIt() {
    try (SecretsManagerClient client = aws.client(SecretsManagerClient.builder())) {
      String arn = client.createSecret(r -> r.name(name).secretString("CCDB1_key\n")).arn();

      Secret secret = new ManagedSecrets(client, LocalAws.calls()).require(arn);

      assertThat(secret).isEqualTo(new Secret("CCDB1_key")).asString().doesNotContain("CCDB1");
    }
  }

  @Test
  void factsAreWhatStandsInTheAccount() {
    IamClient iam = aws.client(IamClient.builder());
    KmsKeys keys = new KmsKeys(aws.kms(), LocalAws.calls());
    Key key =
        Changes.of(false)
            .make(
                keys.create(
                    new NewKey(
                        AccountContract.NAMING.key(LocalAws.REGION.id(), "(new)"),
                        true,
                        Optional.empty(),
                        Map.of("team", "x"))));
    Key _ = Changes.of(false).make(keys.enableRotation(key, Duration.ofDays(365)));
    String trust =
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",
         "Principal":{"AWS":"arn:aws:iam::222222222222:root"}}]}
        """;
    String allow =
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:%s","Resource":"*"}]}
        """;
    String policy =
        iam.createPolicy(r -> r.policyName(name).policyDocument(allow.formatted("Decrypt")))
            .policy()
            .arn();
    String role =
        iam.createRole(r ->
                r.roleName(name)
                    .path("/cockroachdb-cmek/")
                    .assumeRolePolicyDocument(trust)
                    .permissionsBoundary(policy))
            .role()
            .arn();
    var _ =
        iam.putRolePolicy(
            r -> r.roleName(name).policyName("in").policyDocument(allow.formatted("Encrypt")));
    var _ = iam.attachRolePolicy(r -> r.roleName(name).policyArn(policy));
    var _ =
        aws.kms()
            .in(LocalAws.REGION.id())
            .createGrant(r ->
                r.keyId(key.arn().toString())
                    .granteePrincipal(role)
                    .operations(GrantOperation.DECRYPT));
    SdkFactSource facts = new SdkFactSource(iam, aws.kms(), LocalAws.calls());

    RoleFacts roleFacts = facts.role(role);
    KeyFacts keyFacts = facts.key(key.arn().toString());

    assertThat(read(roleFacts.identity()).boundaryArn()).isEqualTo(policy);
    assertThat(read(roleFacts.inline()))
        .singleElement()
        .satisfies(inline -> {
          assertThat(inline.name()).isEqualTo("in");
          assertThat(inline.document().json()).contains("kms:Encrypt");
        });
    assertThat(read(roleFacts.attached()))
        .singleElement()
        .satisfies(attached -> assertThat(attached.document().json()).contains("kms:Decrypt"));
    assertThat(read(roleFacts.boundary()).json()).contains("kms:Decrypt");
    assertThat(read(keyFacts.metadata()).state()).isEqualTo("Enabled");
    assertThat(read(keyFacts.policy()).json()).contains("kms:*");
    assertThat(read(keyFacts.grants()))
        .singleElement()
        .satisfies(grant -> assertThat(grant.operations()).containsExactly("Decrypt"));
    assertThat(read(keyFacts.rotation()).enabled()).isTrue();
    assertThat(read(keyFacts.tags())).containsExactly(Map.entry("team", "x"));
    assertThat(facts.role(role + "-gone").identity()).isInstanceOf(Absent.class);
    assertThat(facts.key(AccountContract.NAMING.key("eu-west-1", name).toString()).metadata())
        .isInstanceOf(Absent.class);
  }

  private SfnEngine engine() {
    SfnClient sfn = aws.client(SfnClient.builder());
    String machine =
        sfn.createStateMachine(r ->
                r.name(name)
                    .roleArn("arn:aws:iam::111122223333:role/any")
                    .definition(
                        """
                        {"StartAt":"Wait","States":{"Wait":{"Type":"Wait","Seconds":1,"End":true}}}
                        """))
            .stateMachineArn();
    return new SfnEngine(sfn, LocalAws.calls(), Arn.parse(machine));
  }

  private static Message receive(SqsClient sqs, String queue) {
    List<Message> messages =
        sqs.receiveMessage(r ->
                r.queueUrl(queue).waitTimeSeconds(PATIENCE_SECONDS).messageAttributeNames("All"))
            .messages();
    assertThat(messages).hasSize(1);
    return messages.getFirst();
  }

  private static String attribute(Message message, String name) {
    MessageAttributeValue value = message.messageAttributes().get(name);
    return Objects.requireNonNull(value, name).stringValue();
  }

  private static <T> T read(Reading<T> reading) {
    if (reading instanceof Read<T>(T value)) {
      return value;
    }
    throw new AssertionError("not read: " + reading);
  }

  private static String arn(String service, String resource) {
    return "arn:aws:" + service + ":eu-west-1:111122223333:" + resource;
  }
}
