package dev.cmek.local.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.local.run.DeployedRole.Right;
import dev.cmek.shared.iam.Context;
import dev.cmek.shared.iam.Request;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The permissions hold on a real account: LocalStack enforces none, so all calls that the
/// functions made in the whole runs are held against the policies of their roles as deployed.
@ExtendWith(WholeRuns.Once.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PermissionsIT {

  private static final String PROVISION = "provision";
  private static final String REVERIFY = "reverify";

  /// What knows no resource ("Actions, resources, and condition keys" of KMS and CloudWatch Logs).
  private static final Set<String> WITHOUT_RESOURCE = Set.of("kms:ListKeys", "kms:CreateKey");

  /// Rights that none of the calls uses, and why they are given all the same.
  private static final Map<String, String> UNUSED =
      Map.of(
          "Record statement Evidence s3:PutObject on EVIDENCE/clusters/*/looks/*",
          "only where the look that evidence has to follow could not be written",
          "RecordLooks statement Evidence s3:PutObject on EVIDENCE/clusters/*/runs/*",
          "only where the run that evidence has to follow could not be written",
          "VerifyKeys statement LookAtPolicies iam:GetPolicy on arn:aws:iam::aws:policy/*",
          "only where somebody attached a policy of AWS to a cluster's role",
          "VerifyKeys statement LookAtPolicies iam:GetPolicyVersion on arn:aws:iam::aws:policy/*",
          "only where somebody attached a policy of AWS to a cluster's role",
          "CheckCmek statement Memory s3:GetObject on STATE/clusters/*/intent.json",
          "only where enabling failed because a grant was too fresh",
          "CheckCmek statement Memory s3:PutObject on STATE/clusters/*/intent.json",
          "only where enabling failed because a grant was too fresh",
          "VerifyAccess statement LookAtPolicies iam:GetPolicy on arn:aws:iam::aws:policy/*",
          "only where somebody attached a policy of AWS to a cluster's role",
          "VerifyAccess statement LookAtPolicies iam:GetPolicyVersion on arn:aws:iam::aws:policy/*",
          "only where somebody attached a policy of AWS to a cluster's role");

  private final TestCloud cloud;
  private final Map<String, DeployedRole> roles;
  private final List<Needed> needed;
  private final String boundary;

  /// A right that somebody needed, and for what.
  private record Needed(DeployedRole role, String why, Request request) {}

  PermissionsIT(WholeRuns runs) {
    cloud = runs.cloud();
    roles = cloud.deployedRoles();
    needed = needed();
    boundary =
        runs.threeRegions()
            .standing()
            .role()
            .orElseThrow()
            .permissionsBoundary()
            .permissionsBoundaryArn();
  }

  @Test
  void everyCallIsAllowed() {
    List<String> notAllowed =
        needed.stream()
            .filter(n -> !n.role().decide(n.request()).isAllowed())
            .map(n ->
                n.request().action()
                    + " on "
                    + n.request().resource()
                    + ": "
                    + n.role().decide(n.request())
                    + ", for "
                    + n.why())
            .distinct()
            .toList();

    assertThat(needed).hasSizeGreaterThan(300);
    assertThat(notAllowed).isEmpty();
  }

  @Test
  void everyRightIsUsed() {
    String stateBucket = cloud.endpoints().aws().stateBucket();
    String evidenceBucket = cloud.endpoints().aws().evidenceBucket();
    List<String> unused =
        roles.values().stream()
            .flatMap(role -> role.rights().stream())
            .filter(right -> needed.stream().noneMatch(n -> isFor(right, n)))
            .map(Right::toString)
            .map(right -> right.replace("arn:aws:s3:::" + stateBucket, "STATE"))
            .map(right -> right.replace("arn:aws:s3:::" + evidenceBucket, "EVIDENCE"))
            .filter(right -> !right.matches("(provision|reverify) statement Logs .*"))
            .toList();

    assertThat(unused).containsExactlyInAnyOrderElementsOf(UNUSED.keySet());
  }

  @Test
  void everythingThatHasAnArnIsNamed() {
    List<String> everywhere =
        roles.values().stream()
            .flatMap(role -> role.rights().stream())
            .filter(right -> right.resource().equals("*"))
            .map(Right::action)
            .filter(action -> !action.startsWith("logs:"))
            .distinct()
            .toList();

    assertThat(everywhere).containsExactlyInAnyOrderElementsOf(WITHOUT_RESOURCE);
  }

  @Test
  void noActionIsGivenByWildcard() {
    assertThat(roles.values().stream().flatMap(role -> role.rights().stream()).map(Right::action))
        .isNotEmpty()
        .noneMatch(action -> action.contains("*"));
  }

  @Test
  void functionsHaveNoManagedPolicyButTheOneForTheirLogs() {
    assertThat(roles).hasSize(25);
    assertThat(roles.values())
        .allSatisfy(role ->
            assertThat(role.attached())
                .as(role.user())
                .isSubsetOf("arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"));
  }

  @ParameterizedTest
  @CsvSource({
    "kms:ScheduleKeyDeletion, key",
    "kms:CancelKeyDeletion, key",
    "kms:DisableKey, key",
    "kms:DisableKeyRotation, key",
    "kms:DeleteImportedKeyMaterial, key",
    "kms:UntagResource, key",
    "kms:CreateGrant, key",
    "kms:RevokeGrant, key",
    "kms:RetireGrant, key",
    "kms:Encrypt, key",
    "kms:Decrypt, key",
    "kms:GenerateDataKey, key",
    "kms:UpdateAlias, key",
    "kms:UpdateAlias, alias",
    "kms:DeleteAlias, key",
    "kms:DeleteAlias, alias",
    "kms:UpdatePrimaryRegion, key",
    "iam:PutRolePermissionsBoundary, role",
    "iam:DeleteRolePermissionsBoundary, role",
    "iam:AttachRolePolicy, role",
    "iam:DetachRolePolicy, role",
    "iam:DeleteRole, role",
    "iam:UpdateRole, role",
    "iam:UntagRole, role",
    "iam:PassRole, role",
    "iam:CreatePolicyVersion, boundary",
    "iam:SetDefaultPolicyVersion, boundary",
    "iam:DeletePolicy, boundary",
    "iam:CreatePolicy, boundary",
    "sts:AssumeRole, role",
    "s3:DeleteObject, intent",
    "s3:DeleteObjectVersion, evidence",
    "s3:PutObjectRetention, evidence",
    "s3:BypassGovernanceRetention, evidence",
    "states:StopExecution, execution",
    "sqs:PurgeQueue, queue",
    "secretsmanager:PutSecretValue, secret"
  })
  void nobodyMay(String action, String object) {
    Map<String, String> resources =
        Map.of(
            "key", "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab",
            "alias", "arn:aws:kms:eu-west-1:111111111111:alias/cmek/" + ThreeRegions.CLUSTER,
            "role", "arn:aws:iam::111111111111:role/cockroachdb-cmek/cmek-" + ThreeRegions.CLUSTER,
            "boundary", boundary,
            "intent",
                "arn:aws:s3:::" + cloud.endpoints().aws().stateBucket() + "/clusters/x/intent.json",
            "evidence",
                "arn:aws:s3:::"
                    + cloud.endpoints().aws().evidenceBucket()
                    + "/clusters/x/runs/y.json",
            "execution", cloud.provisionArn().replace(":stateMachine:", ":execution:") + ":x",
            "queue", "arn:aws:sqs:eu-central-1:111111111111:cmek-OnboardingQueue",
            "secret", "arn:aws:secretsmanager:eu-central-1:111111111111:secret:cmek-ReaderSecret");
    String resource = Objects.requireNonNull(resources.get(object));

    assertThat(allowed(action, resource, favourable())).isEmpty();
  }

  @Test
  void rolesAreCreatedAndGrantedOnlyWithinTheBoundary() {
    String role = "arn:aws:iam::111111111111:role/cockroachdb-cmek/cmek-" + ThreeRegions.CLUSTER;
    Context other =
        favourable().with("iam:PermissionsBoundary", "arn:aws:iam::111111111111:policy/other");
    Context none = favourable().with("iam:PermissionsBoundary");

    assertThat(allowed("iam:CreateRole", role, favourable())).containsExactly("EnsureRole");
    assertThat(allowed("iam:PutRolePolicy", role, favourable())).containsExactly("AttachPolicy");
    for (String action : List.of("iam:CreateRole", "iam:PutRolePolicy", "iam:DeleteRolePolicy")) {
      assertThat(allowed(action, role, other)).isEmpty();
      assertThat(allowed(action, role, none)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iam:CreateRole",
        "iam:UpdateAssumeRolePolicy",
        "iam:PutRolePolicy",
        "iam:DeleteRolePolicy",
        "iam:TagRole"
      })
  void nobodyWritesToRolesElsewhere(String action) {
    for (String role :
        List.of(
            "arn:aws:iam::111111111111:role/admin",
            "arn:aws:iam::111111111111:role/cmek-" + ThreeRegions.CLUSTER,
            "arn:aws:iam::111111111111:role/cockroachdb-cmek/other")) {
      assertThat(allowed(action, role, favourable())).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kms:PutKeyPolicy",
        "kms:EnableKeyRotation",
        "kms:CreateAlias",
        "kms:ReplicateKey"
      })
  void onlyKeysWithOurTagAreWrittenTo(String action) {
    String key = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    Context strangers = favourable().with("aws:ResourceTag/cmek:managed-by");

    assertThat(allowed(action, key, favourable())).isNotEmpty();
    assertThat(allowed(action, key, strangers)).isEmpty();
  }

  @Test
  void noPolicyIsPutPastTheLockoutCheck() {
    String key = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    Context bypassing = favourable().with("kms:BypassPolicyLockoutSafetyCheck", "true");

    assertThat(allowed("kms:PutKeyPolicy", key, favourable())).containsExactly("AttachPolicy");
    assertThat(allowed("kms:PutKeyPolicy", key, bypassing)).isEmpty();
    assertThat(allowed("kms:CreateKey", "*", bypassing)).doesNotContain("EnsureKey");
  }

  @Test
  void everySecretIsReadByThoseThatCallWithIt() {
    Map<String, List<String>> readers = new LinkedHashMap<>();
    cloud
        .secretArns()
        .forEach((name, arn) ->
            readers.put(
                name, allowed("secretsmanager:GetSecretValue", arn, Context.whole(Map.of()))));

    assertThat(readers)
        .containsEntry("ReaderSecret", List.of("FetchCluster", "ListClusters"))
        .containsEntry("OperatorSecret", List.of("CheckCmek", "EnableCmek", "ReadCmek"))
        .containsEntry("CallersSecret", List.of("Ticket"))
        .containsEntry("CallbackSecret", List.of("Callback"))
        .hasSize(4);
  }

  /// Everything that conditions may ask for speaks for the caller.
  private Context favourable() {
    return Context.whole(
        Map.of(
            "aws:ResourceTag/cmek:managed-by", List.of("cmek-functions"),
            "aws:RequestTag/cmek:managed-by", List.of("cmek-functions"),
            "aws:TagKeys", List.of("team"),
            "kms:KeySpec", List.of("SYMMETRIC_DEFAULT"),
            "kms:KeyUsage", List.of("ENCRYPT_DECRYPT"),
            "kms:KeyOrigin", List.of("AWS_KMS"),
            "kms:BypassPolicyLockoutSafetyCheck", List.of("false"),
            "iam:PermissionsBoundary", List.of(boundary)));
  }

  /// Those that are not surely denied.
  private List<String> allowed(String action, String resource, Context context) {
    return roles.values().stream()
        .filter(role -> !role.decide(new Request(role.arn(), action, resource, context)).isDenied())
        .map(DeployedRole::user)
        .sorted()
        .toList();
  }

  private static boolean isFor(Right right, Needed needed) {
    return right.user().equals(needed.role().user()) && right.allows(needed.request());
  }

  private List<Needed> needed() {
    NeededRights rights =
        new NeededRights(cloud.iamRoles(), cloud.keys(), cloud.endpoints().aws().region());
    List<Needed> all = new ArrayList<>();
    for (RecordedCall call : cloud.calls()) {
      DeployedRole role = role(call.function().substring("cmek-".length()));
      rights
          .of(call, role.arn())
          .forEach(request -> all.add(new Needed(role, call.toString(), request)));
    }
    all.addAll(steps(PROVISION, cloud.provisionArn()));
    all.addAll(steps(REVERIFY, cloud.reverifyArn()));
    all.addAll(batches());
    all.add(
        new Needed(
            role("schedule"),
            "the schedule",
            request("schedule", "states:StartExecution", cloud.reverifyArn())));
    all.addAll(queue("Onboarding"));
    all.addAll(queue("Callback"));
    return all;
  }

  /// Step Functions calls functions with the workflow's role.
  private List<Needed> steps(String workflow, String stateMachine) {
    String definition =
        cloud.sfn().describeStateMachine(r -> r.stateMachineArn(stateMachine)).definition();
    return Json.tree(definition).findValuesAsText("Resource").stream()
        .filter(resource -> resource.contains(":function:"))
        .map(function ->
            new Needed(
                role(workflow),
                "the workflow",
                request(workflow, "lambda:InvokeFunction", function)))
        .toList();
  }

  /// A distributed Map reads its list, and starts, follows and stops its children, with the
  /// workflow's role ("IAM policies for using Distributed Map states").
  private List<Needed> batches() {
    String machine = cloud.reverifyArn();
    String child = machine.replace(":stateMachine:", ":execution:") + "/Batches:1b9d6bcd";
    String list =
        "arn:aws:s3:::"
            + cloud.endpoints().aws().stateBucket()
            + "/sweeps/work/1b9d6bcd/batches.json";
    return Stream.of(
            request(REVERIFY, "s3:GetObject", list),
            request(REVERIFY, "states:StartExecution", machine),
            request(REVERIFY, "states:DescribeExecution", child),
            request(REVERIFY, "states:StopExecution", child))
        .map(request -> new Needed(role(REVERIFY), "the distributed Map", request))
        .toList();
  }

  /// Lambda polls a queue with the function's role ("Configuring Lambda to process messages from an
  /// Amazon SQS queue", permissions).
  private List<Needed> queue(String function) {
    return cloud.eventSources(function).stream()
        .flatMap(queue ->
            Stream.of("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
                .map(action -> request(function, action, queue)))
        .map(request -> new Needed(role(function), "the event source", request))
        .toList();
  }

  private Request request(String user, String action, String resource) {
    return new Request(role(user).arn(), action, resource, Context.whole(Map.of()));
  }

  private DeployedRole role(String user) {
    return Objects.requireNonNull(roles.get(user), user);
  }
}
