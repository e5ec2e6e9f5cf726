package dev.cmek.aws.workflow;

import static dev.cmek.aws.workflow.Order.CLUSTER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.cmek.aws.key.FakeKeys;
import dev.cmek.aws.workflow.Execution.Status;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.iam.Principals;
import dev.cmek.shared.iam.Statement;
import dev.cmek.shared.sweep.Protection;
import dev.cmek.shared.sweep.Watched;
import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.FindingId;
import dev.cmek.shared.verify.aws.AwsPolicyTexts;
import dev.cmek.shared.verify.aws.KeyFacts.Grant;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What whole sweeps find, with the real functions and the real workflow.
final class SweepTest {

  private static final ClusterId OTHER = new ClusterId("0c6a1c3e-2f0b-4a57-8f0e-6a7d3c1b9e52");
  private static final String ROLE = "arn:aws:iam::111122223333:role/cockroachdb-cmek/cmek-";

  @Test
  void tellsNobodyAnythingWhileNothingIsWrong() {
    Guarded guarded = Guarded.cluster(CLUSTER);

    Execution first = guarded.sweep();
    List<String> evidence = guarded.evidence();
    Execution second = guarded.sweep();

    assertSwept(first);
    assertSwept(second);
    assertThat(guarded.found(CLUSTER)).isEmpty();
    assertThat(guarded.look(CLUSTER).protection()).isEqualTo(Protection.PROTECTED);
    assertThat(guarded.news()).isEmpty();
    assertThat(evidence).hasSize(1);
    assertThat(guarded.evidence()).isEqualTo(evidence);
  }

  @Test
  void keepsEvidenceThatItLookedOnceADay() {
    Guarded guarded = Guarded.cluster(CLUSTER);
    assertSwept(guarded.sweep());

    guarded.deployment.clock.sleep(Duration.ofDays(1));
    assertSwept(guarded.sweep());
    assertSwept(guarded.sweep());

    assertThat(guarded.evidence())
        .hasSize(2)
        .map(path -> guarded.deployment.evidence.contents().get(path))
        .anyMatch(json -> json.contains("dev.cmek.evidence.look.v1"))
        .anyMatch(json -> json.contains("dev.cmek.evidence.heartbeat.v1"));
  }

  /// What somebody does, and what the next sweep calls it.
  static Stream<Arguments> tamperings() {
    return Stream.of(
        tampering(
            "role deleted",
            FindingCode.ROLE_MISSING,
            g -> g.deployment.aws.roles().delete(Guarded.role(CLUSTER))),
        tampering(
            "key disabled",
            FindingCode.KEY_DISABLED,
            g -> g.deployment.aws.keys().putState(g.keys().getFirst(), "Disabled")),
        tampering(
            "key pending deletion",
            FindingCode.KEY_PENDING_DELETION,
            g -> g.deployment.aws.keys().putState(g.keys().getLast(), "PendingDeletion")),
        tampering(
            "policy emptied",
            FindingCode.ACCESS_NOT_GRANTED,
            g -> g.deployment.aws.policies().deleteInline(Guarded.role(CLUSTER))),
        tampering(
            "action removed",
            FindingCode.ACCESS_NOT_GRANTED,
            g -> putInline(g, allow("kms:Encrypt", "kms:GenerateDataKey*", "kms:DescribeKey"))),
        tampering(
            "widened to everybody",
            FindingCode.KEY_OPEN_TO_EVERYONE,
            g ->
                putKeyPolicy(
                    g,
                    Statement.allow("Open")
                        .to(Principals.aws("*"))
                        .actions("kms:Decrypt")
                        .on("*")
                        .build())),
        tampering(
            "external id changed",
            FindingCode.TRUST_WRONG_EXTERNAL_ID,
            g ->
                g.deployment
                    .aws
                    .roles()
                    .putTrust(
                        Guarded.role(CLUSTER),
                        AwsPolicyTexts.trust(
                            Arn.parse(ROLE + CLUSTER),
                            InMemoryDeployment.VENDOR_ACCOUNT,
                            "another-organization"))),
        tampering(
            "deny added",
            FindingCode.ACCESS_DENIED,
            g ->
                putKeyPolicy(
                    g,
                    Statement.deny("No")
                        .to(Principals.aws(ROLE + CLUSTER))
                        .actions("kms:Decrypt")
                        .on("*")
                        .build())),
        tampering(
            "boundary taken away",
            FindingCode.BOUNDARY_MISSING,
            g -> g.deployment.aws.roles().putBoundary(Guarded.role(CLUSTER), null)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("tamperings")
  void findsWhatSomebodyDidAndTellsOnce(String what, FindingCode code, Consumer<Guarded> somebody) {
    Guarded guarded = Guarded.cluster(CLUSTER);
    assertSwept(guarded.sweep());

    somebody.accept(guarded);
    assertSwept(guarded.sweep());
    List<String> news = guarded.news();
    assertSwept(guarded.sweep());

    assertThat(guarded.found(CLUSTER)).as(what).contains(code);
    assertThat(news)
        .hasSizeBetween(1, 2)
        .allMatch(type -> type.matches("dev\\.cmek\\.access\\.(lost|exposed)\\.v1"));
    assertThat(guarded.news()).isEmpty();
  }

  @Test
  void findsAGrantRetired() {
    Guarded guarded = new Guarded();
    guarded.byHand(OTHER, FakeKeys.defaultPolicy());
    Arn key = Guarded.key(OTHER);
    List<String> operations =
        List.of(
            "Encrypt",
            "Decrypt",
            "GenerateDataKey",
            "GenerateDataKeyWithoutPlaintext",
            "GenerateDataKeyPair",
            "GenerateDataKeyPairWithoutPlaintext",
            "DescribeKey",
            "ReEncryptFrom",
            "ReEncryptTo");
    guarded
        .deployment
        .aws
        .keys()
        .putGrants(
            key,
            List.of(
                new Grant(
                    "g1", "arn:aws:iam::111122223333:role/crdb-" + OTHER, operations, false)));
    assertSwept(guarded.sweep());
    assertThat(guarded.found(OTHER)).isEmpty();

    guarded.deployment.aws.keys().putGrants(key, List.of());
    assertSwept(guarded.sweep());

    assertThat(guarded.found(OTHER)).containsExactly(FindingCode.ACCESS_NOT_GRANTED);
    assertThat(guarded.news()).containsExactly("dev.cmek.access.lost.v1");
  }

  @Test
  void tellsThatAccessIsBackWhenSomebodyMendedIt() {
    Guarded guarded = Guarded.cluster(CLUSTER);
    Arn key = guarded.keys().getFirst();
    guarded.deployment.aws.keys().putState(key, "Disabled");
    assertSwept(guarded.sweep());
    List<String> lost = guarded.news();

    guarded.deployment.aws.keys().putState(key, "Enabled");
    assertSwept(guarded.sweep());

    assertThat(lost).containsExactly("dev.cmek.access.lost.v1");
    assertThat(guarded.news()).containsExactly("dev.cmek.access.restored.v1");
    assertThat(guarded.found(CLUSTER)).isEmpty();
  }

  @Test
  void tellsThatAccessIsBackWhereSomethingElseCannotBeDecided() {
    Guarded guarded = Guarded.cluster(CLUSTER);
    guarded
        .deployment
        .aws
        .roles()
        .putTrust(
            Guarded.role(CLUSTER),
            PolicyDocument.of(
                Statement.allow("CockroachDBCloud")
                    .to(
                        Principals.aws(
                            "arn:aws:iam::" + InMemoryDeployment.VENDOR_ACCOUNT + ":root"))
                    .actions("sts:AssumeRole")
                    .when("StringEquals", "sts:ExternalId", InMemoryDeployment.ORGANIZATION)
                    .when("Bool", "aws:MultiFactorAuthPresent", "true")
                    .build()));
    Arn key = guarded.keys().getFirst();
    guarded.deployment.aws.keys().putState(key, "Disabled");
    assertSwept(guarded.sweep());
    List<String> lost = guarded.news();

    guarded.deployment.aws.keys().putState(key, "Enabled");
    assertSwept(guarded.sweep());

    assertThat(lost).contains("dev.cmek.access.lost.v1");
    assertThat(guarded.found(CLUSTER)).containsExactly(FindingCode.TRUST_UNDECIDED);
    assertThat(guarded.news()).contains("dev.cmek.access.restored.v1");
  }

  @Test
  void tellsWithinAPeriodAndAMinute() {
    Guarded guarded = Guarded.cluster(CLUSTER);
    InMemoryDeployment deployment = guarded.deployment;
    schedule(deployment, 3);
    Instant[] told = new Instant[1];
    deployment.clock.start(
        "somebody",
        () -> {
          deployment.clock.await(() -> hasLook(deployment, "sweep-1"));
          // just behind the look of the first sweep: the worst moment there is
          deployment.aws.roles().delete(Guarded.role(CLUSTER));
          Instant done = deployment.clock.instant();
          int known = deployment.announcements.all().size();
          deployment.clock.await(() -> deployment.announcements.all().size() > known);
          told[0] = deployment.clock.instant();
          assertThat(Duration.between(done, told[0]))
              .isLessThan(Duration.ofMinutes(11).plusSeconds(10));
        });

    deployment.clock.run();

    assertThat(told[0]).isNotNull();
    assertThat(guarded.news()).containsExactly("dev.cmek.access.lost.v1");
  }

  @Test
  void anAnswerThatComesAndGoesRaisesNoStorm() {
    Guarded guarded = Guarded.cluster(CLUSTER);
    InMemoryDeployment deployment = guarded.deployment;
    Arn key = guarded.keys().getFirst();
    assertSwept(guarded.sweep());

    for (int i = 0; i < 10; i++) {
      deployment.aws.keys().putState(key, "Disabled");
      Execution sweep = deployment.startSweep();
      deployment.clock.start(
          "flapping",
          () -> {
            deployment.clock.sleep(Duration.ofSeconds(30));
            deployment.aws.keys().putState(key, "Enabled");
          });
      deployment.clock.run();
      assertSwept(sweep);
    }

    assertThat(guarded.news()).isEmpty();
  }

  @Test
  void looksASecondTimeBeforeItTellsAnybody() {
    Guarded guarded = Guarded.cluster(CLUSTER);
    Arn key = guarded.keys().getFirst();
    guarded.deployment.aws.keys().putState(key, "Disabled");

    Execution sweep = guarded.sweep();

    assertThat(sweep.children().getFirst().path())
        .containsExactly(
            "ReadCmek",
            "VerifyKeys",
            "Suspects?",
            "SecondLook",
            "ReadCmek",
            "VerifyKeys",
            "Suspects?",
            "RaiseAlerts",
            "RecordLooks",
            "Told?",
            "Looked");
    assertThat(guarded.look(CLUSTER).earlier())
        .contains(new FindingId(FindingCode.KEY_DISABLED, key.toString()));
  }

  @Test
  void guardsWhatPeopleSetUpByHand() {
    Guarded guarded = new Guarded();
    guarded.byHand(OTHER, Guarded.forRole(OTHER));
    assertSwept(guarded.sweep());
    assertThat(guarded.found(OTHER)).isEmpty();
    assertThat(guarded.look(OTHER).protection()).isEqualTo(Protection.PROTECTED);

    guarded.deployment.aws.keys().putPolicy(Guarded.key(OTHER), FakeKeys.defaultPolicy());
    assertSwept(guarded.sweep());

    assertThat(guarded.found(OTHER)).containsExactly(FindingCode.ACCESS_NOT_GRANTED);
    assertThat(guarded.news()).containsExactly("dev.cmek.access.lost.v1");
    assertThat(guarded.document("watched.json", Watched.class).objects())
        .isEqualTo(
            Map.of(
                Guarded.key(OTHER).toString(),
                List.of(OTHER),
                "arn:aws:iam::111122223333:role/crdb-" + OTHER,
                List.of(OTHER)));
  }

  private static boolean hasLook(InMemoryDeployment deployment, String sweep) {
    String look = deployment.state.contents().get("clusters/" + CLUSTER + "/look.json");
    return look != null && look.contains("\"sweep\":\"" + sweep + "\"");
  }

  /// Sweeps begin every ten minutes.
  static void schedule(InMemoryDeployment deployment, int sweeps) {
    deployment.clock.start(
        "schedule",
        () -> {
          for (int i = 0; i < sweeps; i++) {
            Execution _ = deployment.startSweep();
            deployment.clock.sleep(Duration.ofMinutes(10));
          }
        });
  }

  static void assertSwept(Execution sweep) {
    assertThat(sweep.status()).as(sweep::toString).isEqualTo(Status.SUCCEEDED);
  }

  private static Arguments tampering(String what, FindingCode code, Consumer<Guarded> somebody) {
    return arguments(what, code, somebody);
  }

  private static Statement.Builder allow(String... actions) {
    return Statement.allow("Some").actions(actions);
  }

  private static void putInline(Guarded guarded, Statement.Builder some) {
    List<String> keys = guarded.keys().stream().map(Arn::toString).toList();
    guarded
        .deployment
        .aws
        .policies()
        .putInline(Guarded.role(CLUSTER), PolicyDocument.of(some.on(keys).build()));
  }

  private static void putKeyPolicy(Guarded guarded, Statement more) {
    guarded
        .deployment
        .aws
        .keys()
        .putPolicy(guarded.keys().getFirst(), FakeKeys.defaultPolicy().with(more));
  }
}
