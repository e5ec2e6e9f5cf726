package dev.cmek.shared.door;

import static dev.cmek.shared.door.OpenDoor.json;
import static dev.cmek.shared.request.RequestExample.CLUSTER;
import static dev.cmek.shared.step.RunExample.STARTED;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.shared.alert.AlertState;
import dev.cmek.shared.alert.AlertState.Open;
import dev.cmek.shared.alert.AlertStates;
import dev.cmek.shared.cluster.CloudProvider;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.request.BadRequest;
import dev.cmek.shared.request.Onboarding;
import dev.cmek.shared.request.RequestParser;
import dev.cmek.shared.state.Engine.Status;
import dev.cmek.shared.state.RunAnswer;
import dev.cmek.shared.state.RunResult;
import dev.cmek.shared.step.Change;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import dev.cmek.shared.sweep.Coverage;
import dev.cmek.shared.sweep.Look;
import dev.cmek.shared.sweep.Looks;
import dev.cmek.shared.sweep.Protection;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.FindingId;
import dev.cmek.shared.verify.NotEvaluated;
import dev.cmek.shared.verify.Severity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What the door does for callers it knows; whom it sends away is `TicketDoorRefusalsTest`'s.
final class TicketDoorTest {

  private static final String ONBOARDING = "/v1/clusters/" + CLUSTER + "/onboarding";
  private static final String VERIFICATION = "/v1/clusters/" + CLUSTER + "/verification";
  private static final RegionKey KEY =
      new RegionKey("eu-west-1", "arn:aws:kms:eu-west-1:1:key/k", "arn:aws:iam::1:role/r");

  private final OpenDoor door = new OpenDoor();

  @Test
  void startsAnOnboardingAndHasItOnRecordAtOnce() throws BadRequest {
    HttpAnswer answer = onboard("SEC-1", "{\"dryRun\":true,\"labels\":{\"team\":\"a\"}}");

    String run = json(answer).path("id").asText();
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.headers()).containsEntry("Location", "../../runs/" + run);
    assertThat(json(answer))
        .isEqualTo(
            tree(
                """
                {"id":"%s","operation":"provision","clusterId":"%s","state":"RUNNING","attempt":1,
                 "startedAt":"2026-11-22T10:00:00Z"}\
                """
                    .formatted(run, CLUSTER)));
    assertThat(json(read("/v1/runs/" + run))).isEqualTo(json(answer));
    String name = "provision-" + CLUSTER + "-" + run.substring(0, 16) + "-1";
    assertThat(door.provision.started()).containsExactly(name);
    String execution = door.provision.executionId(name);
    Onboarding started =
        new RequestParser(CloudProvider.AWS)
            .start(tree(door.provision.find(execution).orElseThrow().input()), execution);
    assertThat(started.source()).isEqualTo("ticket:ci");
    assertThat(started.eventId()).isEqualTo("SEC-1");
    assertThat(started.request().dryRun()).isTrue();
    assertThat(started.repair()).isFalse();
    assertThat(door.logLines().getFirst())
        .contains("\"ANSWERED\"", "\"caller\":\"ci\"", "\"route\":\"ONBOARD\"", run, "\"202\"");
  }

  @Test
  void startsAVerificationForTheOtherWorkflow() {
    HttpAnswer answer = door.signed(Sending.of("POST", VERIFICATION).key("look-1"));

    String run = json(answer).path("id").asText();
    assertThat(answer.status()).isEqualTo(202);
    assertThat(json(answer).path("operation").asText()).isEqualTo("verify");
    assertThat(door.provision.started()).isEmpty();
    String name = "verify-" + CLUSTER + "-" + run.substring(0, 16) + "-1";
    assertThat(door.reverify.started()).containsExactly(name);
    assertThat(tree(door.reverify.find(door.reverify.executionId(name)).orElseThrow().input()))
        .isEqualTo(
            tree(
                """
                {"clusterId":"%s","runId":"%s","source":"ticket:ci","eventId":"look-1"}\
                """
                    .formatted(CLUSTER, run)));
  }

  @ParameterizedTest
  @CsvSource({"'', ''", "{}, application/json", "' { } ', application/json; charset=UTF-8"})
  void takesAVerificationThatSaysNothingMore(String body, String contentType) {
    Sending sending =
        Sending.of("POST", VERIFICATION)
            .key("look-1")
            .body(body.getBytes(StandardCharsets.UTF_8))
            .header("Content-Type", contentType);

    assertThat(door.signed(sending).status()).isEqualTo(202);
  }

  @Test
  void startsOneRunForTheSameRequestManyTimes() {
    HttpAnswer first = onboard("SEC-1", "{\"enable\":false}");

    for (int i = 0; i < 50; i++) {
      door.clock.pass(Duration.ofSeconds(1));
      assertThat(onboard("SEC-1", "{ \"enable\" : false }")).isEqualTo(first);
    }

    assertThat(door.provision.started()).hasSize(1);
  }

  @Test
  void startsARunForEachKeyAndEachCaller() {
    HttpAnswer _ = onboard("SEC-1", "{}");
    HttpAnswer _ = onboard("SEC-2", "{}");
    HttpAnswer _ =
        door.answer(
            Sending.of("POST", ONBOARDING)
                .key("SEC-1")
                .json("{}")
                .token("jira", OpenDoor.TOKEN)
                .from("2001:db8::7")
                .call());

    assertThat(door.provision.started()).hasSize(3);
  }

  @Test
  void answersWithTheEndOfARunThatIsAskedForAgain() {
    String run = json(onboard("SEC-1", "{}")).path("id").asText();
    end(run, RunResult.ENABLED, new RunAnswer(List.of(KEY), List.of(), null), Status.SUCCEEDED);

    HttpAnswer answer = onboard("SEC-1", "{}");

    assertThat(answer.status()).isEqualTo(202);
    assertThat(json(answer).path("result").asText()).isEqualTo("ENABLED");
    assertThat(door.provision.started()).hasSize(1);
  }

  @Test
  void goesOnAfterAFailure() {
    String run = json(onboard("SEC-1", "{}")).path("id").asText();
    end(run, RunResult.REFUSED, RunAnswer.NONE, Status.FAILED);

    HttpAnswer answer = onboard("SEC-1", "{}");

    assertThat(json(answer).path("attempt").asInt()).isEqualTo(2);
    assertThat(json(answer).path("state").asText()).isEqualTo("RUNNING");
    assertThat(json(read("/v1/runs/" + run)).path("attempt").asInt()).isEqualTo(2);
  }

  @Test
  void finishesWhatALostAnswerLeftBehind() {
    door.state.loseAnswerOfWrite(1);
    HttpAnswer lost = onboard("SEC-1", "{}");
    HttpAnswer again = onboard("SEC-1", "{}");

    assertThat(lost.status()).isEqualTo(503);
    assertThat(again.status()).isEqualTo(202);
    assertThat(door.provision.started()).hasSize(1);
  }

  @Test
  void showsWhyARunFailed() {
    String run = json(onboard("SEC-1", "{}")).path("id").asText();
    end(
        run,
        RunResult.REFUSED,
        new RunAnswer(
            List.of(), List.of(), new RunAnswer.Failure("KEY_NOT_USABLE", "off", "Turn it on")),
        Status.FAILED);

    JsonNode body = json(read("/v1/runs/" + run));

    assertThat(body.path("state").asText()).isEqualTo("ENDED");
    assertThat(body.path("result").asText()).isEqualTo("REFUSED");
    assertThat(body.path("failure"))
        .isEqualTo(
            tree(
                """
                {"reason":"KEY_NOT_USABLE","message":"off","remedy":"Turn it on"}\
                """));
    assertThat(body.has("manifest")).isFalse();
  }

  @Test
  void showsTheManifestOfARunThatIsReady() {
    String run = json(onboard("SEC-1", "{\"enable\":false}")).path("id").asText();
    end(
        run,
        RunResult.READY_TO_ENABLE,
        new RunAnswer(List.of(KEY), List.of(), null),
        Status.SUCCEEDED);

    assertThat(json(read("/v1/runs/" + run)).path("manifest"))
        .isEqualTo(
            tree(
                """
                {"region_specs":[{"region":"eu-west-1","key_spec":{"type":"AWS_KMS",
                 "uri":"arn:aws:kms:eu-west-1:1:key/k","auth_principal":"arn:aws:iam::1:role/r"}}]}\
                """));
  }

  @Test
  void showsWhatADryRunWouldChange() {
    String run = json(onboard("SEC-1", "{\"dryRun\":true}")).path("id").asText();
    Change change = new Change("iam:CreateRole", "arn:role", "trusts the vendor");
    end(run, RunResult.PLANNED, new RunAnswer(List.of(), List.of(change), null), Status.SUCCEEDED);

    assertThat(json(read("/v1/runs/" + run)).path("changes"))
        .isEqualTo(tree(Payloads.writeString(List.of(change))));
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.class,
      names = {"FAILED", "TIMED_OUT", "ABORTED"})
  void saysThatTheEngineStoppedARun(Status status) {
    String run = json(onboard("SEC-1", "{}")).path("id").asText();
    door.provision.set(execution(run), status);

    JsonNode body = json(read("/v1/runs/" + run));

    assertThat(body.path("state").asText()).isEqualTo("ENDED");
    assertThat(body.path("result").asText()).isEqualTo("FAILED");
    assertThat(body.path("failure").path("reason").asText()).isEqualTo(status.name());
    assertThat(body.path("failure").path("remedy").asText()).contains("same Idempotency-Key");
  }

  @Test
  void showsWhatAVerificationFound() {
    look(List.of(new Finding(FindingCode.ROTATION_OFF, "arn:key", "off", "aws kms …")));
    String run =
        json(door.signed(Sending.of("POST", VERIFICATION).key("look-1"))).path("id").asText();
    door.runs.end(
        run, door.reverify.executionId(door.reverify.started().getFirst()), RunResult.VERIFIED);

    JsonNode body = json(read("/v1/runs/" + run));

    assertThat(body.path("result").asText()).isEqualTo("VERIFIED");
    assertThat(body.path("cluster").path("findings").path(0).path("code").asText())
        .isEqualTo("ROTATION_OFF");
  }

  @Test
  void showsWhatIsKnownOfAClusterButNoPolicy() {
    Finding lost =
        new Finding(FindingCode.ROLE_MISSING, "arn:role", "The role is gone", "aws iam create…");
    Finding wordy =
        new Finding(FindingCode.OWNER_TAGS_MISSING, "arn:key", "No tags", "x".repeat(1_001));
    look(List.of(lost, wordy));
    AlertState _ =
        new AlertStates(door.state)
            .update(
                CLUSTER,
                _ ->
                    new AlertState(
                        List.of(
                            new Open(
                                FindingId.of(lost), STARTED, STARTED.plusSeconds(3600), 1, null)),
                        List.of(),
                        0,
                        null,
                        1));

    HttpAnswer answer = read("/v1/clusters/" + CLUSTER);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(json(answer))
        .isEqualTo(
            tree(
                """
                {"clusterId":"%s","name":"payments","protection":"PARTLY_PROTECTED",
                 "lookedAt":"2026-11-22T10:00:00Z",
                 "keys":[{"region":"eu-west-1","uri":"arn:aws:kms:eu-west-1:1:key/k",
                          "principal":"arn:aws:iam::1:role/r"}],
                 "regionsWithoutKey":["us-east-1"],
                 "findings":[
                   {"code":"ROLE_MISSING","severity":"ACCESS_LOST","object":"arn:role",
                    "message":"The role is gone","remedy":"aws iam create…",
                    "since":"2026-11-22T10:00:00Z","toldAt":"2026-11-22T11:00:00Z"},
                   {"code":"OWNER_TAGS_MISSING","severity":"HYGIENE","object":"arn:key",
                    "message":"No tags",
                    "remedy":"The command holds a whole policy: the alert and the evidence of the look have it"}],
                 "notEvaluated":["SERVICE_CONTROL_POLICIES"]}\
                """
                    .formatted(CLUSTER)));
    assertThat(answer.body()).doesNotContain("planted-policy");
  }

  @Test
  void listsNothingBeforeTheFirstSweep() {
    assertThat(json(read("/v1/clusters"))).isEqualTo(tree("{\"clusters\":[]}"));
  }

  @Test
  void listsAllClustersPageByPage() {
    coverage(250, Protection.PROTECTED);

    List<String> names = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    String token = "";
    do {
      Sending sending = Sending.of("GET", "/v1/clusters");
      JsonNode page =
          json(door.signed(token.isEmpty() ? sending : sending.query("pageToken", token)));
      page.path("clusters").forEach(cluster -> names.add(cluster.path("name").asText()));
      sizes.add(page.path("clusters").size());
      assertThat(page.path("at").asText()).isEqualTo("2026-11-22T10:00:00Z");
      token = page.path("nextPageToken").asText();
    } while (!token.isEmpty());

    assertThat(sizes).containsExactly(100, 100, 50);
    assertThat(names).hasSize(250).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void listsWithoutGapsWhenAClusterGoesBetweenTwoPages() {
    coverage(3, Protection.PROTECTED);
    JsonNode first = json(read("/v1/clusters", "pageSize", "2"));
    coverage(3, Protection.PROTECTED, 2);

    JsonNode second =
        json(
            door.signed(
                Sending.of("GET", "/v1/clusters")
                    .query("pageSize", "2")
                    .query("pageToken", first.path("nextPageToken").asText())));

    assertThat(second.path("clusters").path(0).path("name").asText()).isEqualTo("cluster-0003");
  }

  @Test
  void listsOnlyTheClustersThatAreProtectedAsAsked() {
    coverage(4, Protection.UNPROTECTED);

    assertThat(json(read("/v1/clusters", "protection", "UNPROTECTED")).path("clusters")).hasSize(4);
    assertThat(json(read("/v1/clusters", "protection", "PROTECTED")).path("clusters")).isEmpty();
  }

  @Test
  void listsAClusterWithAllThatIsKnownOfIt() {
    coverage(1, Protection.UNPROTECTED);

    assertThat(json(read("/v1/clusters")).path("clusters").path(0))
        .isEqualTo(
            tree(
                """
                {"clusterId":"00000000-0000-0000-0000-000000000001","name":"cluster-0001",
                 "cloud":"AWS","plan":"ADVANCED","protection":"UNPROTECTED",
                 "regionsWithoutKey":["eu-west-1"],"rotationOverdue":true,"worst":"HYGIENE",
                 "findings":1,"lookedAt":"2026-11-22T10:00:00Z"}\
                """));
  }

  @Test
  void letsAReaderAskForEveryRunAndATokenForItsOwnAlone() {
    String run = json(onboard("SEC-1", "{}")).path("id").asText();
    String own =
        json(door.answer(bearer("POST", ONBOARDING).key("SEC-1").json("{}").call()))
            .path("id")
            .asText();

    HttpAnswer reader =
        door.answer(
            Sending.of("GET", "/v1/runs/" + run)
                .signed("reader", OpenDoor.READERS_SECRET, STARTED.toString())
                .call());

    assertThat(reader.status()).isEqualTo(200);
    assertThat(door.answer(bearer("GET", "/v1/runs/" + own).call()).status()).isEqualTo(200);
    assertThat(door.answer(bearer("GET", "/v1/runs/" + run).call()).status()).isEqualTo(404);
  }

  @Test
  void asksToComeAgainWhenABucketOrTheEngineDoesNotAnswer() {
    Stop stop = Stop.notYet(Reason.THROTTLED, "planted-detail");

    door.state.stopNext(1, stop);
    HttpAnswer bucket = onboard("SEC-1", "{}");
    door.provision.stopNext(1, stop);
    HttpAnswer engine = onboard("SEC-1", "{}");

    assertThat(List.of(bucket, engine))
        .allSatisfy(answer -> {
          assertThat(answer.status()).isEqualTo(503);
          assertThat(answer.headers()).containsEntry("Retry-After", "5");
          assertThat(json(answer).path("code").asText()).isEqualTo("NOT_NOW");
          assertThat(answer.body()).doesNotContain("planted-detail");
        });
    assertThat(door.logLines()).allSatisfy(line -> assertThat(line).contains("\"LATER\""));
    assertThat(onboard("SEC-1", "{}").status()).isEqualTo(202);
  }

  @Test
  void keepsToItselfWhatIsWrongOnItsOwnSide() {
    door.state.stopNext(1, Stop.refused(Reason.MISSING_RIGHT, "may not s3:GetObject", "Allow it"));

    HttpAnswer answer = onboard("SEC-1", "{}");

    assertThat(answer.status()).isEqualTo(500);
    assertThat(json(answer).path("code").asText()).isEqualTo("DEFECT");
    assertThat(answer.body()).doesNotContain("s3:GetObject");
    assertThat(door.logLines())
        .singleElement()
        .asString()
        .contains("\"ERROR\"", "may not s3:GetObject");
  }

  private HttpAnswer onboard(String key, String body) {
    return door.signed(Sending.of("POST", ONBOARDING).key(key).json(body));
  }

  private HttpAnswer read(String path) {
    return door.signed(Sending.of("GET", path));
  }

  private HttpAnswer read(String path, String parameter, String value) {
    return door.signed(Sending.of("GET", path).query(parameter, value));
  }

  private static Sending bearer(String method, String path) {
    return Sending.of(method, path).token("jira", OpenDoor.TOKEN).from("203.0.113.7");
  }

  private void end(String run, RunResult result, RunAnswer answer, Status status) {
    door.runs.end(run, execution(run), result, answer);
    door.provision.set(execution(run), status);
  }

  private String execution(String run) {
    return door.runs.find(run).orElseThrow().last().execution();
  }

  private void look(List<Finding> findings) {
    Look look =
        new Look(
            CLUSTER,
            "payments",
            "sweep-1",
            STARTED,
            Protection.PARTLY_PROTECTED,
            List.of(KEY),
            List.of("us-east-1"),
            findings,
            List.of(NotEvaluated.SERVICE_CONTROL_POLICIES),
            null,
            tree("{\"policy\":\"planted-policy\"}"),
            tree("{\"policy\":\"planted-policy\"}"),
            STARTED);
    Look _ = new Looks(door.state).update(CLUSTER, _ -> look);
  }

  /// @param without numbers that are left out
  private void coverage(int clusters, Protection protection, Integer... without) {
    List<Coverage.Entry> entries =
        IntStream.rangeClosed(1, clusters)
            .filter(n -> !List.of(without).contains(n))
            .mapToObj(n ->
                new Coverage.Entry(
                    new ClusterId("00000000-0000-0000-0000-%012d".formatted(n)),
                    "cluster-%04d".formatted(n),
                    "AWS",
                    "ADVANCED",
                    protection,
                    List.of("eu-west-1"),
                    true,
                    Severity.HYGIENE,
                    1,
                    STARTED))
            .toList();
    String json = Payloads.writeString(new Coverage("sweep-1", STARTED, entries));
    boolean written =
        door.state
            .find(Coverage.PATH)
            .map(found -> door.state.replace(Coverage.PATH, json, found.version()))
            .orElseGet(() -> door.state.create(Coverage.PATH, json));
    assertThat(written).isTrue();
  }

  private static JsonNode tree(String json) {
    return Payloads.tree(json.getBytes(StandardCharsets.UTF_8));
  }
}
