package dev.cmek.local.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.iam.Principals;
import dev.cmek.shared.iam.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.LoggingConfiguration;
import software.amazon.awssdk.services.sqs.model.Message;

/// The deployed workflow, from the event on the queue to what stands in the account and who is
/// told.
@ExtendWith(WholeRuns.Once.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ProvisionAwsIT {

  /// The five actions of the vendor's procedure.
  private static final String[] ACTIONS = {
    "kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey*", "kms:DescribeKey", "kms:ReEncrypt*"
  };

  private static final Statement ACCOUNT_ROOT =
      Statement.allow("root")
          .to(Principals.aws("arn:aws:iam::" + LocalCloud.CUSTOMER_ACCOUNT + ":root"))
          .actions("kms:*")
          .on("*")
          .build();

  private final TestCloud cloud;
  private final ThreeRegions threeRegions;
  private final UnknownCluster unknownCluster;
  private final Replicated replicated;
  private final OneRegion oneRegion;
  private final Stopped stopped;

  ProvisionAwsIT(WholeRuns runs) {
    cloud = runs.cloud();
    threeRegions = runs.threeRegions();
    unknownCluster = runs.unknownCluster();
    replicated = runs.replicated();
    oneRegion = runs.oneRegion();
    stopped = runs.stopped();
  }

  @Test
  void anEventEndsWithCmekEnabledInEveryRegion() {
    JsonNode cmek = threeRegions.onboarded().object().at("/cmek/value");

    assertThat(threeRegions.onboarded().status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(cmek.at("/regions")).hasSize(3);
    assertThat(cmek.at("/regions").findValuesAsText("status"))
        .isNotEmpty()
        .allMatch("ENABLED"::equals);
    assertThat(replicated.onboarded().status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(oneRegion.enabled().status()).isEqualTo(ExecutionStatus.SUCCEEDED);
  }

  @Test
  void anOnboardingOfThreeRegionsEntersAtMostThirtyStates() {
    assertThat(threeRegions.onboarded().states()).hasSizeLessThanOrEqualTo(30);
  }

  @Test
  void theRoleTrustsTheVendorsAccountWithTheOrganizationAsExternalId() {
    PolicyDocument vendor =
        PolicyDocument.of(
            Statement.allow("vendor")
                .to(Principals.aws("arn:aws:iam::" + LocalCloud.VENDOR_ACCOUNT + ":root"))
                .actions("sts:AssumeRole")
                .when("StringEquals", "sts:ExternalId", CloudApiAdmin.ORGANIZATION)
                .build());

    for (Standing standing : standings()) {
      PolicyDocument trust = standing.trust().orElseThrow();
      assertThat(trust.means(vendor)).as(trust.json()).isTrue();
      assertThat(standing.role().orElseThrow().path()).isEqualTo("/cockroachdb-cmek/");
    }
  }

  @Test
  void theRoleIsBoundedByTheFiveActionsOnThisAccountsKeys() {
    PolicyDocument five =
        PolicyDocument.of(
            Statement.allow("five")
                .actions(ACTIONS)
                .on("arn:aws:kms:*:" + LocalCloud.CUSTOMER_ACCOUNT + ":key/*")
                .build());

    for (Standing standing : standings()) {
      PolicyDocument boundary =
          cloud.managedPolicy(
              standing.role().orElseThrow().permissionsBoundary().permissionsBoundaryArn());
      assertThat(boundary.means(five)).as(boundary.json()).isTrue();
      assertThat(standing.attached()).isEmpty();
    }
  }

  @Test
  void byRolePolicyTheRoleMayDoTheFiveActionsOnJustItsKeys() {
    Standing standing = threeRegions.standing();
    PolicyDocument wanted =
        PolicyDocument.of(Statement.allow("five").actions(ACTIONS).on(standing.keyArns()).build());

    assertThat(standing.inline()).hasSize(1);
    PolicyDocument inline = standing.inline().values().iterator().next();
    assertThat(inline.means(wanted)).as(inline.json()).isTrue();
    assertThat(standing.keys())
        .hasSize(3)
        .allMatch(key -> key.policy().means(PolicyDocument.of(ACCOUNT_ROOT)));
  }

  @Test
  void byKeyPolicyTheRoleHasNoPolicyAndEachKeyNamesIt() {
    for (Standing standing : List.of(replicated.standing(), oneRegion.standing())) {
      PolicyDocument wanted =
          PolicyDocument.of(
              ACCOUNT_ROOT,
              Statement.allow("five")
                  .to(Principals.aws(standing.role().orElseThrow().arn()))
                  .actions(ACTIONS)
                  .on("*")
                  .build());

      assertThat(standing.inline()).isEmpty();
      assertThat(standing.keys()).isNotEmpty().allMatch(key -> key.policy().means(wanted));
    }
  }

  @Test
  void keysAreSymmetricNamedTaggedAndRotateByThemselves() {
    assertThat(threeRegions.standing().keys())
        .extracting(Standing.Key::region)
        .containsExactlyInAnyOrderElementsOf(ThreeRegions.REGIONS);
    assertThat(threeRegions.standing().keys())
        .allSatisfy(key -> {
          assertThat(key.metadata().keyState()).isEqualTo(KeyState.ENABLED);
          assertThat(key.metadata().keySpec()).isEqualTo(KeySpec.SYMMETRIC_DEFAULT);
          assertThat(key.metadata().keyUsage()).isEqualTo(KeyUsageType.ENCRYPT_DECRYPT);
          assertThat(key.metadata().multiRegion()).isFalse();
          assertThat(key.aliases()).containsExactly("alias/cmek/" + ThreeRegions.CLUSTER);
          assertThat(key.rotationDays()).contains(180);
          assertThat(key.tags()).isEqualTo(tags(ThreeRegions.CLUSTER, "payments"));
        });
    assertThat(threeRegions.standing().roleTags())
        .isEqualTo(tags(ThreeRegions.CLUSTER, "payments"));
  }

  @Test
  void theMultiRegionKeyHasAReplicaOfTheSameNameInTheOtherRegion() {
    List<Standing.Key> keys = replicated.standing().keys();
    Standing.Key primary = inRegion(keys, Replicated.PRIMARY);
    Standing.Key replica = inRegion(keys, Replicated.REPLICA);

    assertThat(keys).hasSize(2);
    assertThat(replica.metadata().keyId()).isEqualTo(primary.metadata().keyId());
    assertThat(primary.metadata().multiRegionConfiguration().primaryKey().arn())
        .isEqualTo(primary.arn());
    assertThat(primary.metadata().multiRegionConfiguration().replicaKeys())
        .singleElement()
        .satisfies(copy -> assertThat(copy.arn()).isEqualTo(replica.arn()));
    assertThat(primary.rotationDays()).contains(365);
    assertThat(keys)
        .allSatisfy(key -> {
          assertThat(key.aliases()).containsExactly("alias/cmek/" + Replicated.CLUSTER);
          assertThat(key.tags())
              .containsEntry("cmek:cluster", Replicated.CLUSTER)
              .containsEntry("cmek:managed-by", "cmek-functions")
              .hasSize(2);
        });
  }

  @Test
  void theSameEventAgainStartsNothing() {
    assertThat(threeRegions.executions()).isEqualTo(1);
  }

  @Test
  void theSameClusterUnderAnotherIdWritesNothingToIamAndKms() {
    assertThat(threeRegions.underAnotherId().status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(threeRegions.writes().before()).isPositive();
    assertThat(threeRegions.writes().after()).isEqualTo(threeRegions.writes().before());
    assertThat(cloud.cloudApi().cmekRequests(ThreeRegions.CLUSTER, "PUT")).isEmpty();
  }

  @Test
  void aDryRunWritesNothingAndForetellsWhatTheRunThenDoes() {
    assertThat(replicated.planned().status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(replicated.foretold().role()).isEmpty();
    assertThat(replicated.foretold().keys()).isEmpty();
    assertThat(changes(replicated.planned()))
        .containsExactlyElementsOf(changes(replicated.onboarded()))
        .contains("kms:CreateKey", "kms:ReplicateKey", "iam:CreateRole");
  }

  @Test
  void grantsThatSpreadSlowlyAreWaitedFor() {
    List<Integer> statuses =
        replicated.posts().stream().map(post -> post.path("status").asInt()).toList();

    assertThat(statuses).hasSizeGreaterThan(1).first().isEqualTo(400);
    assertThat(statuses.getLast()).isEqualTo(200);
    assertThat(replicated.onboarded().failures())
        .anyMatch(failure -> failure.contains("ACCESS_SPREADING"));
  }

  @Test
  void aNewLabelIsAddedToEveryObjectAndNothingElseIsTouched() {
    Map<String, String> labelled = tags(Replicated.CLUSTER, "ledger");

    assertThat(changes(replicated.labelled()))
        .containsExactly("iam:TagRole", "kms:TagResource", "kms:TagResource");
    assertThat(replicated.afterwards().roleTags()).isEqualTo(labelled);
    assertThat(replicated.afterwards().keys()).allMatch(key -> key.tags().equals(labelled));
  }

  @Test
  void withoutEnablingTheManifestIsTold() {
    List<Message> told = cloud.alerts().with("CMEK READY_TO_ENABLE: reports-prod");

    assertThat(oneRegion.ready().status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(oneRegion.ready().states()).doesNotContain("EnableCmek", "CheckCmek");
    assertThat(told)
        .singleElement()
        .satisfies(text ->
            assertThat(text.body())
                .contains("region_specs", oneRegion.beforeEnabling().keyArns().getFirst()));
  }

  @Test
  void beforeEnablingTheGrantMayMoveToItsOtherHome() {
    assertThat(oneRegion.beforeEnabling().inline()).hasSize(1);
    assertThat(oneRegion.standing().inline()).isEmpty();
    assertThat(oneRegion.standing().keyArns()).isEqualTo(oneRegion.beforeEnabling().keyArns());
    assertThat(changes(oneRegion.enabled()))
        .containsExactly(
            "iam:TagRole", "kms:TagResource", "kms:PutKeyPolicy", "iam:DeleteRolePolicy");
  }

  @Test
  void aTrustChangedByOthersIsRefusedUntilAPersonAsksForRepair() {
    PolicyDocument trust = threeRegions.afterwards().trust().orElseThrow();

    assertThat(threeRegions.refused().status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(threeRegions.refused().error()).isEqualTo("ACCESS_CHANGED_BY_OTHERS");
    assertThat(threeRegions.refused().cause()).contains("333333333333", "repair");
    assertThat(threeRegions.mended().status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(changes(threeRegions.mended())).containsExactly("iam:UpdateAssumeRolePolicy");
    assertThat(trust.means(threeRegions.standing().trust().orElseThrow())).isTrue();
  }

  @Test
  void anUnknownClusterIsRefusedAndSomebodyIsTold() {
    Ended refused = unknownCluster.refused();

    assertThat(refused.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(refused.error()).isEqualTo("CLUSTER_NOT_FOUND");
    assertThat(refused.states())
        .containsExactly(
            "BeginRun", "Duplicate?", "FetchCluster", "Record", "Notify", "Failed?", "Failed");
    assertThat(cloud.alerts().with(refused.run() + "-1"))
        .singleElement()
        .satisfies(event -> assertThat(event.body()).contains("dev.cmek.onboarding.refused.v1"));
    assertThat(cloud.standing(UnknownCluster.CLUSTER).role()).isEmpty();
  }

  @Test
  void aPoisonMessageGoesToTheDeadLettersWithReasonAndField() {
    List<Message> dead = cloud.deadLetters().with("");

    assertThat(dead)
        .singleElement()
        .satisfies(letter -> {
          assertThat(letter.body()).isEqualTo(ThreeRegions.POISON);
          assertThat(attribute(letter, "reason")).isEqualTo("BAD_REQUEST");
          assertThat(attribute(letter, "field")).isEqualTo("body");
        });
    assertThat(cloud.alerts().with(threeRegions.poison())).hasSize(2);
  }

  @Test
  void everyEndIsToldOnTheBusAndOnTheTopic() {
    Ended onboarded = threeRegions.onboarded();

    assertThat(cloud.alerts().with(onboarded.run()))
        .filteredOn(message -> !message.body().contains("undelivered"))
        .hasSize(2)
        .anySatisfy(event -> {
          JsonNode detail = Json.tree(event.body()).path("detail");
          assertThat(detail.path("type").asText()).isEqualTo("dev.cmek.onboarding.completed.v1");
          assertThat(detail.path("subject").asText()).isEqualTo(ThreeRegions.CLUSTER);
          assertThat(detail.at("/data/result").asText()).isEqualTo("ENABLED");
        })
        .anySatisfy(text ->
            assertThat(Json.tree(text.body()).path("Subject").asText())
                .isEqualTo("CMEK ENABLED: orders-prod (" + ThreeRegions.CLUSTER + ")"));
  }

  @Test
  void aRunThatWasStoppedIsToldOnceThoughItsEventComesTwice() {
    // the end of the line is part of it: another execution's name begins with this one's
    String ofFirstAttempt = "Execution " + stopped.firstAttempt() + "\\n";

    // LocalStack now and then tells of an aborted execution as FAILED first
    assertThat(cloud.alerts().with(ofFirstAttempt))
        .singleElement()
        .satisfies(notice ->
            assertThat(Json.tree(notice.body()).path("Subject").asText())
                .isIn("CMEK ABORTED: " + Stopped.CLUSTER, "CMEK FAILED: " + Stopped.CLUSTER));
  }

  @Test
  void theSameEventAfterAStopIsASecondAttempt() {
    assertThat(stopped.onboarded().status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(stopped.onboarded().arn()).endsWith("-2");
    assertThat(stopped.onboarded().object().at("/run/attempt").asInt()).isEqualTo(2);
  }

  @Test
  void theKeyOfALostAnswerIsTakenAndNoOtherMade() {
    assertThat(stopped.standing().keyArns()).containsExactly(stopped.madeBefore());
    assertThat(stopped.standing().keys().getFirst().aliases())
        .containsExactly("alias/cmek/" + Stopped.CLUSTER);
  }

  @Test
  void evidenceSaysWhoAskedWhatWasChangedAndFound() {
    JsonNode evidence = Json.tree(evidence(threeRegions.onboarded()));

    assertThat(evidence.path("eventId").asText()).isEqualTo("three-regions");
    assertThat(evidence.path("ticket").asText()).isEqualTo("jira SEC-123");
    assertThat(evidence.path("result").asText()).isEqualTo("ENABLED");
    assertThat(evidence.path("changes").findValuesAsText("action"))
        .contains("iam:CreateRole", "kms:CreateKey", "iam:PutRolePolicy");
    assertThat(evidence.path("verification").isObject()).isTrue();
    assertThat(evidence.path("keys")).hasSize(3);
    assertThat(evidence.toString()).doesNotContain("sesame");
  }

  @Test
  void aRepeatedRecordWritesNoSecondDocument() {
    assertThat(threeRegions.recordedAgain().functionError()).isNull();
    assertThat(threeRegions.evidence().after()).isEqualTo(threeRegions.evidence().before());
  }

  @Test
  void theClusterIsGuardedWithItsPinnedVendorAndItsLeaseIsGivenBack() {
    JsonNode intent = state(ThreeRegions.CLUSTER, "intent");

    assertThat(intent.path("state").asText()).isEqualTo("ACTIVE");
    assertThat(intent.path("vendorAccountId").asText()).isEqualTo(LocalCloud.VENDOR_ACCOUNT);
    assertThat(intent.path("externalId").asText()).isEqualTo(CloudApiAdmin.ORGANIZATION);
    assertThat(intent.path("guardedSince").isTextual()).isTrue();
    assertThat(intent.path("keys")).hasSize(3);
    for (String cluster :
        List.of(
            ThreeRegions.CLUSTER,
            UnknownCluster.CLUSTER,
            Replicated.CLUSTER,
            OneRegion.CLUSTER,
            Stopped.CLUSTER)) {
      assertThat(state(cluster, "lease").path("released").asBoolean()).isTrue();
    }
  }

  @Test
  void theWorkflowLogsWithoutExecutionData() {
    LoggingConfiguration logging =
        cloud
            .sfn()
            .describeStateMachine(r -> r.stateMachineArn(cloud.provisionArn()))
            .loggingConfiguration();

    assertThat(logging.levelAsString()).isEqualTo("ALL");
    assertThat(logging.includeExecutionData()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Onboarding",
        "BeginRun",
        "FetchCluster",
        "EnsureRole",
        "EnsureKey",
        "EnsureReplica",
        "AttachPolicy",
        "VerifyAccess",
        "EnableCmek",
        "CheckCmek",
        "Record",
        "Notify",
        "NotifyStopped"
      })
  void functionsLogNeitherKeysNorRequests(String function) {
    String log = cloud.log(function);

    assertThat(log).contains("\"step\":\"" + function + "\"");
    assertThat(log)
        .doesNotContain(
            cloud.endpoints().cloudApi().readerKey(),
            cloud.endpoints().cloudApi().operatorKey(),
            "sesame",
            "payments",
            "rotationPeriodDays");
  }

  private List<Standing> standings() {
    return List.of(
        threeRegions.standing(), replicated.standing(), oneRegion.standing(), stopped.standing());
  }

  private static Map<String, String> tags(String cluster, String team) {
    return Map.of("cmek:managed-by", "cmek-functions", "cmek:cluster", cluster, "team", team);
  }

  private static Standing.Key inRegion(List<Standing.Key> keys, String region) {
    return keys.stream().filter(key -> key.region().equals(region)).findFirst().orElseThrow();
  }

  private static String attribute(Message letter, String name) {
    return Objects.requireNonNull(letter.messageAttributes().get(name), name).stringValue();
  }

  /// What the steps of a run report to have changed in the account, in order.
  private static List<String> changes(Ended run) {
    JsonNode object = run.object();
    return Stream.of("cluster", "role", "keys", "replicas", "access", "verification")
        .map(object::path)
        .flatMap(result -> result.findValues("changes").stream())
        .flatMap(changes -> changes.findValuesAsText("action").stream())
        .toList();
  }

  private String evidence(Ended run) {
    return cloud
        .document(
            cloud.endpoints().aws().evidenceBucket(),
            "clusters/%s/runs/%s-1.json".formatted(ThreeRegions.CLUSTER, run.run()))
        .orElseThrow();
  }

  private JsonNode state(String cluster, String name) {
    return Json.tree(cloud.state("clusters/" + cluster + "/" + name + ".json").orElseThrow());
  }
}
