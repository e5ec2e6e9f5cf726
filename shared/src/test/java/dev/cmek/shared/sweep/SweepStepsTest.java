package dev.cmek.shared.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.shared.cluster.CloudProvider;
import dev.cmek.shared.cluster.Cluster;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.cluster.Cmek;
import dev.cmek.shared.cluster.Cmek.KeyStatus;
import dev.cmek.shared.cluster.Cmek.RegionStatus;
import dev.cmek.shared.cluster.CmekStatus;
import dev.cmek.shared.cluster.FakeClusterApi;
import dev.cmek.shared.cluster.Region;
import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.door.FakeWorkflows;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.state.Engine.Status;
import dev.cmek.shared.state.FakeDocuments;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Outcome.Refused;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.StepResult;
import dev.cmek.shared.step.Stop;
import dev.cmek.shared.sweep.Batch.Listed;
import dev.cmek.shared.sweep.CmekAnswer.Kind;
import dev.cmek.shared.sweep.ListClusters.Listing;
import dev.cmek.shared.sweep.VerifyKeys.Verified;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The two steps of a sweep that ask the Cloud API.
final class SweepStepsTest {

  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

  private Instant now = START;
  private final FakeClusterApi api = new FakeClusterApi(() -> now);
  private final FakeDocuments state = new FakeDocuments();
  private final FakeWorkflows engine = new FakeWorkflows("reverify");
  private final List<Duration> pauses = new ArrayList<>();

  // ListClusters

  @Test
  void putsClustersThatMayHaveCmekIntoBatches() {
    for (int i = 0; i < 45; i++) {
      api.put(cluster(i, "ADVANCED", "AWS"));
    }
    api.put(cluster(50, "BASIC", "AWS"));
    api.put(cluster(51, "ADVANCED", "GCP"));

    Listing listing = done(list("{}", "one"));

    assertThat(Objects.requireNonNull(listing.batches()).count()).isEqualTo(3);
    assertThat(listing.batches().bucket()).isEqualTo("bucket");
    assertThat(state.contents()).containsKey(listing.batches().key());
    List<Batch> batches = new SweepFiles(state).batches("one");
    assertThat(batches).extracting(Batch::number).containsExactly(1, 2, 3);
    assertThat(batches).extracting(b -> b.clusters().size()).containsExactly(20, 20, 5);
    assertThat(new SweepFiles(state).others("one")).extracting(Listed::id).hasSize(2);
  }

  @Test
  void pausesBetweenPages() {
    for (int i = 0; i < 250; i++) {
      api.put(cluster(i, "ADVANCED", "AWS"));
    }

    Listing _ = done(list("{}", "one"));

    assertThat(pauses).hasSize(4).allMatch(pause -> pause.toMillis() > 333);
  }

  @Test
  void aSecondAttemptKeepsTheBatchesOfTheFirst() {
    api.put(cluster(1, "ADVANCED", "AWS"));
    Listing _ = done(list("{}", "one"));
    for (int i = 2; i < 40; i++) {
      api.put(cluster(i, "ADVANCED", "AWS"));
    }

    Listing again = done(list("{}", "one"));

    assertThat(Objects.requireNonNull(again.batches()).count()).isEqualTo(1);
  }

  @Test
  void oneSweepAtATime() {
    engine.set("arn:one", Status.RUNNING);
    Listing _ = done(list("{}", "one"));

    Listing busy = done(list("{}", "two"));
    engine.set("arn:one", Status.TIMED_OUT);
    Listing free = done(list("{}", "three"));

    assertThat(busy).isEqualTo(new Listing(true, null, null));
    assertThat(free.busy()).isFalse();
  }

  @Test
  void oneClusterNeedsNoLease() {
    engine.set("arn:one", Status.RUNNING);
    api.put(cluster(1, "ADVANCED", "AWS"));
    Listing _ = done(list("{}", "one"));

    Listing listing = done(list("{\"clusterId\":\"" + id(1) + "\",\"runId\":\"r\"}", "verify"));

    assertThat(listing.busy()).isFalse();
    assertThat(Objects.requireNonNull(listing.sweep()).whole()).isFalse();
    assertThat(listing.sweep().runId()).isEqualTo("r");
  }

  @Test
  void refusesWhatIsNoCluster() {
    assertThat(reason(list("{\"clusterId\":\"7d81e\"}", "one"))).isEqualTo(Reason.BAD_REQUEST);
    assertThat(reason(list("{\"clusterId\":\"" + id(1) + "\"}", "one")))
        .isEqualTo(Reason.CLUSTER_NOT_FOUND);
  }

  @Test
  void refusesAListThatDoesNotFitItsPeriod() {
    for (int i = 0; i < 200; i++) {
      api.put(cluster(i, "ADVANCED", "AWS"));
    }

    Outcome<Listing> outcome = list("{}", "one", Duration.ofMinutes(1));

    assertThat(reason(outcome)).isEqualTo(Reason.SWEEP_PERIOD_TOO_SHORT);
  }

  // ReadCmek

  @Test
  void asksOncePerClusterAndOnceASecond() {
    Batch batch = batch(3);

    List<CmekAnswer> answers = read(batch, null);

    assertThat(answers).extracting(CmekAnswer::kind).containsOnly(Kind.READ).hasSize(3);
    assertThat(pauses).containsExactly(seconds(1), seconds(1), seconds(1));
  }

  @Test
  void whatOneClusterDoesNotAnswerStopsNoOther() {
    Batch batch = batch(3);
    api.stopNext(1, Stop.notYet(Reason.THROTTLED, "HTTP 429"));

    List<CmekAnswer> answers = read(batch, null);

    assertThat(answers)
        .extracting(CmekAnswer::kind)
        .containsExactly(Kind.UNREACHABLE, Kind.READ, Kind.READ);
    assertThat(answers.getFirst().cause()).contains("THROTTLED", "HTTP 429");
  }

  @Test
  void aSecondLookAsksForSuspectsAloneAndWhetherTheyAreStillThere() {
    Batch batch = batch(3);
    api.put(gone(cluster(1, "ADVANCED", "AWS")));

    List<CmekAnswer> answers = read(batch, new Verified(List.of(id(1), id(2))));

    assertThat(answers).extracting(CmekAnswer::clusterId).containsExactly(id(1), id(2));
    assertThat(answers).extracting(CmekAnswer::kind).containsExactly(Kind.GONE, Kind.READ);
    assertThat(pauses).hasSize(3);
  }

  @Test
  void anApiThatIsTooSlowEndsTheBatchInTime() {
    Batch batch = batch(3);

    List<CmekAnswer> answers =
        done(
            new ReadCmek(api, _ -> now = now.plusSeconds(30), () -> now)
                .run(new ReadCmek.Input(sweep(), batch, null), Changes.of(false)));

    assertThat(answers)
        .extracting(CmekAnswer::kind)
        .containsExactly(Kind.READ, Kind.UNREACHABLE, Kind.UNREACHABLE);
    assertThat(now).as("nobody waits for what is not asked").isEqualTo(START.plusSeconds(60));
  }

  @Test
  void anApiThatIsTooSlowEndsTheBatchBetweenTheTwoCallsOfASecondLook() {
    Batch batch = batch(1);
    StepResult<Verified> first = new StepResult<>(new Verified(List.of(id(0))), List.of());

    List<CmekAnswer> answers =
        done(
            new ReadCmek(api, _ -> now = now.plusSeconds(30), () -> now)
                .run(new ReadCmek.Input(sweep(), batch, first), Changes.of(false)));

    assertThat(answers).extracting(CmekAnswer::kind).containsExactly(Kind.UNREACHABLE);
    assertThat(api.calls()).isEqualTo(1);
  }

  @Test
  void pastKeysDoNotTravel() {
    Batch batch = batch(1);
    RegionKey past = new RegionKey("west", "ours/0", "role");
    RegionKey current = new RegionKey("west", "ours/1", "role");
    api.putCmek(
        id(0),
        new Cmek(
            CmekStatus.ENABLED,
            List.of(
                new RegionStatus(
                    "west",
                    CmekStatus.ENABLED,
                    List.of(
                        new KeyStatus(past, CmekStatus.DISABLED, ""),
                        new KeyStatus(current, CmekStatus.ENABLED, "x".repeat(900)))))));

    CmekAnswer answer = read(batch, null).getFirst();

    assertThat(Objects.requireNonNull(answer.cmek()).regions().getFirst().keys())
        .singleElement()
        .satisfies(key -> {
          assertThat(key.key()).isEqualTo(current);
          assertThat(key.userMessage()).hasSize(501);
        });
  }

  @Test
  void answersSurviveTheirJourney() {
    CmekAnswer answer = read(batch(1), null).getFirst();

    assertThat(Payloads.read(Payloads.write(answer), CmekAnswer.class)).isEqualTo(answer);
  }

  @Test
  void pagesThatGoRoundInACircleAreNoList() {
    api.put(cluster(1, "ADVANCED", "AWS"));
    ClusterList circle = new ClusterList(new CircularApi(api), CloudProvider.AWS, pauses::add);

    Stop stop = catchThrowableOfType(Stop.class, circle::all);

    assertThat(stop.reason()).isEqualTo(Reason.SERVICE_UNAVAILABLE);
  }

  private Outcome<Listing> list(String start, String execution) {
    return list(start, execution, Duration.ofMinutes(10));
  }

  private Outcome<Listing> list(String start, String execution, Duration period) {
    return new ListClusters(
            new ClusterList(api, CloudProvider.AWS, pauses::add),
            state,
            engine,
            new ListClusters.Settings("bucket", period, 60),
            () -> now)
        .run(new ListClusters.Input(json(start), "arn:" + execution), Changes.of(false));
  }

  private List<CmekAnswer> read(Batch batch, @Nullable Verified verified) {
    StepResult<Verified> second = verified == null ? null : new StepResult<>(verified, List.of());
    return done(
        new ReadCmek(
                api,
                pause -> {
                  pauses.add(pause);
                  now = now.plus(pause);
                },
                () -> now)
            .run(new ReadCmek.Input(sweep(), batch, second), Changes.of(false)));
  }

  private Batch batch(int clusters) {
    List<Listed> listed = new ArrayList<>();
    for (int i = 0; i < clusters; i++) {
      api.put(cluster(i, "ADVANCED", "AWS"));
      listed.add(ClusterList.listed(cluster(i, "ADVANCED", "AWS")));
    }
    return new Batch(1, listed);
  }

  private static Sweep sweep() {
    return new Sweep("one", "arn:one", START, true, null, "org", 1_000, 60);
  }

  private static Cluster cluster(int number, String plan, String cloud) {
    return new Cluster(
        id(number),
        "cluster-" + number,
        plan,
        cloud,
        "CREATED",
        "UNSPECIFIED",
        "444455556666",
        List.of(new Region("west", true)),
        START);
  }

  private static Cluster gone(Cluster c) {
    return new Cluster(
        c.id(),
        c.name(),
        c.plan(),
        c.cloud(),
        "DELETED",
        c.operationStatus(),
        c.accountId(),
        c.regions(),
        c.createdAt());
  }

  private static ClusterId id(int number) {
    return new ClusterId("00000000-0000-4000-8000-%012d".formatted(number));
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static JsonNode json(String text) {
    return Payloads.tree(text.getBytes(StandardCharsets.UTF_8));
  }

  private static <T> T done(Outcome<T> outcome) {
    if (outcome instanceof Done<T>(T value)) {
      return value;
    }
    throw new AssertionError(outcome);
  }

  private static Reason reason(Outcome<?> outcome) {
    if (outcome instanceof Refused<?>(Reason reason, String _, String _)) {
      return reason;
    }
    throw new AssertionError(outcome);
  }
}
