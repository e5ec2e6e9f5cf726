package dev.cmek.aws.workflow;

import static dev.cmek.aws.workflow.Order.CLUSTER;
import static dev.cmek.aws.workflow.SweepTest.assertSwept;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.aws.workflow.Execution.Status;
import dev.cmek.shared.cluster.Cluster;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.cluster.Cmek;
import dev.cmek.shared.cluster.CmekStatus;
import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.state.Asked;
import dev.cmek.shared.state.Intent;
import dev.cmek.shared.state.Intent.State;
import dev.cmek.shared.state.Intents;
import dev.cmek.shared.state.Leases;
import dev.cmek.shared.state.Operation;
import dev.cmek.shared.state.RunRecord;
import dev.cmek.shared.state.RunResult;
import dev.cmek.shared.state.Runs;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import dev.cmek.shared.sweep.Coverage.Entry;
import dev.cmek.shared.sweep.Protection;
import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What sweeps do when the world is not as it should be.
final class SweepFaultsTest {

  private final Stop down = Stop.notYet(Reason.SERVICE_UNAVAILABLE, "HTTP 503");
  private final Stop throttled = Stop.notYet(Reason.THROTTLED, "HTTP 429: rate limit exceeded");
  private final Stop denied = Stop.refused(Reason.MISSING_RIGHT, "AccessDenied", "Allow it");

  private final Guarded guarded = Guarded.cluster(CLUSTER);
  private final InMemoryDeployment deployment = guarded.deployment;

  @Test
  void aClusterDeletedBetweenListAndLookIsGone() {
    assertSwept(guarded.sweep());
    Cluster cluster = deployment.api.find(CLUSTER).orElseThrow();
    deployment.calls.beforeEach(call -> {
      if (call.equals("GET cmek")) {
        deployment.api.put(Guarded.in("DELETED", cluster));
        deployment
            .aws
            .roles()
            .role(Guarded.role(CLUSTER))
            .ifPresent(_ -> deployment.aws.roles().delete(Guarded.role(CLUSTER)));
      }
    });

    assertSwept(guarded.sweep());

    assertThat(guarded.look(CLUSTER).protection()).isEqualTo(Protection.GONE);
    assertThat(guarded.news()).isEmpty();
  }

  @Test
  void aDeletedClusterLeavesTheCoverageAndItsAlertsEndQuietly() {
    deployment.aws.roles().delete(Guarded.role(CLUSTER));
    assertSwept(guarded.sweep());
    assertThat(guarded.news()).isNotEmpty();

    deployment.api.put(Guarded.in("DELETED", deployment.api.find(CLUSTER).orElseThrow()));
    assertSwept(guarded.sweep());
    List<Entry> gone = guarded.coverage().entries();
    assertSwept(guarded.sweep());

    assertThat(gone).extracting(Entry::protection).containsExactly(Protection.GONE);
    assertThat(guarded.coverage().entries()).isEmpty();
    assertThat(guarded.news()).isEmpty();
  }

  @Test
  void aClusterThatTheApiHidesIsNotForgotten() {
    assertSwept(guarded.sweep());
    deployment.calls.beforeEach(call -> {
      if (call.equals("GET cluster") || call.equals("GET cmek")) {
        throw Stop.refused(Reason.CLUSTER_NOT_FOUND, "HTTP 404", "Look for it");
      }
    });
    hideFromTheList();

    assertSwept(guarded.sweep());

    assertThat(guarded.found(CLUSTER)).containsExactly(FindingCode.FACT_DENIED);
    assertThat(guarded.last().path("unknown").asInt()).isEqualTo(1);
  }

  @Test
  void aSweepThatCannotListSaysSoOnceAndFails() {
    assertSwept(guarded.sweep());
    failing(call -> call.startsWith("GET "), down);

    Execution first = guarded.sweep();
    List<String> news = guarded.news();
    Execution second = guarded.sweep();
    List<String> again = guarded.news();
    failing(_ -> false, down);
    assertSwept(guarded.sweep());

    assertThat(first.status()).isEqualTo(Status.FAILED);
    assertThat(first.cause()).contains("HTTP 503");
    assertThat(second.status()).isEqualTo(Status.FAILED);
    assertThat(news).containsExactly("dev.cmek.sweep.degraded.v1");
    assertThat(again).isEmpty();
    assertThat(guarded.news()).containsExactly("dev.cmek.sweep.recovered.v1");
  }

  @Test
  void aSweepThatSawNothingGivesNoAllClear() {
    deployment.aws.roles().delete(Guarded.role(CLUSTER));
    assertSwept(guarded.sweep());
    JsonNode seen = numbers();
    failing(call -> call.startsWith("GET "), down);

    Execution blind = guarded.sweep();

    assertThat(blind.status()).isEqualTo(Status.FAILED);
    assertThat(seen.path("accessLost").intValue()).isEqualTo(1);
    assertThat(seen.path("degraded").booleanValue()).isFalse();
    assertThat(seen.path("level").asText()).isEqualTo("INFO");
    assertThat(numbers().path("accessLost").intValue()).isZero();
    assertThat(numbers().path("degraded").booleanValue()).isTrue();
    assertThat(numbers().path("level").asText()).isEqualTo("WARN");
  }

  @Test
  void metricFiltersReadWhatTheLineOfNumbersHas() {
    assertSwept(guarded.sweep());
    List<String> filters = DeploymentTemplate.read().sweepFilters();

    assertThat(filters).hasSize(5);
    assertThat(String.join("\n", filters))
        .contains(
            "$.accessLost > 0 || $.degraded IS FALSE", "$.exposed > 0 || $.degraded IS FALSE");
    assertThat(filters)
        .flatMap(filter ->
            Pattern.compile("\\$\\.(\\w+)")
                .matcher(filter)
                .results()
                .map(found -> found.group(1))
                .toList())
        .allMatch(numbers()::has);
  }

  @Test
  void whatTheApiDoesNotSayOfAllIsOneAlert() {
    assertSwept(guarded.sweep());
    failing("GET cmek"::equals, throttled);

    for (int i = 0; i < 5; i++) {
      assertSwept(guarded.sweep());
    }

    assertThat(guarded.look(CLUSTER).protection()).isEqualTo(Protection.UNKNOWN);
    assertThat(guarded.found(CLUSTER)).containsExactly(FindingCode.FACT_UNREACHABLE);
    assertThat(guarded.news()).containsExactly("dev.cmek.sweep.degraded.v1");
  }

  @Test
  void whatTheApiDoesNotSayOfOneIsToldAfterThreeSweeps() {
    for (int i = 0; i < 9; i++) {
      deployment.api.put(Guarded.cluster(cluster(i), "eu-west-1"));
    }
    assertSwept(guarded.sweep());
    int[] asked = {0};
    deployment.calls.beforeEach(call -> {
      // in the order of their ids the onboarded cluster comes last
      if (call.equals("GET cmek") && ++asked[0] % 10 == 0) {
        throw throttled;
      }
    });

    assertSwept(guarded.sweep());
    assertSwept(guarded.sweep());
    List<String> early = guarded.news();
    assertSwept(guarded.sweep());

    assertThat(early).isEmpty();
    assertThat(guarded.news()).containsExactly("dev.cmek.access.unknown.v1");
  }

  @Test
  void findsWhatIsLostWhileTheApiIsDown() {
    assertSwept(guarded.sweep());
    failing("GET cmek"::equals, down);
    deployment.aws.roles().delete(Guarded.role(CLUSTER));

    assertSwept(guarded.sweep());

    assertThat(guarded.news())
        .containsExactlyInAnyOrder("dev.cmek.access.lost.v1", "dev.cmek.sweep.degraded.v1");
  }

  @Test
  void anAnswerThatKnowsNothingOfWhatWasOnIsNoAnswer() {
    assertSwept(guarded.sweep());
    deployment.api.putCmek(CLUSTER, Cmek.NEVER_ENABLED);

    assertSwept(guarded.sweep());

    assertThat(guarded.found(CLUSTER)).containsExactly(FindingCode.FACT_UNREACHABLE);
    assertThat(guarded.look(CLUSTER).keys()).hasSize(2);
    assertThat(guarded.news()).containsExactly("dev.cmek.sweep.degraded.v1");
  }

  @Test
  void aWordOfTheFutureDoesNotEndTheGuard() {
    Cmek now = deployment.cmek(CLUSTER);
    deployment.api.putCmek(
        CLUSTER,
        new Cmek(
            new CmekStatus("PAUSED"),
            now.regions().stream()
                .map(r -> new Cmek.RegionStatus(r.region(), new CmekStatus("PAUSED"), r.keys()))
                .toList()));
    deployment.aws.roles().delete(Guarded.role(CLUSTER));

    assertSwept(guarded.sweep());

    assertThat(guarded.news()).contains("dev.cmek.access.lost.v1");
  }

  @Test
  void aDefectInTheAnswerAboutOneClusterHidesNoOther() {
    deployment.api.put(Guarded.cluster(cluster(1), "eu-west-1"));
    int[] asked = {0};
    deployment.calls.beforeEach(call -> {
      if (call.equals("GET cmek") && ++asked[0] == 1) {
        throw new IllegalStateException("reading CMEK: HTTP 418");
      }
    });

    assertSwept(guarded.sweep());

    assertThat(guarded.coverage().entries())
        .extracting(Entry::protection)
        .containsExactlyInAnyOrder(Protection.UNKNOWN, Protection.PROTECTED);
  }

  @Test
  void saysNothingOfASuspendedCluster() {
    assertSwept(guarded.sweep());
    Intent _ =
        new Intents(deployment.state)
            .update(
                CLUSTER,
                i ->
                    new Intent(
                        i.clusterId(), State.SUSPENDED, i.choices(), i.pins(), i.progress()));
    deployment.aws.roles().delete(Guarded.role(CLUSTER));

    assertSwept(guarded.sweep());

    assertThat(guarded.look(CLUSTER).protection()).isEqualTo(Protection.SUSPENDED);
    assertThat(guarded.found(CLUSTER)).isEmpty();
    assertThat(guarded.news()).isEmpty();
  }

  @Test
  void saysNothingOfAClusterThatARunWorksOn() {
    deployment.aws.roles().delete(Guarded.role(CLUSTER));
    Execution running = deployment.startSweep();
    String _ =
        new Leases(deployment.state)
            .take(CLUSTER, running.arn(), deployment.clock.instant(), _ -> Optional.empty());
    deployment.clock.run();
    assertSwept(running);
    Protection meanwhile = guarded.look(CLUSTER).protection();
    List<String> news = guarded.news();

    assertSwept(guarded.sweep());

    assertThat(meanwhile).isEqualTo(Protection.WORK_IN_PROGRESS);
    assertThat(news).isEmpty();
    assertThat(guarded.news()).containsExactly("dev.cmek.access.lost.v1");
  }

  @Test
  void twoDeploymentsDoNotAlarmOnEachOthersClusters() {
    ClusterId theirs = cluster(1);
    deployment.api.put(Guarded.cluster(theirs, "eu-west-1"));
    deployment.api.putCmek(
        theirs,
        Guarded.enabled(
            new RegionKey(
                "eu-west-1",
                "arn:aws:kms:eu-west-1:999988887777:key/k1",
                "arn:aws:iam::999988887777:role/cmek")));
    assertSwept(guarded.sweep());
    Protection seen = guarded.look(theirs).protection();

    deployment.api.putCmek(theirs, Cmek.NEVER_ENABLED);
    assertSwept(guarded.sweep());

    assertThat(seen).isEqualTo(Protection.ELSEWHERE);
    assertThat(guarded.found(theirs)).isEmpty();
    assertThat(guarded.news()).isEmpty();
    assertThat(deployment.evidence.contents().keySet())
        .noneMatch(path -> path.contains(theirs.value()));
  }

  @Test
  void noSweepRunsOverASweep() {
    Execution first = deployment.startSweep();
    deployment.clock.sleep(Duration.ofSeconds(1));
    Execution second = deployment.startSweep();
    deployment.clock.run();
    Execution third = guarded.sweep();

    assertSwept(first);
    assertSwept(second);
    assertThat(second.path()).containsExactly("ListClusters", "Busy?", "SweepUnderWay");
    assertThat(third.path()).contains("EndSweep");
  }

  @Test
  void aSweepThatWasStoppedStandsInNobodysWay() {
    Execution first = deployment.startSweep();
    deployment.clock.sleep(Duration.ofSeconds(1));
    first.abort();
    deployment.clock.run();

    Execution second = guarded.sweep();

    assertThat(second.path()).contains("EndSweep");
    assertThat(guarded.look(CLUSTER).sweep()).isEqualTo(second.name());
  }

  @Test
  void alertsGoOutAlthoughTheEvidenceCannotBeWritten() {
    assertSwept(guarded.sweep());
    failing(call -> call.startsWith("s3:PutObject evidence/"), denied);
    deployment.aws.roles().delete(Guarded.role(CLUSTER));

    Execution sweep = guarded.sweep();
    List<String> news = guarded.news();
    failing(_ -> false, denied);
    assertSwept(guarded.sweep());

    assertThat(sweep.status()).isEqualTo(Status.FAILED);
    assertThat(news).containsExactly("dev.cmek.access.lost.v1");
    assertThat(guarded.coverage().entries())
        .extracting(Entry::worst)
        .containsExactly(Severity.ACCESS_LOST);
    assertThat(guarded.evidence()).hasSizeGreaterThan(1);
  }

  @Test
  void whatCouldNotBeToldIsToldByTheNextSweep() {
    assertSwept(guarded.sweep());
    failing("events:PutEvents"::equals, down);
    deployment.aws.roles().delete(Guarded.role(CLUSTER));

    Execution sweep = guarded.sweep();
    List<String> news = guarded.news();
    failing(_ -> false, down);
    assertSwept(guarded.sweep());

    assertThat(sweep.status()).isEqualTo(Status.FAILED);
    assertThat(sweep.cause()).contains("alerts");
    assertThat(news).isEmpty();
    assertThat(guarded.news()).containsExactly("dev.cmek.access.lost.v1");
  }

  @Test
  void aLongStoryOfWhyPeopleCouldNotBeToldIsCutShort() {
    assertSwept(guarded.sweep());
    failing("events:PutEvents"::equals, new IllegalStateException("bus ".repeat(2_000)));
    deployment.aws.roles().delete(Guarded.role(CLUSTER));

    Execution sweep = guarded.sweep();

    assertThat(sweep.cause()).contains("alerts").hasSizeLessThan(1_000);
  }

  @Test
  void whatAFailedBatchDidNotSeeIsCounted() {
    assertSwept(guarded.sweep());
    failing(call -> call.contains("/look.json"), new IllegalStateException("a defect"));

    Execution sweep = guarded.sweep();

    assertThat(sweep.status()).isEqualTo(Status.FAILED);
  }

  @Test
  void findsThatTheVendorHostsTheClusterElsewhere() {
    Cluster c = deployment.api.find(CLUSTER).orElseThrow();
    deployment.api.put(
        new Cluster(
            c.id(),
            c.name(),
            c.plan(),
            c.cloud(),
            c.state(),
            c.operationStatus(),
            "222233334444",
            c.regions(),
            c.createdAt()));

    assertSwept(guarded.sweep());

    assertThat(guarded.found(CLUSTER)).containsExactly(FindingCode.VENDOR_ACCOUNT_CHANGED);
    assertThat(guarded.news()).containsExactly("dev.cmek.access.exposed.v1");
  }

  @Test
  void refusesAPeriodTooShortForItsClusters() {
    for (int i = 0; i < 1_200; i++) {
      deployment.api.put(Guarded.cluster(cluster(i), "eu-west-1"));
    }

    Execution sweep = guarded.sweep();

    assertThat(sweep.error()).isEqualTo("SWEEP_PERIOD_TOO_SHORT");
    assertThat(sweep.cause()).contains("1201 clusters", "ReverifyMinutes of at least 11");
    assertThat(deployment.aws.count("kms:DescribeKey")).isPositive();
    assertThat(guarded.news()).containsExactly("dev.cmek.sweep.degraded.v1");
  }

  @Test
  void aTicketLearnsThatItsClusterWasVerified() {
    assertSwept(guarded.sweep());
    Runs runs = new Runs(deployment.state);
    String runId = "7".repeat(64);
    Execution verification =
        deployment.startReverify(
            "verify-1", Payloads.writeString(Map.of("clusterId", CLUSTER.value(), "runId", runId)));
    RunRecord _ =
        runs.claim(
            new Asked(runId, Operation.VERIFY, CLUSTER, "//tickets", "digest"),
            verification.arn(),
            deployment.clock.instant(),
            _ -> Optional.empty());
    deployment.clock.run();

    assertSwept(verification);
    assertThat(runs.find(runId).orElseThrow().last().result()).isEqualTo(RunResult.VERIFIED);
    assertThat(runs.find(runId).orElseThrow().last().answer().regionKeys()).hasSize(2);
    assertThat(guarded.look(CLUSTER).sweep()).isEqualTo("verify-1");
    assertThat(guarded.coverage().entries()).hasSize(1);
    assertThat(guarded.evidence()).anyMatch(path -> path.endsWith("-verify-1.json"));
  }

  @Test
  void aTicketLearnsThatThereIsNoSuchCluster() {
    Runs runs = new Runs(deployment.state);
    String runId = "7".repeat(64);
    Execution verification =
        deployment.startReverify(
            "verify-1",
            Payloads.writeString(Map.of("clusterId", cluster(7).value(), "runId", runId)));
    RunRecord _ =
        runs.claim(
            new Asked(runId, Operation.VERIFY, cluster(7), "//tickets", "digest"),
            verification.arn(),
            deployment.clock.instant(),
            _ -> Optional.empty());
    deployment.clock.run();

    assertThat(verification.error()).isEqualTo("CLUSTER_NOT_FOUND");
    assertThat(runs.find(runId).orElseThrow().last().result()).isEqualTo(RunResult.REFUSED);
  }

  @Test
  void aVerificationTakesNoLease() {
    Execution sweep = deployment.startSweep();
    Execution verification =
        deployment.startReverify(
            "verify-1", Payloads.writeString(Map.of("clusterId", CLUSTER.value())));
    deployment.clock.run();

    assertSwept(sweep);
    assertSwept(verification);
    assertThat(verification.path()).contains("EndSweep");
  }

  @Test
  void tellsOfTidyingUpOnceADay() {
    deployment.aws.keys().putRotation(guarded.keys().getFirst(), Optional.empty());

    assertSwept(guarded.sweep());
    assertSwept(guarded.sweep());

    assertThat(guarded.news()).containsExactly("dev.cmek.hygiene.digest.v1");
    assertThat(guarded.coverage().entries()).allMatch(Entry::rotationOverdue);
  }

  /// The line that metrics are made from, of the last sweep.
  private JsonNode numbers() {
    return deployment.logLines().stream()
        .map(InMemoryDeployment::tree)
        .filter(line -> line.path("outcome").asText().equals("SWEPT"))
        .reduce((_, last) -> last)
        .orElseThrow();
  }

  private void failing(Predicate<String> calls, RuntimeException with) {
    deployment.calls.beforeEach(call -> {
      if (calls.test(call)) {
        throw with;
      }
    });
  }

  private void hideFromTheList() {
    Cluster c = deployment.api.find(CLUSTER).orElseThrow();
    deployment.api.put(Guarded.in("CREATION_FAILED", c));
  }

  static ClusterId cluster(int number) {
    return new ClusterId("00000000-0000-4000-8000-%012d".formatted(number));
  }
}
