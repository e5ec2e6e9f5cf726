package dev.cmek.local.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cmek.local.run.Shell.Said;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/// A protected cluster that others tamper with: a grant loses an action, which the next sweep
/// finds; its key is disabled, which CloudTrail tells at once. The commands that the alerts print
/// mend both.
///
/// @param first a sweep while all is well
/// @param over a sweep that was started while another one was at work
/// @param toldBefore types of what was told of the cluster while nothing was wrong
/// @param found the sweep after the action was taken away
/// @param lost what people were told then
/// @param mended by the command from that
/// @param restored what people were told after the next sweep
/// @param disabled what people were told when the key had been disabled
/// @param noticedWithin from the event to the alert
/// @param enabled by the command from that
/// @param usable what people were told after that
/// @param granted the role's policy before and after
/// @param everywhere the sweep that a change of the boundary started
/// @param digest what people were told when the key rotates no more
record Guarded(
    Ended first,
    Ended over,
    List<String> toldBefore,
    Ended found,
    Notice lost,
    Said mended,
    Notice restored,
    Notice disabled,
    Duration noticedWithin,
    Said enabled,
    Notice usable,
    List<JsonNode> granted,
    Ended everywhere,
    Message digest) {

  static final String CLUSTER = "a4e7c2d9-6b18-4d53-9f02-7c8e1b3d5a60";
  static final String NAME = "vault-prod";
  static final String REGION = "eu-west-1";

  /// Who disables the key.
  static final String SOMEBODY = "arn:aws:sts::111111111111:assumed-role/ops/mallory";

  /// The id of CloudTrail's event about the boundary.
  private static final String BOUNDARY = "b0da7e00-0000-4000-8000-000000000001";

  private static final String ROLE = "cmek-" + CLUSTER;
  private static final String POLICY = "cmek";

  /// What people are told on the topic.
  record Notice(String title, String text) {

    /// The first command to paste.
    String command() {
      return text.lines()
          .filter(line -> line.startsWith("aws "))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no command in: " + text));
    }
  }

  /// Brings the cluster there that is tampered with later.
  static Ended onboard(TestCloud cloud) {
    cloud.cloudApi().addCluster(CLUSTER, NAME, REGION);
    var _ = cloud.send(new Order("guarded", CLUSTER, "{}").body());
    return cloud.awaitEnd(CLUSTER, 1);
  }

  static Guarded play(TestCloud cloud) {
    Shell shell = cloud.shell();
    Ended first = cloud.sweep();
    leaveALease(cloud);
    Ended over = Await.until("a sweep meets another", () -> oneOverAnother(cloud));
    Ended _ = cloud.sweep();
    List<String> toldBefore = told(cloud, "dev.cmek.access.");
    JsonNode granted = policy(cloud);

    takeAwayDecrypt(cloud, granted);
    Ended found = cloud.sweep();
    Notice lost = notice(cloud, "ACCESS LOST: " + NAME);
    Said mended = shell.run(lost.command());
    Ended _ = cloud.sweep();
    Notice restored = notice(cloud, "RESTORED");
    JsonNode grantedAgain = policy(cloud);

    String key = cloud.standing(CLUSTER).keyArns().getFirst();
    try (KmsClient kms = cloud.kms(REGION)) {
      var _ = kms.disableKey(r -> r.keyId(key));
    }
    Instant start = Instant.now();
    keyChanged(cloud, "DisableKey", key);
    Notice disabled = notice(cloud, "ACCESS LOST: " + NAME + ", key disabled");
    Duration noticedWithin = Duration.between(start, Instant.now());
    Said enabled = shell.run(disabled.command());
    keyChanged(cloud, "EnableKey", key);
    Await.that("the key's end is told", () -> notices(cloud, "RESTORED").size() == 2);

    boundaryChanged(cloud);
    Ended everywhere = cloud.awaitEnd(cloud.awaitSweepStartedWith("\"eventId\":\"" + BOUNDARY));
    try (KmsClient kms = cloud.kms(REGION)) {
      var _ = kms.disableKeyRotation(r -> r.keyId(key));
    }
    Ended _ = cloud.sweep();
    Message digest = cloud.alerts().await("dev.cmek.hygiene.digest.v1", 1).getFirst();
    return new Guarded(
        first,
        over,
        toldBefore,
        found,
        lost,
        mended,
        restored,
        disabled,
        noticedWithin,
        enabled,
        notices(cloud, "RESTORED").getLast(),
        List.of(granted, grantedAgain),
        everywhere,
        digest);
  }

  /// As a run would that was ended from outside before it could give its cluster free.
  private static void leaveALease(TestCloud cloud) {
    String path = "clusters/" + CLUSTER + "/lease.json";
    ObjectNode lease = (ObjectNode) Json.tree(cloud.state(path).orElseThrow());
    cloud.putState(path, lease.put("released", false).toString());
  }

  /// Starts two sweeps at once. Either both meet the schedule's, or one of them the other, unless
  /// the first has ended before the second looks.
  private static Optional<Ended> oneOverAnother(TestCloud cloud) {
    List<String> both = List.of(cloud.startSweep(), cloud.startSweep());
    return both.stream()
        .map(cloud::awaitEnd)
        .filter(ended -> ended.states().contains(TestCloud.SWEEP_UNDER_WAY))
        .findFirst();
  }

  /// The types of events about the cluster that begin so.
  private static List<String> told(TestCloud cloud, String beginning) {
    return cloud.alerts().with(CLUSTER).stream()
        .map(message -> Json.tree(message.body()).path("detail-type").asText())
        .filter(type -> type.startsWith(beginning))
        .toList();
  }

  private static Notice notice(TestCloud cloud, String title) {
    Await.that(title, () -> !notices(cloud, title).isEmpty());
    return notices(cloud, title).getFirst();
  }

  private static List<Notice> notices(TestCloud cloud, String title) {
    return cloud.alerts().with(CLUSTER).stream()
        .map(message -> Json.tree(message.body()))
        .filter(body -> body.path("Subject").asText().startsWith(title))
        .map(body -> new Notice(body.path("Subject").asText(), body.path("Message").asText()))
        .toList();
  }

  private static JsonNode policy(TestCloud cloud) {
    return Json.tree(Objects.requireNonNull(cloud.inlinePolicies(ROLE).get(POLICY)).json());
  }

  private static void takeAwayDecrypt(TestCloud cloud, JsonNode granted) {
    String less = granted.toString().replace("\"kms:Decrypt\",", "");
    if (less.equals(granted.toString())) {
      throw new AssertionError("no kms:Decrypt to take away: " + granted);
    }
    var _ =
        cloud.iam().putRolePolicy(r -> r.roleName(ROLE).policyName(POLICY).policyDocument(less));
  }

  private static void keyChanged(TestCloud cloud, String call, String key) {
    ObjectNode detail = detail("kms", call, REGION, UUID.randomUUID().toString());
    detail.putObject("requestParameters").put("keyId", key);
    detail.putArray("resources").addObject().put("ARN", key).put("type", "AWS::KMS::Key");
    cloudTrail(cloud, "aws.kms", detail);
  }

  private static void boundaryChanged(TestCloud cloud) {
    ObjectNode detail = detail("iam", "CreatePolicyVersion", "us-east-1", BOUNDARY);
    detail.putObject("requestParameters").put("policyArn", cloud.physicalId("Boundary"));
    cloudTrail(cloud, "aws.iam", detail);
  }

  private static ObjectNode detail(String service, String call, String region, String id) {
    ObjectNode detail = Json.object();
    detail.put("eventVersion", "1.11").put("eventID", id);
    detail.put("eventTime", Instant.now().toString()).put("eventName", call);
    detail.put("eventSource", service + ".amazonaws.com").put("awsRegion", region);
    detail
        .put("sourceIPAddress", "198.51.100.7")
        .put("recipientAccountId", LocalCloud.CUSTOMER_ACCOUNT);
    detail.putObject("userIdentity").put("type", "AssumedRole").put("arn", SOMEBODY);
    return detail;
  }

  /// Tells the default bus what CloudTrail would.
  private static void cloudTrail(TestCloud cloud, String source, ObjectNode detail) {
    try (EventBridgeClient events = cloud.events()) {
      var _ =
          events.putEvents(r ->
              r.entries(
                  PutEventsRequestEntry.builder()
                      .source(source)
                      .detailType("AWS API Call via CloudTrail")
                      .detail(detail.toString())
                      .build()));
    }
  }
}
