package dev.cmek.shared.cluster;

import static dev.cmek.shared.request.RequestExample.CLUSTER;
import static dev.cmek.shared.step.RunExample.STARTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.cmek.shared.plan.Naming;
import dev.cmek.shared.plan.Plan;
import dev.cmek.shared.plan.Plan.PlannedKey;
import dev.cmek.shared.plan.Target;
import dev.cmek.shared.request.AccessGrant;
import dev.cmek.shared.request.KeyStrategy;
import dev.cmek.shared.request.RequestExample;
import dev.cmek.shared.state.FakeDocuments;
import dev.cmek.shared.state.Intent;
import dev.cmek.shared.state.Intent.Choices;
import dev.cmek.shared.state.Intent.Pins;
import dev.cmek.shared.state.Intent.Progress;
import dev.cmek.shared.state.Intents;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Outcome.NotYet;
import dev.cmek.shared.step.Outcome.Refused;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.RunExample;
import dev.cmek.shared.step.Stop;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FetchClusterTest {

  private static final String VENDOR_ACCOUNT = "123456789012";
  private static final Organization ORGANIZATION =
      new Organization("9c8f4a10-5b7d-4e0a-8f5e-2f6f0c1d3e4b", "Example Corp");
  private static final Instant YESTERDAY = STARTED.minus(Duration.ofDays(1));
  private static final String ACKNOWLEDGED = "\"acknowledge\":[\"EARLIER_BACKUPS_UNRESTORABLE\"]";
  private static final Naming NAMING =
      new Naming() {
        @Override
        public String principal(ClusterId cluster) {
          return "principal";
        }

        @Override
        public String key(ClusterId cluster) {
          return "key";
        }
      };

  private final ManualClock clock = new ManualClock(STARTED);
  private final FakeClusterApi api = new FakeClusterApi(clock);
  private final FakeDocuments state = new FakeDocuments();
  private final Intents intents = new Intents(state);
  private final FetchCluster step =
      new FetchCluster(api, intents, CloudProvider.AWS, NAMING, clock);

  @Test
  void givesTheClusterWithItsPlan() {
    api.put(cluster("CREATED", YESTERDAY));

    Outcome<Target> outcome = fetch("");

    assertThat(outcome)
        .isEqualTo(
            new Done<>(
                new Target(
                    CLUSTER,
                    "orders-prod",
                    VENDOR_ACCOUNT,
                    ORGANIZATION.id(),
                    List.of("eu-central-1", "eu-west-1"),
                    YESTERDAY,
                    false,
                    true,
                    "",
                    new Plan(
                        "principal",
                        List.of(
                            new PlannedKey("key", "eu-central-1", false, List.of("eu-central-1")),
                            new PlannedKey("key", "eu-west-1", false, List.of("eu-west-1"))),
                        List.of()))));
  }

  @Test
  void pinsTheVendorsAccountAndTheExternalId() {
    api.put(cluster("CREATED", YESTERDAY));

    var _ = fetch("\"keyStrategy\":\"SINGLE_KEY\",\"keyRegion\":\"eu-west-1\"");

    assertThat(intents.find(CLUSTER))
        .contains(
            Intent.begun(
                CLUSTER,
                new Choices(KeyStrategy.SINGLE_KEY, "eu-west-1", AccessGrant.ROLE_POLICY),
                new Pins(VENDOR_ACCOUNT, ORGANIZATION.id())));
  }

  @Test
  void secondRunWritesNothing() {
    api.put(cluster("CREATED", YESTERDAY));
    Outcome<Target> first = fetch("");

    assertThat(fetch("")).isEqualTo(first);
    assertThat(state.writes()).hasSize(1);
  }

  @Test
  void dryRunIntendsNothing() {
    api.put(cluster("CREATED", YESTERDAY));

    Outcome<Target> outcome =
        step.run(
            new FetchCluster.Input(RunExample.dryRun(), RequestExample.request("\"dryRun\":true")),
            Changes.of(true));

    assertThat(outcome).isInstanceOf(Done.class);
    assertThat(state.writes()).isEmpty();
  }

  @Test
  void goesOnWhenTheAnswerToItsWriteWasLost() {
    api.put(cluster("CREATED", YESTERDAY));
    state.loseAnswerOfWrite(1);

    assertThatThrownBy(() -> fetch("")).isInstanceOf(Stop.class);
    assertThat(fetch("")).isInstanceOf(Done.class);
    assertThat(state.writes()).hasSize(1);
  }

  @Test
  void refusesAnUnknownCluster() {
    assertThat(fetch(""))
        .isEqualTo(
            new Refused<>(
                Reason.CLUSTER_NOT_FOUND,
                "the Cloud API knows no cluster " + CLUSTER,
                "Check the id (the whole UUID) and that the reader's service account may see the"
                    + " cluster"));
  }

  static Stream<Arguments> unfit() {
    String name = "cluster " + CLUSTER + " (orders-prod) ";
    return Stream.of(
        argumentSet(
            "deleted",
            cluster("DELETED", YESTERDAY),
            Reason.CLUSTER_GONE,
            name + "is DELETED",
            "Name a cluster that exists"),
        argumentSet(
            "never created",
            cluster("CREATION_FAILED", YESTERDAY),
            Reason.CLUSTER_GONE,
            name + "is CREATION_FAILED",
            "Name a cluster that exists"),
        argumentSet(
            "BASIC",
            cluster("BASIC", "AWS", "CREATED", ""),
            Reason.PLAN_NOT_ADVANCED,
            name + "has plan BASIC; CMEK needs ADVANCED",
            "Create an ADVANCED cluster with advanced security and move the data: a plan can't be"
                + " changed to it afterwards"),
        argumentSet(
            "a plan unknown to us",
            cluster("PREMIUM", "AWS", "CREATED", VENDOR_ACCOUNT),
            Reason.PLAN_NOT_ADVANCED,
            name + "has plan PREMIUM; CMEK needs ADVANCED",
            "Create an ADVANCED cluster with advanced security and move the data: a plan can't be"
                + " changed to it afterwards"),
        argumentSet(
            "on GCP",
            cluster("ADVANCED", "GCP", "LOCKED", VENDOR_ACCOUNT),
            Reason.WRONG_CLOUD,
            name + "is on GCP, this deployment is for AWS",
            "Send the event to the deployment in a GCP account"));
  }

  @ParameterizedTest
  @MethodSource("unfit")
  void refusesAClusterThatCanNotHaveCmekHere(
      Cluster cluster, Reason reason, String message, String remedy) {
    api.put(cluster);

    assertThat(fetch("")).isEqualTo(new Refused<>(reason, message, remedy));
    assertThat(state.writes()).isEmpty();
  }

  static Stream<Arguments> unready() {
    return Stream.of(
        argumentSet("being created", cluster("ADVANCED", "AWS", "CREATING", "")),
        argumentSet("locked", cluster("ADVANCED", "AWS", "LOCKED", VENDOR_ACCOUNT)),
        argumentSet("in a state unknown to us", cluster("ADVANCED", "AWS", "NEW", VENDOR_ACCOUNT)),
        argumentSet("without an account", cluster("ADVANCED", "AWS", "CREATED", "")),
        argumentSet("without regions", cluster("CREATED", VENDOR_ACCOUNT, YESTERDAY, List.of())));
  }

  @ParameterizedTest
  @MethodSource("unready")
  void waitsForAClusterThatIsNotReady(Cluster cluster) {
    api.put(cluster);

    assertThat(fetch(""))
        .isEqualTo(
            new NotYet<>(
                Reason.CLUSTER_NOT_READY,
                "cluster "
                    + CLUSTER
                    + " (orders-prod) is "
                    + cluster.state()
                    + ", operation UNSPECIFIED"));
    assertThat(state.writes()).isEmpty();
  }

  @Test
  void refusesAKeyRegionThatTheClusterLacks() {
    api.put(cluster("CREATED", YESTERDAY));

    assertThat(fetch("\"keyStrategy\":\"SINGLE_KEY\",\"keyRegion\":\"eu-west-7\""))
        .isEqualTo(
            new Refused<>(
                Reason.REGION_NOT_IN_CLUSTER,
                "keyRegion eu-west-7 is no place for a SINGLE_KEY of cluster " + CLUSTER,
                "Name one of [eu-central-1, eu-west-1], or leave it out for eu-central-1"));
    assertThat(state.writes()).isEmpty();
  }

  @Test
  void refusesASuspendedCluster() {
    api.put(cluster("CREATED", YESTERDAY));
    intend(Intent.State.SUSPENDED, VENDOR_ACCOUNT, ORGANIZATION.id());

    assertThat(fetch(""))
        .isEqualTo(
            new Refused<>(
                Reason.CLUSTER_SUSPENDED,
                "access of cluster " + CLUSTER + " to its keys was revoked on purpose",
                "Only a restore leaves this state: ask the security team"));
    assertThat(state.writes()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "210987654321, 9c8f4a10-5b7d-4e0a-8f5e-2f6f0c1d3e4b",
    "123456789012, 00000000-0000-4000-8000-000000000000"
  })
  void refusesAnotherAccountOrExternalIdThanThePinnedOne(String account, String externalId) {
    api.put(cluster("CREATED", YESTERDAY));
    intend(Intent.State.ACTIVE, account, externalId);

    assertThat(fetch(""))
        .isEqualTo(
            new Refused<>(
                Reason.VENDOR_ACCOUNT_CHANGED,
                "cluster "
                    + CLUSTER
                    + " is pinned to account "
                    + account
                    + " and external id "
                    + externalId
                    + "; the Cloud API now names 123456789012 and"
                    + " 9c8f4a10-5b7d-4e0a-8f5e-2f6f0c1d3e4b",
                "Ask the vendor whether this is so before anything is granted to the other"
                    + " account"));
    assertThat(state.writes()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"keyStrategy\":\"SINGLE_KEY\"",
        "\"keyStrategy\":\"MULTI_REGION_KEY\",\"keyRegion\":\"eu-west-1\"",
        "\"accessGrant\":\"KEY_POLICY\""
      })
  void refusesOtherChoicesForAGuardedCluster(String choices) {
    api.put(cluster("CREATED", YESTERDAY));
    var _ = fetch("");
    var _ = intents.update(CLUSTER, i -> i.guarded(List.of(), STARTED));

    assertThat(fetch(choices))
        .isEqualTo(
            new Refused<>(
                Reason.INTENT_DIFFERS,
                "cluster "
                    + CLUSTER
                    + " is protected with KEY_PER_REGION and ROLE_POLICY, the event asks for other"
                    + " choices",
                "Send the event with the choices above: they can't be changed by onboarding"
                    + " again"));
  }

  @Test
  void namesTheKeyRegionOfAGuardedCluster() {
    api.put(cluster("CREATED", YESTERDAY));
    var _ = fetch("\"keyStrategy\":\"SINGLE_KEY\",\"keyRegion\":\"eu-west-1\"");
    var _ = intents.update(CLUSTER, i -> i.guarded(List.of(), STARTED));

    assertThat(fetch("\"keyStrategy\":\"SINGLE_KEY\",\"keyRegion\":\"eu-central-1\""))
        .isInstanceOfSatisfying(
            Refused.class,
            refused ->
                assertThat(refused.message())
                    .contains("SINGLE_KEY and ROLE_POLICY in keyRegion eu-west-1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SINGLE_KEY", "MULTI_REGION_KEY"})
  void keepsTheKeyWhereTheFirstRunPutItWhenAnotherRegionBecomesPrimary(String strategy) {
    String choices = "\"keyStrategy\":\"" + strategy + "\"";
    api.put(clusterWithPrimary("eu-central-1"));
    Plan first = target(fetch(choices)).plan();
    api.put(clusterWithPrimary("eu-west-1"));

    Plan unguarded = target(fetch(choices)).plan();
    var _ = intents.update(CLUSTER, i -> i.guarded(List.of(), STARTED));
    Plan guarded = target(fetch(choices)).plan();
    Plan named = target(fetch(choices + ",\"keyRegion\":\"eu-central-1\"")).plan();

    assertThat(first.keys()).extracting(PlannedKey::place).containsExactly("eu-central-1");
    assertThat(List.of(unguarded, guarded, named)).containsOnly(first);
  }

  @Test
  void choosesTheRegionAnewWhereAnotherStrategyIsAskedForBeforeAnythingIsGuarded() {
    api.put(clusterWithPrimary("eu-central-1"));
    var _ = fetch("");
    api.put(clusterWithPrimary("eu-west-1"));

    Plan plan = target(fetch("\"keyStrategy\":\"SINGLE_KEY\"")).plan();

    assertThat(plan.keys()).extracting(PlannedKey::place).containsExactly("eu-west-1");
  }

  @Test
  void choosesTheRegionOfAnIntentThatNamesNone() {
    api.put(clusterWithPrimary("eu-west-1"));
    Choices old = new Choices(KeyStrategy.SINGLE_KEY, null, AccessGrant.ROLE_POLICY);
    Pins pins = new Pins(VENDOR_ACCOUNT, ORGANIZATION.id());
    var _ =
        intents.ensure(CLUSTER, _ -> Intent.begun(CLUSTER, old, pins).guarded(List.of(), STARTED));

    Outcome<Target> other = fetch("\"keyStrategy\":\"SINGLE_KEY\",\"keyRegion\":\"eu-west-1\"");
    Plan plan = target(fetch("\"keyStrategy\":\"SINGLE_KEY\"")).plan();

    assertThat(other).isInstanceOf(Refused.class);
    assertThat(plan.keys()).extracting(PlannedKey::place).containsExactly("eu-west-1");
    assertThat(intents.find(CLUSTER).orElseThrow().choices().keyRegion()).isEqualTo("eu-west-1");
  }

  @Test
  void refusesToMoveAKeyWhoseRegionLeftTheCluster() {
    api.put(clusterWithPrimary("eu-central-1"));
    var _ = fetch("\"keyStrategy\":\"SINGLE_KEY\"");
    api.put(cluster("CREATED", VENDOR_ACCOUNT, YESTERDAY, List.of("eu-west-1")));

    assertThat(fetch("\"keyStrategy\":\"SINGLE_KEY\""))
        .isEqualTo(
            new Refused<>(
                Reason.REGION_NOT_IN_CLUSTER,
                "keyRegion eu-central-1, which an earlier run chose, is no place for a SINGLE_KEY of"
                    + " cluster "
                    + CLUSTER,
                "Name one of [eu-west-1]"));
  }

  @Test
  void takesOtherChoicesAsLongAsNothingIsGuarded() {
    api.put(cluster("CREATED", YESTERDAY));
    var _ = fetch("");
    var _ = intents.update(CLUSTER, i -> i.withGrantedAt(STARTED));

    Outcome<Target> outcome = fetch("\"keyStrategy\":\"SINGLE_KEY\"");

    assertThat(target(outcome).plan().keys()).hasSize(1);
    Intent intent = intents.find(CLUSTER).orElseThrow();
    assertThat(intent.choices().keyStrategy()).isEqualTo(KeyStrategy.SINGLE_KEY);
    assertThat(intent.progress().grantedAt()).isEqualTo(STARTED);
  }

  @Test
  void saysThatAClusterIsGuarded() {
    api.put(cluster("CREATED", YESTERDAY));
    var _ = fetch("");
    var _ = intents.update(CLUSTER, i -> i.guarded(List.of(), STARTED));

    assertThat(target(fetch("")).guarded()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, '', true",
    "P7D, '', true",
    "PT168H0.001S, '', false",
    "P400D, '', false",
    "P400D, acknowledged, true"
  })
  void holdsAnOldClusterUntilItsBackupsAreGivenUp(
      Duration age, String acknowledged, boolean enables) {
    api.put(cluster("CREATED", STARTED.minus(age)));

    Target target = target(fetch(acknowledged.isEmpty() ? "" : ACKNOWLEDGED));

    assertThat(target.enable()).isEqualTo(enables);
    assertThat(target.held())
        .isEqualTo(
            enables
                ? ""
                : "the cluster is older than 7 days: managed backups from before CMEK can't be"
                    + " restored afterwards; send the event under another id with acknowledge"
                    + " [EARLIER_BACKUPS_UNRESTORABLE]");
  }

  @Test
  void holdsAClusterWhoseAgeIsUnknown() {
    api.put(cluster("CREATED", Instant.EPOCH));

    assertThat(target(fetch("")).enable()).isFalse();
  }

  @Test
  void doesNotHoldAnOldClusterThatIsGuarded() {
    api.put(cluster("CREATED", Instant.EPOCH));
    var _ = fetch(ACKNOWLEDGED);
    var _ = intents.update(CLUSTER, i -> i.guarded(List.of(), STARTED));

    assertThat(target(fetch("")).enable()).isTrue();
  }

  @Test
  void doesNotEnableUnasked() {
    api.put(cluster("CREATED", YESTERDAY));

    Target target = target(fetch("\"enable\":false," + ACKNOWLEDGED));

    assertThat(target.enable()).isFalse();
    assertThat(target.held()).isEqualTo("enable is false");
  }

  @Test
  void passesOnThatTheApiDoesNotAnswer() {
    Stop stop = Stop.notYet(Reason.SERVICE_UNAVAILABLE, "503");
    api.stopNext(1, stop);

    assertThatThrownBy(() -> fetch("")).isSameAs(stop);
  }

  private Outcome<Target> fetch(String choices) {
    return step.run(
        new FetchCluster.Input(RunExample.run(), RequestExample.request(choices)),
        Changes.of(false));
  }

  private static Target target(Outcome<Target> outcome) {
    if (outcome instanceof Done<Target>(Target target)) {
      return target;
    }
    throw new AssertionError(outcome);
  }

  private void intend(Intent.State intended, String account, String externalId) {
    var _ =
        intents.ensure(
            CLUSTER,
            _ ->
                new Intent(
                    CLUSTER,
                    intended,
                    new Choices(KeyStrategy.KEY_PER_REGION, null, AccessGrant.ROLE_POLICY),
                    new Pins(account, externalId),
                    new Progress(null, Map.of(), List.of(), STARTED)));
  }

  private static Cluster clusterWithPrimary(String primary) {
    return new Cluster(
        CLUSTER,
        "orders-prod",
        "ADVANCED",
        "AWS",
        "CREATED",
        "UNSPECIFIED",
        VENDOR_ACCOUNT,
        Stream.of("eu-central-1", "eu-west-1")
            .map(name -> new Region(name, name.equals(primary)))
            .toList(),
        YESTERDAY);
  }

  private static Cluster cluster(String state, Instant createdAt) {
    return cluster(state, VENDOR_ACCOUNT, createdAt, List.of("eu-central-1", "eu-west-1"));
  }

  private static Cluster cluster(
      String state, String account, Instant createdAt, List<String> regions) {
    return new Cluster(
        CLUSTER,
        "orders-prod",
        "ADVANCED",
        "AWS",
        state,
        "UNSPECIFIED",
        account,
        regions.stream().map(name -> new Region(name, false)).toList(),
        createdAt);
  }

  private static Cluster cluster(String plan, String cloud, String state, String account) {
    return new Cluster(
        CLUSTER,
        "orders-prod",
        plan,
        cloud,
        state,
        "UNSPECIFIED",
        account,
        List.of(new Region("eu-west-1", true)),
        YESTERDAY);
  }
}
