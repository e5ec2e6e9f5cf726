package dev.cmek.shared.cluster;

import static dev.cmek.shared.cluster.RecordedAnswers.answer;
import static dev.cmek.shared.cluster.RecordedAnswers.cut;
import static dev.cmek.shared.cluster.RecordedAnswers.flood;
import static dev.cmek.shared.cluster.RecordedAnswers.silence;
import static dev.cmek.shared.cluster.RecordedAnswers.silenceInTheBody;
import static dev.cmek.shared.step.Reason.CLUSTER_NOT_FOUND;
import static dev.cmek.shared.step.Reason.CREDENTIAL_REFUSED;
import static dev.cmek.shared.step.Reason.SERVICE_UNAVAILABLE;
import static dev.cmek.shared.step.Reason.THROTTLED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.cmek.shared.cluster.CloudApiConnection.TimeLimits;
import dev.cmek.shared.cluster.RecordedAnswers.Request;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.secret.Secret;
import dev.cmek.shared.step.Change;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.NotYet;
import dev.cmek.shared.step.Outcome.Refused;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpClusterApiTest {

  private static final String PLANTED = "CCDB1_planted_in_tests";
  private static final ClusterId ID = new ClusterId("f78b7feb-b6cf-4396-9d7f-494982d7d81e");
  private static final RegionKey WEST =
      new RegionKey(
          "eu-west-1",
          "arn:aws:kms:eu-west-1:111111111111:key/west",
          "arn:aws:iam::111111111111:role/cmek");
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private final RecordedAnswers server = new RecordedAnswers();
  private final ManualClock clock = new ManualClock(NOW);
  private final List<Duration> pauses = new ArrayList<>();
  private final Deque<String> keys = new ArrayDeque<>(List.of(PLANTED));
  private int keyReads;
  private Duration patience = Duration.ofSeconds(10);

  @AfterEach
  void close() {
    server.close();
  }

  // What is sent

  @Test
  void sendsKeyVersionAndNoBodyOnARead() {
    server.gives(answer(200, "cluster.json"));

    var _ = api().find(ID);

    Request request = server.requests().getFirst();
    assertThat(request.method()).isEqualTo("GET");
    assertThat(request.path()).isEqualTo("/api/v1/clusters/" + ID);
    assertThat(request.body()).isEmpty();
    assertThat(request.headers().getFirst("Authorization")).isEqualTo("Bearer " + PLANTED);
    assertThat(request.headers().getFirst("Cc-Version")).isEqualTo("2024-09-16");
    assertThat(request.headers().getFirst("Accept")).isEqualTo("application/json");
    assertThat(request.headers().getFirst("User-Agent")).isEqualTo("cmek-functions");
    assertThat(request.headers()).doesNotContainKey("Content-Type");
  }

  @ParameterizedTest
  @CsvSource({
    "arn:aws:kms:eu-west-1:111111111111:key/west, AWS_KMS",
    "projects/p/locations/l/keyRings/r/cryptoKeys/k, GCP_CLOUD_KMS",
  })
  void enablesWithEveryMemberOfTheSpec(String uri, String type) {
    server.gives(answer(200, "cmek-enabling.json"));
    RegionKey key = new RegionKey("eu-west-1", uri, "the-principal");

    var _ = Changes.of(false).make(api().enable(ID, List.of(key)));

    Request request = server.requests().getFirst();
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.path()).isEqualTo("/api/v1/clusters/" + ID + "/cmek");
    assertThat(request.headers().getFirst("Content-Type")).isEqualTo("application/json");
    assertThat(Payloads.tree(request.body().getBytes(UTF_8)))
        .isEqualTo(
            Payloads.tree(
                """
                {"region_specs":[{"region":"eu-west-1",
                  "key_spec":{"type":"%s","uri":"%s","auth_principal":"the-principal"}}]}
                """
                    .formatted(type, uri)
                    .getBytes(UTF_8)));
  }

  @Test
  void updatesWithPut() {
    server.gives(answer(200, "cmek-enabling.json"));

    Cmek cmek = Changes.of(false).make(api().update(ID, List.of(WEST)));

    assertThat(server.requests().getFirst().method()).isEqualTo("PUT");
    assertThat(cmek.status()).isEqualTo(new CmekStatus("ENABLING"));
  }

  @Test
  void foretellsAWriteWithoutSendingIt() {
    Changes changes = Changes.of(true);

    Cmek foretold = changes.make(api().enable(ID, List.of(WEST)));

    assertThat(server.requests()).isEmpty();
    assertThat(foretold.region("eu-west-1").orElseThrow().keys().getFirst().key()).isEqualTo(WEST);
    assertThat(changes.list())
        .containsExactly(
            new Change(
                "POST /cmek",
                "cluster " + ID,
                "eu-west-1: arn:aws:kms:eu-west-1:111111111111:key/west as"
                    + " arn:aws:iam::111111111111:role/cmek"));
  }

  // What is understood

  @Test
  void readsACluster() {
    server.gives(answer(200, "cluster.json"));

    Cluster cluster = api().find(ID).orElseThrow();

    assertThat(cluster)
        .isEqualTo(
            new Cluster(
                ID,
                "payments-prod",
                "ADVANCED",
                "AWS",
                "CREATED",
                "UNSPECIFIED",
                "123456789012",
                List.of(new Region("eu-west-1", false), new Region("eu-central-1", true)),
                Instant.parse("2026-11-01T15:41:04.118634123Z")));
  }

  @Test
  void survivesAbsentNullAndUnknownMembersOfACluster() {
    server.gives(answer(200, "cluster-sparse.json"));

    Cluster cluster = api().find(ID).orElseThrow();

    assertThat(cluster)
        .isEqualTo(
            new Cluster(
                ID,
                "",
                "PLAN_OF_THE_FUTURE",
                "",
                "STATE_OF_THE_FUTURE",
                "",
                "",
                List.of(new Region("eu-west-1", false), new Region("eu-central-1", false)),
                Instant.EPOCH));
  }

  @Test
  void findsNoClusterThatTheApiDoesNotKnow() {
    server.gives(answer(404, "not-found.json"));

    assertThat(api().find(ID)).isEmpty();
  }

  @Test
  void doesNotTakeAnAnswerAboutAnotherCluster() {
    ClusterId other = new ClusterId("00000000-b6cf-4396-9d7f-494982d7d81e");
    server.gives(answer(200, "cluster.json"));

    assertThat(notYet(() -> api().find(other)))
        .isEqualTo(
            new NotYet<>(
                SERVICE_UNAVAILABLE,
                "reading cluster " + other + ": the answer does not describe it"));
  }

  @Test
  void readsTheOrganization() {
    server.gives(answer(200, "organization.json"));

    Organization organization = api().organization();

    assertThat(server.requests().getFirst().path()).isEqualTo("/api/v1/organization");
    assertThat(organization)
        .isEqualTo(new Organization("9c8f4a10-5b7d-4e0a-8f5e-2f6f0c1d3e4b", "Example Corp"));
  }

  @Test
  void doesNotTakeAnOrganizationWithoutId() {
    server.gives(answer(200, "empty-object.json"));

    assertThat(notYet(() -> api().organization()).reason()).isEqualTo(SERVICE_UNAVAILABLE);
  }

  @Test
  void readsCurrentAndPastKeys() {
    server.gives(answer(200, "cmek-enabled.json"));

    Cmek cmek = api().cmek(ID);

    assertThat(cmek.status()).isEqualTo(CmekStatus.ENABLED);
    assertThat(cmek.region("eu-central-1").orElseThrow().enabledKey().orElseThrow().key())
        .isEqualTo(
            new RegionKey(
                "eu-central-1",
                "arn:aws:kms:eu-central-1:111111111111:key/new",
                "arn:aws:iam::111111111111:role/cmek"));
    assertThat(cmek.region("eu-west-1").orElseThrow().keys())
        .containsExactly(new Cmek.KeyStatus(WEST, CmekStatus.ENABLED, ""));
  }

  @Test
  void survivesStrangeCmek() {
    server.gives(answer(200, "cmek-strange.json"));

    Cmek cmek = api().cmek(ID);

    assertThat(cmek.status().isWorking()).isTrue();
    assertThat(cmek.regions()).hasSize(3);
    assertThat(cmek.region("eu-central-1").orElseThrow().status().isWorking()).isTrue();
    assertThat(cmek.region("eu-west-1").orElseThrow().keys().getFirst())
        .isEqualTo(
            new Cmek.KeyStatus(
                new RegionKey("eu-west-1", "", ""),
                new CmekStatus("ENABLE_FAILED"),
                "access denied <&>"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cmek-never-enabled.json", "empty-object.json"})
  void takesAnEmptyAnswerAsNeverEnabled(String file) {
    server.gives(answer(200, file));

    assertThat(api().cmek(ID)).isEqualTo(Cmek.NEVER_ENABLED);
  }

  @Test
  void takesNotFoundOnAnExistingClusterAsNeverEnabled() {
    server.gives(answer(404, "not-found.json"), answer(200, "cluster.json"));

    assertThat(api().cmek(ID)).isEqualTo(Cmek.NEVER_ENABLED);
  }

  @Test
  void refusesCmekOfAClusterThatDoesNotExist() {
    server.gives(answer(404, "not-found.json"), answer(404, "not-found.json"));

    Refused<?> refused = refused(() -> api().cmek(ID));

    assertThat(refused.reason()).isEqualTo(CLUSTER_NOT_FOUND);
    assertThat(refused.message()).startsWith("reading CMEK of cluster " + ID + ": HTTP 404: ");
  }

  @Test
  void writtenAndReadBackCmekIsTheSame() {
    server.gives(answer(200, "cmek-enabled.json"));
    Cmek cmek = api().cmek(ID);

    Cmek copy = Payloads.read(Payloads.write(cmek), Cmek.class);

    assertThat(copy).isEqualTo(cmek);
  }

  // Pages

  @Test
  void listsPageByPage() {
    server.gives(answer(200, "clusters-page-1.json"), answer(200, "clusters-page-2.json"));

    ClusterPage first = api().list("");
    ClusterPage second = api().list(first.next());

    assertThat(first.clusters()).extracting(Cluster::name).containsExactly("alpha", "beta");
    assertThat(second.clusters()).extracting(Cluster::name).containsExactly("gamma");
    assertThat(second.next()).isEmpty();
    assertThat(server.requests())
        .extracting(Request::path)
        .containsExactly(
            "/api/v1/clusters?pagination.limit=100",
            "/api/v1/clusters?pagination.limit=100&pagination.page=b3BhcXVl%2B%2F+token%3D%26x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"clusters-none.json", "empty-object.json"})
  void listsNothingWhereNothingIs(String file) {
    server.gives(answer(200, file));

    assertThat(api().list("")).isEqualTo(new ClusterPage(List.of(), ""));
  }

  @Test
  void onePacedByItsCallerSendsARequestOnce() {
    server.gives(answer(500, "internal.json"), answer(200, "cmek-never-enabled.json"));

    assertThat(notYet(() -> once().list("")).reason()).isEqualTo(SERVICE_UNAVAILABLE);
    assertThat(server.requests()).hasSize(1);
  }

  // Answers to reads

  @ParameterizedTest
  @CsvSource({
    "500, internal.json,       SERVICE_UNAVAILABLE, 4, HTTP 500 without a message",
    "502, proxy.html,          SERVICE_UNAVAILABLE, 4, HTTP 502 without a message",
    "503, nothing,             SERVICE_UNAVAILABLE, 4, HTTP 503 without a message",
    "503, lock-held.json,      CLUSTER_NOT_READY,   4, HTTP 503: cluster lock is held",
    "200, nothing,             SERVICE_UNAVAILABLE, 4, HTTP 200 whose body is no JSON object",
    "200, proxy.html,          SERVICE_UNAVAILABLE, 4, HTTP 200 whose body is no JSON object",
    "200, cut-off.json,        SERVICE_UNAVAILABLE, 4, HTTP 200 whose body is no JSON object",
    "200, array.json,          SERVICE_UNAVAILABLE, 4, HTTP 200 whose body is no JSON object",
    "302, nothing,             SERVICE_UNAVAILABLE, 1, HTTP 302 without a message",
    "404, proxy.html,          SERVICE_UNAVAILABLE, 1, HTTP 404 without a message",
    "408, nothing,             SERVICE_UNAVAILABLE, 1, HTTP 408 without a message",
    "409, lock-held.json,      CLUSTER_NOT_READY,   1, HTTP 409: cluster lock is held",
    "400, could-not-lock.json, CLUSTER_NOT_READY,   1, HTTP 400: couldn't lock cluster",
    "429, nothing,             THROTTLED,           1, HTTP 429 without a message",
    "400, throttled.json,      THROTTLED,           1, HTTP 400: Rate limit exceeded",
  })
  void waitsOnARead(int status, String file, Reason reason, int requests, String cause) {
    for (int i = 0; i < requests; i++) {
      server.gives(answer(status, file, "Location", "/elsewhere"));
    }

    NotYet<?> outcome = notYet(() -> api().cmek(ID));

    assertThat(outcome)
        .isEqualTo(new NotYet<>(reason, "reading CMEK of cluster " + ID + ": " + cause));
    assertThat(server.requests()).hasSize(requests);
    assertThat(pauses).hasSize(requests - 1);
  }

  @ParameterizedTest
  @CsvSource({
    "401, unauthenticated.json, HTTP 401: token not authenticated, valid API key",
    "401, nothing,              HTTP 401 without a message,        valid API key",
    "403, forbidden.json,       HTTP 403: permission denied,       CLUSTER_OPERATOR_WRITER",
    "403, proxy.html,           HTTP 403 without a message,        CLUSTER_OPERATOR_WRITER",
  })
  void refusesARefusedCredential(int status, String file, String cause, String remedy) {
    server.gives(answer(status, file));

    Refused<?> outcome = refused(() -> api().cmek(ID));

    assertThat(outcome.reason()).isEqualTo(CREDENTIAL_REFUSED);
    assertThat(outcome.message()).isEqualTo("reading CMEK of cluster " + ID + ": " + cause);
    assertThat(outcome.remedy()).contains(remedy);
  }

  @Test
  void namesTheRolesThatReadAClusterOrTheOrganization() {
    server.gives(answer(403, "forbidden.json"), answer(403, "forbidden.json"));

    assertThat(refused(() -> api().find(ID)).remedy()).contains("CLUSTER_MONITOR");
    assertThat(refused(() -> api().organization()).remedy()).contains("ORG_MEMBER");
  }

  @ParameterizedTest
  @CsvSource({
    "400, invalid-version.json, HTTP 400: invalid Cc-Version",
    "400, blocked-clock.json,   'HTTP 400: invalid argument: request blocked, check the clock'",
    "405, nothing,              HTTP 405 without a message",
  })
  void callsAnythingElseADefect(int status, String file, String cause) {
    server.gives(answer(status, file));

    Throwable thrown = thrownBy(() -> api().cmek(ID));

    assertThat(thrown)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("reading CMEK of cluster " + ID + ": " + cause);
  }

  @Test
  void goesOnWhenARepeatedReadIsAnswered() {
    patience = Duration.ofMillis(300);
    server.gives(
        silence(),
        answer(503, "nothing"),
        answer(200, "cut-off.json"),
        answer(200, "cmek-enabled.json"));

    Cmek cmek = api().cmek(ID);

    assertThat(cmek.status()).isEqualTo(CmekStatus.ENABLED);
    assertThat(pauses).hasSize(3).isSorted();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", " 1 ", "0", "Sun, 22 Nov 2026 10:00:02 GMT"})
  void waitsAShortRetryAfterItself(String retryAfter) {
    server.gives(
        answer(429, "throttled.json", "Retry-After", retryAfter), answer(200, "cmek-enabled.json"));

    Cmek cmek = api().cmek(ID);

    assertThat(cmek.status()).isEqualTo(CmekStatus.ENABLED);
    assertThat(pauses.getFirst()).isBetween(Duration.ZERO, Duration.ofSeconds(3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3",
        "86400",
        "99999999999999999999",
        "soon",
        "-1",
        "",
        "Sun, 22 Nov 2026 10:00:03 GMT"
      })
  void leavesALongOrStrangeRetryAfterToTheWorkflow(String retryAfter) {
    server.gives(answer(503, "nothing", "Retry-After", retryAfter));

    assertThat(notYet(() -> api().cmek(ID)).reason()).isEqualTo(THROTTLED);
    assertThat(pauses).isEmpty();
  }

  @Test
  void takesARetryAfterOfThePastAsNow() {
    server.gives(
        answer(429, "nothing", "Retry-After", "Sun, 22 Nov 2026 09:00:00 GMT"),
        answer(200, "cmek-enabled.json"));

    var _ = api().cmek(ID);

    assertThat(pauses).containsExactly(Duration.ZERO);
  }

  @Test
  void givesUpAReadAfterAFewSeconds() {
    for (int i = 0; i < 3; i++) {
      server.gives(answer(429, "throttled.json", "Retry-After", "2"));
    }

    assertThat(notYet(() -> api().cmek(ID)).reason()).isEqualTo(THROTTLED);
    assertThat(clock.instant()).isBefore(NOW.plusSeconds(6));
  }

  // Answers to writes

  @ParameterizedTest
  @CsvSource({
    "500, internal.json,       SERVICE_UNAVAILABLE, HTTP 500 without a message",
    "502, proxy.html,          SERVICE_UNAVAILABLE, HTTP 502 without a message",
    "302, nothing,             SERVICE_UNAVAILABLE, HTTP 302 without a message",
    "200, cut-off.json,        SERVICE_UNAVAILABLE, HTTP 200 whose body is no JSON object",
    "503, nothing,             CLUSTER_NOT_READY,   HTTP 503 without a message",
    "503, lock-held.json,      CLUSTER_NOT_READY,   HTTP 503: cluster lock is held",
    "409, lock-held.json,      CLUSTER_NOT_READY,   HTTP 409: cluster lock is held",
    "400, could-not-lock.json, CLUSTER_NOT_READY,   HTTP 400: couldn't lock cluster",
    "429, nothing,             THROTTLED,           HTTP 429 without a message",
    "403, throttled.json,      THROTTLED,           HTTP 403: Rate limit exceeded",
  })
  void waitsOnAWriteThatIsSentOnce(int status, String file, Reason reason, String cause) {
    server.gives(answer(status, file));

    NotYet<?> outcome = notYet(this::enable);

    assertThat(outcome)
        .isEqualTo(new NotYet<>(reason, "enabling CMEK on cluster " + ID + ": " + cause));
    assertThat(server.requests()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"429, nothing", "403, throttled.json"})
  void sendsAWriteAgainThatTheRateLimitKeptFromBeingDone(int status, String file) {
    server.gives(answer(status, file, "Retry-After", "1"), answer(200, "cmek-enabling.json"));

    var _ = enable();

    assertThat(server.requests()).hasSize(2);
    assertThat(pauses).hasSize(1);
  }

  @Test
  void neverSendsAWriteAgainThatAProxyMayHavePassedOn() {
    server.gives(answer(503, "nothing", "Retry-After", "1"));

    assertThat(notYet(this::enable).reason()).isEqualTo(THROTTLED);
    assertThat(server.requests()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "400, no-access.json,       invalid argument: insufficient permissions to use the KMS key",
    "400, blocked-clock.json,   'invalid argument: request blocked, check the clock'",
    "400, proxy.html,           ''",
    "401, unauthenticated.json, token not authenticated",
    "403, forbidden.json,       permission denied",
  })
  void leavesItToTheStepWhatARefusedWriteMeans(int status, String file, String message) {
    server.gives(answer(status, file));

    Throwable thrown = thrownBy(this::enable);

    assertThat(thrown)
        .isInstanceOfSatisfying(
            EnableRefused.class,
            refused -> {
              assertThat(refused.status()).isEqualTo(status);
              assertThat(refused.vendorMessage()).isEqualTo(message);
            });
  }

  @Test
  void refusesAWriteToAClusterThatIsGone() {
    server.gives(answer(404, "not-found.json"));

    assertThat(refused(this::enable).reason()).isEqualTo(CLUSTER_NOT_FOUND);
  }

  @Test
  void neverSendsAWriteAgainWhoseAnswerIsLost() {
    server.gives(cut());

    NotYet<?> outcome = notYet(this::enable);

    assertThat(outcome.reason()).isEqualTo(SERVICE_UNAVAILABLE);
    assertThat(outcome.message())
        .startsWith("enabling CMEK on cluster " + ID + " at " + server.endpoint() + ": no answer")
        .endsWith("the request may have arrived all the same");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void neverSendsAWriteAgainOnAConnectionThatWasKept() {
    server.gives(answer(200, "cmek-never-enabled.json"), cut());
    HttpClusterApi api = api();
    var _ = api.cmek(ID);

    var _ = notYet(() -> Changes.of(false).make(api.enable(ID, List.of(WEST))));

    assertThat(server.requests()).extracting(Request::method).containsExactly("GET", "POST");
  }

  @Test
  void keepsNoChangeOfAWriteThatFailed() {
    server.gives(answer(503, "lock-held.json"));
    Changes changes = Changes.of(false);

    var _ = thrownBy(() -> changes.make(api().enable(ID, List.of(WEST))));

    assertThat(changes.list()).isEmpty();
  }

  // Lost answers

  @Test
  void waitsWhenNobodyListens() {
    CloudApiEndpoint endpoint = server.endpoint();
    server.close();

    NotYet<?> outcome = notYet(() -> api(endpoint).cmek(ID));

    assertThat(outcome.reason()).isEqualTo(SERVICE_UNAVAILABLE);
    assertThat(outcome.message())
        .isEqualTo(
            "reading CMEK of cluster " + ID + " at " + endpoint + ": no answer (ConnectException)");
    assertThat(pauses).hasSize(3);
  }

  @Test
  void waitsWhenTheConnectionIsCut() {
    server.alwaysGives(cut());

    assertThat(notYet(() -> api().cmek(ID)).reason()).isEqualTo(SERVICE_UNAVAILABLE);
  }

  @Test
  void doesNotWaitForASilentService() {
    patience = Duration.ofMillis(300);
    server.alwaysGives(silence());

    NotYet<?> outcome = notYet(() -> api().cmek(ID));

    assertThat(outcome.reason()).isEqualTo(SERVICE_UNAVAILABLE);
    assertThat(outcome.message()).endsWith("no answer (no whole answer within PT0.3S)");
  }

  @Test
  void doesNotWaitForABodyThatStops() {
    patience = Duration.ofMillis(300);
    server.gives(silenceInTheBody(), answer(200, "cmek-enabled.json"));

    assertThat(api().cmek(ID).status()).isEqualTo(CmekStatus.ENABLED);
  }

  @Test
  void doesNotReadABodyWithoutEnd() {
    server.alwaysGives(flood((8 << 20) + 1));

    assertThat(notYet(() -> api().cmek(ID)).reason()).isEqualTo(SERVICE_UNAVAILABLE);
  }

  @Test
  void stopsWhenInterrupted() {
    server.gives(silence());
    Thread.currentThread().interrupt();

    NotYet<?> outcome = notYet(() -> api().cmek(ID));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(outcome.message()).endsWith("interrupted");
  }

  // The key

  @Test
  void readsTheKeyOnce() {
    server.gives(answer(200, "cluster.json"), answer(200, "cluster.json"));
    HttpClusterApi api = api();

    var _ = api.find(ID);
    var _ = api.find(ID);

    assertThat(keyReads).isEqualTo(1);
  }

  @Test
  void readsTheKeyAnewAfterA401() {
    keys.addFirst("CCDB1_replaced");
    server.gives(
        answer(401, "unauthenticated.json"),
        answer(200, "cluster.json"),
        answer(200, "cluster.json"));
    HttpClusterApi api = api();

    var _ = api.find(ID);
    var _ = api.find(ID);

    assertThat(server.requests())
        .extracting(r -> r.headers().getFirst("Authorization"))
        .containsExactly("Bearer CCDB1_replaced", "Bearer " + PLANTED, "Bearer " + PLANTED);
    assertThat(keyReads).isEqualTo(2);
  }

  @Test
  void refusesWhenTheNewKeyIsRefusedToo() {
    keys.addFirst("CCDB1_replaced");
    server.gives(answer(401, "unauthenticated.json"), answer(401, "unauthenticated.json"));

    assertThat(refused(() -> api().find(ID)).reason()).isEqualTo(CREDENTIAL_REFUSED);
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void sendsAWriteAgainWithANewKeyBecauseA401DidNothing() {
    keys.addFirst("CCDB1_replaced");
    server.gives(answer(401, "unauthenticated.json"), answer(200, "cmek-enabling.json"));

    var _ = enable();

    assertThat(server.requests()).extracting(Request::method).containsExactly("POST", "POST");
  }

  @Test
  void ignoresWhiteSpaceAroundTheKey() {
    keys.clear();
    keys.add(" " + PLANTED + "\n");
    server.gives(answer(200, "cluster.json"));

    var _ = api().find(ID);

    assertThat(server.requests().getFirst().headers().getFirst("Authorization"))
        .isEqualTo("Bearer " + PLANTED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        PLANTED + "\nX-Evil: 1",
        PLANTED + " " + PLANTED,
        PLANTED + "é",
        "{\"k\": \"" + PLANTED + "\"}"
      })
  void refusesWhatIsNoKeyWithoutSayingIt(String key) {
    keys.clear();
    keys.add(key);

    Refused<?> outcome = refused(() -> api().find(ID));

    assertThat(outcome.reason()).isEqualTo(CREDENTIAL_REFUSED);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void doesNotRepeatTheKeyThatTheServiceQuotes() {
    server.gives(answer(403, "quotes-the-key.json"), answer(400, "quotes-the-key.json"));

    assertThat(refused(() -> api().cmek(ID)).message())
        .endsWith("HTTP 403: the token (secret) is known to be stolen");
    assertThatThrownBy(this::enable).hasMessage("the token (secret) is known to be stolen");
  }

  private HttpClusterApi api() {
    return api(server.endpoint());
  }

  private HttpClusterApi api(CloudApiEndpoint endpoint) {
    return api(endpoint, Duration.ofSeconds(4));
  }

  private HttpClusterApi once() {
    return api(server.endpoint(), Duration.ZERO);
  }

  private HttpClusterApi api(CloudApiEndpoint endpoint, Duration repeating) {
    return new HttpClusterApi(
        endpoint,
        this::nextKey,
        clock,
        new TimeLimits(Duration.ofSeconds(5), patience, repeating),
        duration -> {
          pauses.add(duration);
          clock.pass(duration);
        });
  }

  private Secret nextKey() {
    keyReads++;
    return new Secret(keys.size() > 1 ? keys.removeFirst() : keys.getFirst());
  }

  private Cmek enable() {
    return Changes.of(false).make(api().enable(ID, List.of(WEST)));
  }

  private static NotYet<?> notYet(ThrowingCallable call) {
    Outcome<?> outcome = stop(call).outcome();
    assertThat(outcome).isInstanceOf(NotYet.class);
    return (NotYet<?>) outcome;
  }

  private static Refused<?> refused(ThrowingCallable call) {
    Outcome<?> outcome = stop(call).outcome();
    assertThat(outcome).isInstanceOf(Refused.class);
    return (Refused<?>) outcome;
  }

  private static Stop stop(ThrowingCallable call) {
    Throwable thrown = thrownBy(call);
    assertThat(thrown).isInstanceOf(Stop.class);
    return (Stop) thrown;
  }

  /// Whatever is thrown says nothing of the key, nor do its causes.
  private static Throwable thrownBy(ThrowingCallable call) {
    Throwable thrown = catchThrowable(call);
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    assertThat(text.toString()).doesNotContain(PLANTED);
    if (thrown instanceof Stop stop) {
      assertThat(stop.outcome().toString()).doesNotContain(PLANTED);
    }
    return thrown;
  }
}
