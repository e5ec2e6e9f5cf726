package dev.cmek.shared.evidence;

import static dev.cmek.shared.evidence.RunEndExample.REGION_KEYS;
import static dev.cmek.shared.request.RequestExample.CLUSTER;
import static dev.cmek.shared.step.RunExample.STARTED;
import static dev.cmek.shared.step.RunExample.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cmek.shared.cluster.ManualClock;
import dev.cmek.shared.door.FakeWorkflows;
import dev.cmek.shared.evidence.RecordRun.Recorded;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.request.AccessGrant;
import dev.cmek.shared.request.KeyStrategy;
import dev.cmek.shared.state.Digest;
import dev.cmek.shared.state.Engine.Status;
import dev.cmek.shared.state.FakeDocuments;
import dev.cmek.shared.state.Intent;
import dev.cmek.shared.state.Intent.Choices;
import dev.cmek.shared.state.Intent.Pins;
import dev.cmek.shared.state.Intents;
import dev.cmek.shared.state.Leases;
import dev.cmek.shared.state.RunRecord.Attempt;
import dev.cmek.shared.state.RunResult;
import dev.cmek.shared.state.Runs;
import dev.cmek.shared.step.Change;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Run;
import dev.cmek.shared.step.RunExample;
import dev.cmek.shared.step.Stop;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RecordRunTest {

  private static final Run RUN = RunExample.run();
  private static final String PATH = path(RUN);

  private final ManualClock clock = new ManualClock(STARTED.plusSeconds(600));
  private final FakeDocuments bucket = new FakeDocuments();
  private final FakeWorkflows engine = new FakeWorkflows();
  private final Intents intents = new Intents(bucket);
  private final Runs runs = new Runs(bucket);
  private final Leases leases = new Leases(bucket);
  private final RecordRun step =
      new RecordRun(new Chain(bucket, bucket), intents, runs, leases, clock);

  @BeforeEach
  void intend() {
    var _ =
        intents.ensure(
            CLUSTER,
            _ ->
                Intent.begun(
                    CLUSTER,
                    new Choices(KeyStrategy.MULTI_REGION_KEY, null, AccessGrant.ROLE_POLICY),
                    new Pins("123456789012", "external")));
    begin(RUN);
  }

  @Test
  void keepsWhatWasAskedFoundAndChanged() {
    var _ = record(RunEndExample.enabled(RUN));

    Evidence evidence = evidence(PATH);
    assertThat(evidence.type()).isEqualTo("dev.cmek.evidence.run.v1");
    assertThat(evidence.at()).isEqualTo(clock.instant());
    assertThat(evidence.clusterId()).isEqualTo(CLUSTER.value());
    assertThat(evidence.run()).isEqualTo(RUN.id());
    assertThat(evidence.attempt()).isEqualTo(1);
    assertThat(evidence.source()).isEqualTo("//onboarding.example/clusters");
    assertThat(evidence.eventId()).isEqualTo("event-1");
    assertThat(evidence.ticket()).isEqualTo("jira SEC-123");
    assertThat(evidence.result()).isEqualTo(RunResult.ENABLED);
    assertThat(evidence.failure()).isNull();
    assertThat(evidence.keys()).isEqualTo(REGION_KEYS);
    assertThat(evidence.changes())
        .extracting(Change::action)
        .contains("iam:CreateRole", "kms:ReplicateKey", "POST /cmek");
    assertThat(evidence.cluster()).isNotNull();
    assertThat(evidence.verification()).isNotNull();
    assertThat(evidence.cmek()).isNotNull();
  }

  @Test
  void keepsNoCallbackUrl() {
    var _ = record(RunEndExample.enabled(RUN));

    assertThat(bucket.contents().toString()).doesNotContain("planted", "t.example");
  }

  @Test
  void namesThePathAndTheHashOfWhatItKept() {
    Recorded recorded = record(RunEndExample.enabled(RUN));

    assertThat(recorded)
        .isEqualTo(
            new Recorded(
                RunResult.ENABLED, PATH, Digest.sha256(bucket.contents().getOrDefault(PATH, ""))));
  }

  @Test
  void guardsTheClusterOnceCmekIsOn() {
    var _ = record(RunEndExample.enabled(RUN));

    Intent intent = intents.find(CLUSTER).orElseThrow();
    assertThat(intent.progress().guardedSince()).isEqualTo(clock.instant());
    assertThat(intent.progress().keys()).isEqualTo(REGION_KEYS);
  }

  static Stream<RunEnd> endsWithoutCmek() {
    return Stream.of(
        RunEndExample.upTo("verification", RUN),
        RunEndExample.upTo("access", RunExample.dryRun()),
        RunEndExample.failedAt("cmek", RUN));
  }

  @ParameterizedTest
  @MethodSource("endsWithoutCmek")
  void guardsNothingBeforeCmekIsOn(RunEnd end) {
    var _ = record(end);

    assertThat(intents.find(CLUSTER).orElseThrow().isGuarded()).isFalse();
  }

  @Test
  void endsTheRunAndGivesTheClusterFree() {
    var _ = record(RunEndExample.enabled(RUN));

    assertThat(attempt(RUN).result()).isEqualTo(RunResult.ENABLED);
    assertThat(leases.take(CLUSTER, "next", clock.instant(), engine)).isEqualTo("next");
  }

  static List<String> stages() {
    return RunEndExample.STAGES;
  }

  @ParameterizedTest
  @MethodSource("stages")
  void recordsAFailureAtEveryStage(String stage) {
    Recorded recorded = record(RunEndExample.failedAt(stage, RUN));

    assertThat(recorded.result()).isEqualTo(RunResult.REFUSED);
    assertThat(evidence(PATH).failure()).isEqualTo(RunEndExample.REFUSED);
    assertThat(attempt(RUN).result()).isEqualTo(RunResult.REFUSED);
    assertThat(leases.take(CLUSTER, "next", clock.instant(), engine)).isEqualTo("next");
  }

  @Test
  void chainsTheRecordsOfACluster() {
    Recorded first = record(RunEndExample.failedAt("keys", RUN));
    begin(run('1', 2, false));
    Recorded second = record(RunEndExample.enabled(run('1', 2, false)));
    begin(run('2', 1, true));
    Recorded third = record(RunEndExample.upTo("access", run('2', 1, true)));

    assertThat(evidence(first.path()).previous()).isEqualTo("0".repeat(64));
    assertThat(evidence(second.path()).previous()).isEqualTo(first.sha256());
    assertThat(evidence(third.path()).previous()).isEqualTo(second.sha256());
    assertThat(List.of(first.path(), second.path(), third.path()))
        .containsExactly(PATH, path(run('1', 2, false)), path(run('2', 1, true)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void recordsTheSameBehindEachWriteWhoseAnswerWasLost(int write) {
    RunEnd end = RunEndExample.enabled(RUN);
    int before = bucket.writes().size();
    bucket.loseAnswerOfWrite(write);

    assertThatThrownBy(() -> record(end)).isInstanceOf(Stop.class);
    clock.pass(Duration.ofSeconds(20));
    Recorded recorded = record(end);

    assertThat(recorded.sha256())
        .isEqualTo(Digest.sha256(bucket.contents().getOrDefault(PATH, "")));
    assertThat(evidence(PATH).at()).isEqualTo(STARTED.plusSeconds(600));
    assertThat(attempt(RUN).result()).isEqualTo(RunResult.ENABLED);
    assertThat(intents.find(CLUSTER).orElseThrow().isGuarded()).isTrue();
    assertThat(leases.take(CLUSTER, "next", clock.instant(), engine)).isEqualTo("next");
    assertThat(bucket.writes().subList(before, bucket.writes().size() - 1)).hasSize(5);
  }

  @Test
  void secondTimeWritesNothing() {
    Recorded first = record(RunEndExample.enabled(RUN));
    Map<String, String> before = bucket.contents();

    Recorded second = record(RunEndExample.enabled(RUN));

    assertThat(second).isEqualTo(first);
    assertThat(bucket.contents()).isEqualTo(before);
  }

  @Test
  void lateRetryDoesNotTurnTheChainBack() {
    var _ = record(RunEndExample.failedAt("keys", RUN));
    begin(run('1', 2, false));
    Recorded second = record(RunEndExample.enabled(run('1', 2, false)));

    var _ = record(RunEndExample.failedAt("keys", RUN));
    begin(run('2', 1, false));
    Recorded third = record(RunEndExample.enabled(run('2', 1, false)));

    assertThat(evidence(third.path()).previous()).isEqualTo(second.sha256());
  }

  @Test
  void leavesTheLeaseOfAnother() {
    engine.set(RUN.execution(), Status.TIMED_OUT);
    engine.set("next", Status.RUNNING);
    assertThat(leases.take(CLUSTER, "next", clock.instant(), engine)).isEqualTo("next");

    var _ = record(RunEndExample.enabled(RUN));

    engine.set("third", Status.RUNNING);
    assertThat(leases.take(CLUSTER, "third", clock.instant(), engine)).isEqualTo("next");
  }

  private void begin(Run run) {
    engine.set(run.execution(), Status.RUNNING);
    var _ = runs.claim(RunExample.asked(run), run.execution(), STARTED, engine);
    assertThat(leases.take(CLUSTER, run.execution(), STARTED, engine)).isEqualTo(run.execution());
  }

  private Recorded record(RunEnd end) {
    Outcome<Recorded> outcome = step.run(end, Changes.of(false));
    if (outcome instanceof Done<Recorded>(Recorded recorded)) {
      return recorded;
    }
    throw new AssertionError(outcome);
  }

  private Evidence evidence(String path) {
    @Nullable String json = bucket.contents().get(path);
    return Payloads.read(String.valueOf(json).getBytes(UTF_8), Evidence.class);
  }

  private Attempt attempt(Run run) {
    return runs.find(run.id()).orElseThrow().attempt(run.execution()).orElseThrow();
  }

  private static String path(Run run) {
    return "clusters/" + CLUSTER + "/runs/" + run.id() + "-" + run.attempt() + ".json";
  }
}
