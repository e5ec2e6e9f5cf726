package dev.cmek.aws.workflow;

import static dev.cmek.aws.workflow.InMemoryDeployment.cluster;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.aws.account.FakeAws;
import dev.cmek.aws.key.FakeKeys;
import dev.cmek.aws.key.FakeKeys.Stored;
import dev.cmek.aws.key.Key;
import dev.cmek.aws.role.Role;
import dev.cmek.aws.workflow.Execution.Status;
import dev.cmek.shared.cluster.Cluster;
import dev.cmek.shared.cluster.Cmek;
import dev.cmek.shared.cluster.Cmek.KeyStatus;
import dev.cmek.shared.cluster.Cmek.RegionStatus;
import dev.cmek.shared.cluster.CmekStatus;
import dev.cmek.shared.cluster.Organization;
import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.iam.Principals;
import dev.cmek.shared.iam.Statement;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.notify.Announcement;
import dev.cmek.shared.request.AccessGrant;
import dev.cmek.shared.request.KeyStrategy;
import dev.cmek.shared.state.Documents.Document;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs that can't do what was asked: who is told what, what is remembered, and that the same event
/// goes on once the cause is removed.
final class ProvisionRefusalsTest {

  private static final String ROLE = "cmek-" + Order.CLUSTER;
  private static final String ALIAS = "alias/cmek/" + Order.CLUSTER;
  private static final String INTENT = "clusters/" + Order.CLUSTER + "/intent.json";
  private static final String[] REGIONS = {"eu-west-1", "us-east-1"};
  private static final Order ORDER = Order.of("event-1");

  private final InMemoryDeployment deployment = new InMemoryDeployment(42);

  /// What makes a run end, and what a person does about it.
  ///
  /// @param order the event that meets it
  /// @param says stands in the cause
  record Trouble(
      Reason reason,
      String says,
      Order order,
      Consumer<InMemoryDeployment> cause,
      Consumer<InMemoryDeployment> removal) {

    @Override
    public String toString() {
      return reason + ": " + says;
    }
  }

  @ParameterizedTest
  @MethodSource("troubles")
  void refusedRunIsToldOnceRecordedAndGoesOnWithTheSameEvent(Trouble trouble) {
    trouble.cause().accept(deployment);
    int toldBefore = deployment.announcements.all().size();

    Execution refused = deployment.onboard(trouble.order());

    assertThat(refused.status()).as(refused::toString).isEqualTo(Status.FAILED);
    assertThat(refused.error()).as(refused::toString).isEqualTo(trouble.reason().name());
    assertThat(refused.cause()).contains(trouble.says()).hasSizeGreaterThan(60);
    List<Announcement> told =
        deployment.announcements.all().subList(toldBefore, deployment.announcements.all().size());
    assertThat(told)
        .extracting(Announcement::type)
        .containsExactly("dev.cmek.onboarding.refused.v1");
    assertThat(told.getFirst().text()).contains(trouble.reason().name(), trouble.says());
    assertAttempts(refused, "REFUSED");
    assertLeaseIsReleased();
    assertThat(deployment.deadLetters.letters()).isEmpty();

    trouble.removal().accept(deployment);
    Execution second = deployment.onboard(trouble.order());

    assertSucceeded(second);
    assertThat(second.name()).endsWith("-2");
    assertAttempts(second, "REFUSED", "ENABLED");
    assertThat(deployment.cmek(Order.CLUSTER).status()).isEqualTo(CmekStatus.ENABLED);
  }

  static Stream<Trouble> troubles() {
    return Stream.of(
            clusters(),
            strangers(),
            keys(),
            changedByOthers(),
            vendors(),
            Stream.of(
                trouble(
                    Reason.CREDENTIAL_REFUSED,
                    "the Cloud API refuses the key",
                    d -> {
                      d.add(Order.CLUSTER, REGIONS);
                      d.calls.beforeEach(failing("GET organization", credentialRefused()));
                    },
                    ProvisionRefusalsTest::undisturbed)))
        .flatMap(troubles -> troubles);
  }

  private static Stream<Trouble> clusters() {
    return Stream.of(
        trouble(
            Reason.CLUSTER_NOT_FOUND,
            "knows no cluster",
            _ -> {},
            d -> d.add(Order.CLUSTER, REGIONS)),
        trouble(
            Reason.CLUSTER_GONE,
            "is DELETED",
            d ->
                d.api.put(
                    described("ADVANCED", "AWS", "DELETED", InMemoryDeployment.VENDOR_ACCOUNT)),
            d -> d.add(Order.CLUSTER, REGIONS)),
        trouble(
            Reason.CLUSTER_GONE,
            "is CREATION_FAILED",
            d ->
                d.api.put(
                    described(
                        "ADVANCED", "AWS", "CREATION_FAILED", InMemoryDeployment.VENDOR_ACCOUNT)),
            d -> d.add(Order.CLUSTER, REGIONS)),
        trouble(
            Reason.PLAN_NOT_ADVANCED,
            "has plan BASIC",
            d -> d.api.put(described("BASIC", "AWS", "CREATED", InMemoryDeployment.VENDOR_ACCOUNT)),
            d -> d.add(Order.CLUSTER, REGIONS)),
        trouble(
            Reason.WRONG_CLOUD,
            "is on GCP",
            d -> d.api.put(described("ADVANCED", "GCP", "CREATED", "crl-prod-xyz")),
            d -> d.add(Order.CLUSTER, REGIONS)),
        trouble(
            Reason.WRONG_CLOUD,
            "no AWS account number",
            d -> d.api.put(described("ADVANCED", "AWS", "CREATED", "crl-prod-xyz")),
            d -> {
              d.add(Order.CLUSTER, REGIONS);
              forgetIntent(d);
            }),
        trouble(
            Reason.DEADLINE_PASSED,
            "is LOCKED",
            d ->
                d.api.put(
                    described("ADVANCED", "AWS", "LOCKED", InMemoryDeployment.VENDOR_ACCOUNT)),
            d -> d.add(Order.CLUSTER, REGIONS)),
        new Trouble(
            Reason.REGION_NOT_IN_CLUSTER,
            "us-west-2 is no place",
            ORDER.keys(KeyStrategy.SINGLE_KEY).with("keyRegion", "us-west-2"),
            d -> d.add(Order.CLUSTER, REGIONS),
            d -> d.add(Order.CLUSTER, "eu-west-1", "us-west-2")),
        trouble(
            Reason.REGIONS_CHANGED,
            "has regions",
            d -> {
              d.add(Order.CLUSTER, REGIONS);
              d.calls.beforeEach(
                  doing(
                      "iam:PutRolePolicy",
                      () -> d.add(Order.CLUSTER, "eu-west-1", "us-east-1", "us-west-2")));
            },
            ProvisionRefusalsTest::undisturbed));
  }

  private static Stream<Trouble> strangers() {
    return Stream.of(
        trouble(
            Reason.ROLE_OWNED_BY_OTHERS,
            "is not ours",
            d -> {
              d.add(Order.CLUSTER, REGIONS);
              d.aws.roles().put(strangersRole());
            },
            d -> {
              assertThat(d.aws.roles().roles()).containsExactly(strangersRole());
              d.aws.roles().delete(ROLE);
            }),
        trouble(
            Reason.KEY_OWNED_BY_OTHERS,
            "is not ours",
            d -> {
              d.add(Order.CLUSTER, REGIONS);
              d.aws.keys().put(strangersKey());
              d.aws.keys().putAlias("us-east-1", ALIAS, strangersKey().arn());
            },
            d -> {
              assertThat(d.aws.keys().keys()).extracting(Stored::key).contains(strangersKey());
              d.aws.keys().deleteAlias("us-east-1", ALIAS);
            }),
        new Trouble(
            Reason.KEY_OWNED_BY_OTHERS,
            "not arn:aws:kms:us-east-1:111122223333:key/mrk-",
            ORDER.keys(KeyStrategy.MULTI_REGION_KEY),
            d -> {
              d.add(Order.CLUSTER, REGIONS);
              d.aws.keys().put(strangersKey());
              d.aws.keys().putAlias("us-east-1", ALIAS, strangersKey().arn());
            },
            d -> d.aws.keys().deleteAlias("us-east-1", ALIAS)));
  }

  private static Stream<Trouble> keys() {
    return Stream.of(
        trouble(
            Reason.KEY_NOT_USABLE,
            "which is Disabled",
            d -> prepared(d, ORDER, () -> d.aws.keys().putState(key(d), "Disabled")),
            d -> d.aws.keys().putState(key(d), "Enabled")),
        trouble(
            Reason.KEY_NOT_USABLE,
            "which is PendingDeletion",
            d -> prepared(d, ORDER, () -> d.aws.keys().putState(key(d), "PendingDeletion")),
            d -> d.aws.keys().putState(key(d), "Enabled")),
        new Trouble(
            Reason.KEY_UNSUITABLE,
            "a single-Region key",
            ORDER.keys(KeyStrategy.MULTI_REGION_KEY),
            d -> prepared(d, ORDER.keys(KeyStrategy.SINGLE_KEY), () -> {}),
            d -> d.aws.keys().deleteAlias("eu-west-1", ALIAS)),
        new Trouble(
            Reason.KEY_POLICY_NOT_WRITABLE,
            "names a principal that was deleted",
            ORDER.granted(AccessGrant.KEY_POLICY),
            d -> prepared(d, ORDER, () -> d.aws.keys().putPolicy(key(d), policy(d).with(dead()))),
            d -> d.aws.keys().putPolicy(key(d), without(policy(d), dead()))),
        trouble(
            Reason.ACCESS_NOT_EFFECTIVE,
            "ACCESS_DENIED",
            d -> prepared(d, ORDER, () -> d.aws.keys().putPolicy(key(d), policy(d).with(denial()))),
            d -> d.aws.keys().putPolicy(key(d), without(policy(d), denial()))));
  }

  private static Stream<Trouble> changedByOthers() {
    PolicyDocument[] kept = new PolicyDocument[1];
    Role[] role = new Role[1];
    return Stream.of(
        trouble(
            Reason.ACCESS_CHANGED_BY_OTHERS,
            "inline policy cmek",
            d -> {
              enabled(d, ORDER.id("event-0"));
              kept[0] = d.aws.policies().inline(ROLE).orElseThrow();
              d.aws.policies().deleteInline(ROLE);
            },
            d -> d.aws.policies().putInline(ROLE, kept[0])),
        new Trouble(
            Reason.ACCESS_CHANGED_BY_OTHERS,
            "policy of key",
            ORDER.granted(AccessGrant.KEY_POLICY),
            d -> {
              enabled(d, ORDER.id("event-0").granted(AccessGrant.KEY_POLICY));
              kept[0] = policy(d);
              d.aws.keys().putPolicy(key(d), FakeKeys.defaultPolicy());
            },
            d -> d.aws.keys().putPolicy(key(d), kept[0])),
        trouble(
            Reason.ACCESS_CHANGED_BY_OTHERS,
            "trusts",
            d -> {
              enabled(d, ORDER.id("event-0"));
              kept[0] = d.aws.roles().role(ROLE).orElseThrow().trust();
              d.aws.roles().putTrust(ROLE, PolicyDocument.of());
            },
            d -> d.aws.roles().putTrust(ROLE, kept[0])),
        trouble(
            Reason.ACCESS_CHANGED_BY_OTHERS,
            "has permissions boundary null",
            d -> {
              enabled(d, ORDER.id("event-0"));
              d.aws.roles().putBoundary(ROLE, null);
            },
            d -> d.aws.roles().putBoundary(ROLE, "arn:aws:iam::111122223333:policy/CmekBoundary")),
        trouble(
            Reason.ACCESS_CHANGED_BY_OTHERS,
            "is gone",
            d -> {
              enabled(d, ORDER.id("event-0"));
              role[0] = d.aws.roles().role(ROLE).orElseThrow();
              kept[0] = d.aws.policies().inline(ROLE).orElseThrow();
              d.aws.roles().delete(ROLE);
            },
            d -> {
              d.aws.roles().put(role[0]);
              d.aws.policies().putInline(ROLE, kept[0]);
            }));
  }

  private static Stream<Trouble> vendors() {
    return Stream.of(
        trouble(
            Reason.VENDOR_ACCOUNT_CHANGED,
            "now names 999988887777",
            d ->
                prepared(
                    d,
                    ORDER,
                    () -> d.api.put(described("ADVANCED", "AWS", "CREATED", "999988887777"))),
            d -> d.add(Order.CLUSTER, REGIONS)),
        trouble(
            Reason.VENDOR_ACCOUNT_CHANGED,
            "another-organization",
            d ->
                prepared(
                    d,
                    ORDER,
                    () -> d.api.setOrganization(new Organization("another-organization", "Other"))),
            d ->
                d.api.setOrganization(
                    new Organization(InMemoryDeployment.ORGANIZATION, "Example Corp"))),
        trouble(
            Reason.CLUSTER_SUSPENDED,
            "revoked on purpose",
            d -> prepared(d, ORDER, () -> rewrite(d, INTENT, "\"ACTIVE\"", "\"SUSPENDED\"")),
            d -> rewrite(d, INTENT, "\"SUSPENDED\"", "\"ACTIVE\"")),
        trouble(
            Reason.CLUSTER_SUSPENDED,
            "was revoked",
            d -> prepared(d, ORDER, () -> d.api.putCmek(Order.CLUSTER, all("REVOKED"))),
            d -> d.api.putCmek(Order.CLUSTER, Cmek.NEVER_ENABLED)),
        trouble(
            Reason.CMEK_DIFFERS,
            "is on with other keys than planned",
            d -> prepared(d, ORDER, () -> d.api.putCmek(Order.CLUSTER, all("ENABLED"))),
            d -> d.api.putCmek(Order.CLUSTER, Cmek.NEVER_ENABLED)),
        trouble(
            Reason.CMEK_FAILED,
            "failed to set up CMEK",
            d -> prepared(d, ORDER, () -> d.api.putCmek(Order.CLUSTER, all("ROTATE_FAILED"))),
            d -> d.api.putCmek(Order.CLUSTER, Cmek.NEVER_ENABLED)),
        trouble(
            Reason.CMEK_REFUSED,
            "needs version 22.2",
            d -> {
              d.add(Order.CLUSTER, REGIONS);
              d.api.refuseUntil(Instant.MAX, 400, "invalid argument: CMEK needs version 22.2");
            },
            d -> d.api.refuseUntil(Instant.MIN, 400, "")));
  }

  @Test
  void otherChoicesForAProtectedClusterAreRefused() {
    enabled(deployment, ORDER);

    Execution refused = deployment.onboard(ORDER.id("event-2").keys(KeyStrategy.SINGLE_KEY));

    assertThat(refused.error()).isEqualTo("INTENT_DIFFERS");
    assertThat(refused.cause()).contains("KEY_PER_REGION and ROLE_POLICY");
    assertThat(deployment.aws.keys().keys()).hasSize(2);
  }

  @Test
  void lostKeyOfAProtectedClusterIsNeverReplaced() {
    enabled(deployment, ORDER);
    deployment.clock.sleep(Duration.ofDays(8));
    deployment.aws.keys().vanish(key(deployment));

    Execution refused = deployment.onboard(ORDER.id("event-2"));

    assertThat(refused.error()).as(refused::toString).isEqualTo("KEY_NOT_USABLE");
    assertThat(deployment.aws.count("kms:CreateKey")).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iam:GetRole",
        "iam:CreateRole",
        "iam:GetRolePolicy",
        "iam:PutRolePolicy",
        "kms:DescribeKey",
        "kms:CreateKey",
        "kms:ReplicateKey",
        "kms:CreateAlias",
        "kms:EnableKeyRotation",
        "kms:GetKeyPolicy",
        "s3:GetObject state/clusters/f78b7feb-b6cf-4396-9d7f-494982d7d81e/intent.json",
        "s3:PutObject state/clusters/f78b7feb-b6cf-4396-9d7f-494982d7d81e/keys/eu-west-1.json"
      })
  void missingRightIsNamedAndTheSameEventGoesOnWithIt(String call) {
    deployment.add(Order.CLUSTER, REGIONS);
    Order order = ORDER.keys(KeyStrategy.MULTI_REGION_KEY);
    deployment.calls.beforeEach(failing(call, denied(call)));

    Execution refused = deployment.onboard(order);
    deployment.calls.beforeEach(_ -> {});
    Execution second = deployment.onboard(order);

    assertThat(refused.error()).as(refused::toString).isEqualTo("MISSING_RIGHT");
    assertThat(refused.cause()).contains("may not " + call);
    assertThat(refused.elapsed()).isLessThan(Duration.ofMinutes(6));
    assertAttempts(second, "REFUSED", "ENABLED");
    assertThat(deployment.aws.keys().keys()).hasSize(2);
    assertThat(deployment.aws.count("kms:CreateKey")).isEqualTo(1);
    assertThat(deployment.announcements.all()).hasSize(2);
  }

  @Test
  void missingRightToRecordFailsTheRunAndTheSameEventGoesOn() {
    deployment.add(Order.CLUSTER, REGIONS);
    deployment.calls.beforeEach(failing("s3:PutObject evidence/", denied("s3:PutObject")));

    Execution failed = deployment.onboard(ORDER);
    deployment.calls.beforeEach(_ -> {});
    Execution second = deployment.onboard(ORDER);

    assertThat(failed.error()).as(failed::toString).isEqualTo("MISSING_RIGHT");
    assertSucceeded(second);
    assertThat(second.name()).endsWith("-2");
    assertLeaseIsReleased();
    assertThat(deployment.announcements.all())
        .extracting(Announcement::type)
        .containsExactly("dev.cmek.onboarding.refused.v1", "dev.cmek.onboarding.completed.v1");
  }

  @Test
  void missingRightToBeginIsToldToo() {
    deployment.add(Order.CLUSTER, REGIONS);
    deployment.calls.beforeEach(failing("s3:PutObject state/runs/", denied("s3:PutObject")));

    Execution failed = deployment.onboard(ORDER);
    deployment.calls.beforeEach(_ -> {});
    Execution second = deployment.onboard(ORDER);

    assertThat(failed.error()).as(failed::toString).isEqualTo("MISSING_RIGHT");
    assertThat(failed.path()).containsExactly("BeginRun", "Notify", "Failed?", "Failed");
    assertSucceeded(second);
    assertThat(deployment.announcements.all()).hasSize(2);
  }

  @Test
  void noticeThatCannotBeSentIsSentByTheRule() {
    deployment.add(Order.CLUSTER, REGIONS);
    int[] left = {6};
    deployment.calls.beforeEach(call -> {
      if (call.equals("events:PutEvents") && left[0]-- > 0) {
        throw new IllegalStateException("the bus refused an event");
      }
    });

    Execution failed = deployment.onboard(ORDER);

    assertThat(failed.error()).isEqualTo("NobodyTold");
    assertThat(deployment.announcements.only().text()).contains(failed.arn());
  }

  @ParameterizedTest
  @CsvSource({
    "iam:CreateRole, java.lang.IllegalStateException",
    "kms:CreateAlias, java.lang.IllegalStateException",
    "POST cmek, java.lang.IllegalStateException"
  })
  void defectFailsTheRunAfterFiveMoreTries(String call, String error) {
    deployment.add(Order.CLUSTER, REGIONS);
    deployment.calls.beforeEach(failing(call, new IllegalStateException("cannot be")));

    Execution failed = deployment.onboard(ORDER.keys(KeyStrategy.SINGLE_KEY));
    deployment.calls.beforeEach(_ -> {});
    Execution second = deployment.onboard(ORDER.keys(KeyStrategy.SINGLE_KEY));

    assertThat(failed.error()).as(failed::toString).isEqualTo(error);
    assertThat(failed.cause()).contains("cannot be", "ERROR line");
    assertThat(failed.retries()).isEqualTo(5);
    assertAttempts(second, "FAILED", "ENABLED");
    assertThat(deployment.logLines()).anyMatch(line -> line.contains("\"level\":\"ERROR\""));
    assertThat(deployment.announcements.all())
        .extracting(Announcement::type)
        .containsExactly("dev.cmek.onboarding.failed.v1", "dev.cmek.onboarding.completed.v1");
  }

  @Test
  void processThatAlwaysDiesFailsTheRun() {
    deployment.add(Order.CLUSTER, REGIONS);
    deployment.calls.behindEach(killing("iam:CreateRole"));
    deployment.calls.beforeEach(killing("iam:GetRolePolicy"));

    Execution failed = deployment.onboard(ORDER);
    deployment.calls.beforeEach(_ -> {});
    Execution second = deployment.onboard(ORDER);

    assertThat(failed.error()).as(failed::toString).isEqualTo("Runtime.ExitError");
    assertAttempts(second, "FAILED", "ENABLED");
    assertThat(deployment.aws.count("iam:CreateRole")).isEqualTo(1);
  }

  @Test
  void runThatIsStoppedFromOutsideIsToldAndGoesOnWithTheSameEvent() {
    deployment.add(Order.CLUSTER, REGIONS);
    deployment.api.enablingTakes(Duration.ofMinutes(30));
    deployment.send(ORDER.message());
    deployment.clock.sleep(Duration.ofMinutes(10));
    deployment.executions().getFirst().abort();
    deployment.clock.sleep(Duration.ofSeconds(1));
    assertThat(deployment.announcements.only().text()).contains("stopped before it could say");

    Execution second = deployment.onboard(ORDER);

    assertSucceeded(second);
    assertAttempts(second, "", "ENABLED");
    assertLeaseIsReleased();
    assertThat(deployment.api.writes()).hasSize(1);
    assertThat(deployment.aws.count("kms:CreateKey")).isEqualTo(2);
  }

  @Test
  void functionThatHangsFailsTheRun() {
    deployment.add(Order.CLUSTER, REGIONS);
    deployment.calls.beforeEach(
        doing("GET cmek", () -> deployment.clock.sleep(Duration.ofHours(1))));

    Execution failed = deployment.onboard(ORDER);
    deployment.calls.beforeEach(_ -> {});
    Execution second = deployment.onboard(ORDER);

    assertThat(failed.error()).as(failed::toString).isEqualTo("States.Timeout");
    assertThat(failed.elapsed()).isLessThan(Duration.ofMinutes(15));
    assertAttempts(second, "FAILED", "ENABLED");
    assertThat(deployment.announcements.all()).hasSize(2);
  }

  @Test
  void runThatCannotEndTimesOutAndIsToldByTheRule() {
    deployment.add(Order.CLUSTER, REGIONS);
    deployment.calls.beforeEach(
        failing(
            "s3:PutObject evidence/", Stop.notYet(Reason.SERVICE_UNAVAILABLE, "evidence is down")));

    Execution stopped = deployment.onboard(ORDER);
    deployment.calls.beforeEach(_ -> {});
    Execution second = deployment.onboard(ORDER);

    assertThat(stopped.status()).as(stopped::toString).isEqualTo(Status.TIMED_OUT);
    assertThat(deployment.announcements.all().getFirst().text()).contains(stopped.arn());
    assertAttempts(second, "", "ENABLED");
    assertLeaseIsReleased();
  }

  @ParameterizedTest
  @MethodSource
  void messageNobodyCanWorkWithIsADeadLetterWithItsField(String field, String message) {
    deployment.add(Order.CLUSTER, REGIONS);

    deployment.send(message);
    deployment.clock.run();

    assertThat(deployment.executions()).isEmpty();
    assertThat(deployment.deadLetters.letters())
        .singleElement()
        .satisfies(letter -> {
          assertThat(letter.message()).isEqualTo(message);
          assertThat(letter.why().reason()).isEqualTo(Reason.BAD_REQUEST);
          assertThat(letter.why().field()).isEqualTo(field);
        });
    assertThat(deployment.announcements.only().text()).contains(field);
    assertThat(deployment.redriven).isEmpty();
  }

  static Stream<Arguments> messageNobodyCanWorkWithIsADeadLetterWithItsField() {
    return Stream.of(
        Arguments.of("body", "not JSON"),
        Arguments.of("specversion", ORDER.message().replace("\"1.0\"", "\"0.3\"")),
        Arguments.of("type", ORDER.message().replace(".requested.v1", ".requested.v2")),
        Arguments.of("data.clusterId", ORDER.with("clusterId", "7d81e").message()),
        Arguments.of("data.enable", ORDER.with("enable", "yes").message()),
        Arguments.of("data.colour", ORDER.with("colour", "blue").message()),
        Arguments.of("data.repair", ORDER.with("repair", true).message()),
        Arguments.of("data.labels.cmek:x", ORDER.with("labels", Map.of("cmek:x", "y")).message()));
  }

  @Test
  void sameIdWithOtherDataIsADeadLetter() {
    enabled(deployment, ORDER);

    deployment.send(ORDER.with("rotationPeriodDays", 90).message());
    deployment.clock.run();

    assertThat(deployment.deadLetters.letters())
        .singleElement()
        .satisfies(letter -> assertThat(letter.why().reason()).isEqualTo(Reason.KEY_REUSED));
    assertThat(deployment.executions()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"BAD_REQUEST, colour", "BAD_REQUEST, clusterId"})
  void directStartThatNobodyCanReadIsToldOnce(String reason, String field) {
    Execution execution =
        deployment.start("by-hand", Payloads.writeString(Map.of("request", Map.of(field, "blue"))));
    deployment.clock.run();

    assertThat(execution.error()).as(execution::toString).isEqualTo(reason);
    assertThat(execution.cause()).contains(field.equals("colour") ? "clusterId" : field);
    assertThat(deployment.announcements.all()).hasSize(1);
  }

  @Test
  void directStartThatReusesAnIdIsToldOnce() {
    enabled(deployment, ORDER);

    Execution execution =
        deployment.start(
            "by-hand",
            Payloads.writeString(
                Map.of(
                    "source",
                    Order.SOURCE,
                    "eventId",
                    "event-1",
                    "request",
                    ORDER.with("rotationPeriodDays", 90).data())));
    deployment.clock.run();

    assertThat(execution.error()).as(execution::toString).isEqualTo("KEY_REUSED");
    assertThat(deployment.announcements.all()).hasSize(2);
  }

  @Test
  void requestAtItsLimitsIsOnboarded() {
    Map<String, String> labels = new TreeMap<>();
    for (int i = 0; i < 40; i++) {
      labels.put("%03d-".formatted(i) + "k".repeat(124), "v".repeat(256));
    }
    deployment.add(Order.CLUSTER, REGIONS);

    Execution execution =
        deployment.onboard(
            Order.of("e".repeat(256))
                .with("labels", labels)
                .with("rotationPeriodDays", 2560)
                .with("ticket", Map.of("system", "s".repeat(64), "key", "k".repeat(128))));

    assertSucceeded(execution);
    assertThat(deployment.aws.keys().keys())
        .allMatch(key -> key.key().tags().keySet().containsAll(labels.keySet()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iam:GetRole",
        "iam:CreateRole",
        "iam:GetRolePolicy",
        "iam:PutRolePolicy",
        "kms:DescribeKey",
        "kms:CreateKey",
        "kms:ReplicateKey",
        "kms:CreateAlias",
        "kms:EnableKeyRotation",
        "kms:GetKeyPolicy",
        "kms:GetKeyRotationStatus",
        "GET cluster",
        "GET organization",
        "GET cmek",
        "POST cmek",
        "s3:GetObject state/",
        "s3:PutObject state/",
        "s3:PutObject evidence/",
        "events:PutEvents",
        "states:StartExecution",
        "states:DescribeExecution"
      })
  void serviceThatIsDownForAWhileOnlyDelays(String call) {
    deployment.add(Order.CLUSTER, REGIONS);
    Instant up = deployment.clock.instant().plusSeconds(120);
    deployment.calls.beforeEach(made -> {
      if (made.startsWith(call) && deployment.clock.instant().isBefore(up)) {
        throw Stop.notYet(Reason.SERVICE_UNAVAILABLE, call + ": HTTP 503");
      }
    });

    Execution execution = deployment.onboard(ORDER.keys(KeyStrategy.MULTI_REGION_KEY));

    assertSucceeded(execution);
    assertThat(deployment.aws.keys().keys()).hasSize(2);
    assertThat(deployment.aws.count("kms:CreateKey")).isEqualTo(1);
    assertThat(deployment.announcements.all()).hasSize(1);
    assertThat(deployment.redriven).isEmpty();
  }

  private static Trouble trouble(
      Reason reason,
      String says,
      Consumer<InMemoryDeployment> cause,
      Consumer<InMemoryDeployment> removal) {
    return new Trouble(reason, says, ORDER, cause, removal);
  }

  /// Everything is there but CMEK, and then something happens.
  private static void prepared(InMemoryDeployment d, Order order, Runnable then) {
    d.add(Order.CLUSTER, REGIONS);
    assertSucceeded(d.onboard(order.id("event-0").with("enable", false)));
    then.run();
  }

  /// The cluster is onboarded.
  private static void enabled(InMemoryDeployment d, Order order) {
    d.add(Order.CLUSTER, REGIONS);
    assertSucceeded(d.onboard(order));
  }

  private static void undisturbed(InMemoryDeployment d) {
    d.calls.beforeEach(_ -> {});
  }

  private static void assertSucceeded(Execution execution) {
    assertThat(execution.status()).as(execution::toString).isEqualTo(Status.SUCCEEDED);
  }

  /// How all attempts at the event ended, `""` for one that could not say so; of each somebody
  /// knows.
  private void assertAttempts(Execution execution, String... results) {
    JsonNode attempts = deployment.run(execution).get("attempts");
    assertThat(attempts)
        .extracting(attempt -> attempt.path("result").asText())
        .containsExactly(results);
    assertThat(attempts).allMatch(attempt -> attempt.get("told").booleanValue());
  }

  private void assertLeaseIsReleased() {
    JsonNode lease = deployment.document("clusters/" + Order.CLUSTER + "/lease.json");
    assertThat(lease.get("released").booleanValue()).isTrue();
  }

  private static Consumer<String> failing(String call, RuntimeException with) {
    return doing(
        call,
        () -> {
          throw with;
        });
  }

  private static Consumer<String> killing(String call) {
    return doing(
        call,
        () -> {
          throw new Killed(call);
        });
  }

  private static Consumer<String> doing(String call, Runnable happening) {
    return made -> {
      if (made.startsWith(call)) {
        happening.run();
      }
    };
  }

  private static Stop denied(String call) {
    return Stop.refused(
        Reason.MISSING_RIGHT, "function F may not " + call + " on it", "Allow " + call);
  }

  private static Stop credentialRefused() {
    return Stop.refused(
        Reason.CREDENTIAL_REFUSED,
        "the Cloud API refuses the key with 401",
        "Put the API key of the reader's service account into the secret");
  }

  private static Cluster described(String plan, String cloud, String state, String account) {
    Cluster c = cluster(Order.CLUSTER, REGIONS);
    return new Cluster(
        c.id(),
        c.name(),
        plan,
        cloud,
        state,
        c.operationStatus(),
        account,
        c.regions(),
        c.createdAt());
  }

  /// CMEK of each region with a key that is not ours.
  private static Cmek all(String status) {
    return new Cmek(
        new CmekStatus(status),
        Stream.of(REGIONS)
            .map(region ->
                new RegionStatus(
                    region,
                    new CmekStatus(status),
                    List.of(
                        new KeyStatus(
                            new RegionKey(
                                region,
                                "arn:aws:kms:" + region + ":111122223333:key/by-hand",
                                "arn:aws:iam::111122223333:role/by-hand"),
                            new CmekStatus(status),
                            "as found"))))
            .toList());
  }

  private static Arn key(InMemoryDeployment d) {
    return d.aws.keys().keys().getFirst().key().arn();
  }

  private static PolicyDocument policy(InMemoryDeployment d) {
    return d.aws.keys().keys().getFirst().policy();
  }

  private static Statement dead() {
    return Statement.allow("Backup")
        .to(Principals.aws("AROAEXAMPLEEXAMPLE123"))
        .actions("kms:DescribeKey")
        .on("*")
        .build();
  }

  private static Statement denial() {
    return Statement.deny("NotNow").to(Principals.aws("*")).actions("kms:Decrypt").on("*").build();
  }

  private static PolicyDocument without(PolicyDocument policy, Statement statement) {
    return PolicyDocument.of(
        policy.statements().stream().filter(s -> !s.equals(statement)).toList());
  }

  private static Role strangersRole() {
    return new Role(
        FakeAws.NAMING.role(ROLE),
        PolicyDocument.of(),
        null,
        Map.of("owner", "others"),
        Instant.EPOCH);
  }

  private static Key strangersKey() {
    return new Key(
        FakeAws.NAMING.key("us-east-1", "of-a-stranger"),
        "Enabled",
        "SYMMETRIC_DEFAULT",
        "ENCRYPT_DECRYPT",
        false,
        Map.of("owner", "others"),
        Instant.EPOCH);
  }

  private static void rewrite(InMemoryDeployment d, String path, String from, String to) {
    Document found = d.state.find(path).orElseThrow();
    assertThat(found.json()).contains(from);
    assertThat(d.state.replace(path, found.json().replace(from, to), found.version())).isTrue();
  }

  private static void forgetIntent(InMemoryDeployment d) {
    rewrite(d, INTENT, "crl-prod-xyz", InMemoryDeployment.VENDOR_ACCOUNT);
  }
}
