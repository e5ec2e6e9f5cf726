package dev.cmek.shared.cluster;

import static dev.cmek.shared.cluster.Example.CLUSTER;
import static dev.cmek.shared.cluster.Example.ID;
import static dev.cmek.shared.cluster.Example.KEYS;
import static dev.cmek.shared.cluster.Example.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cmek.shared.cluster.CloudApiConnection.TimeLimits;
import dev.cmek.shared.secret.Secret;
import dev.cmek.shared.state.FakeDocuments;
import dev.cmek.shared.state.Intents;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Outcome.NotYet;
import dev.cmek.shared.step.Outcome.Refused;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import dev.cmek.simulator.CloudApiSimulator;
import dev.cmek.simulator.Fault;
import dev.cmek.simulator.RecordedRequest;
import dev.cmek.simulator.SimulatorOptions;
import dev.cmek.simulator.access.CustomerCloud;
import dev.cmek.simulator.access.CustomerKey;
import dev.cmek.simulator.access.CustomerRole;
import dev.cmek.simulator.access.KeyArn;
import dev.cmek.simulator.access.RoleArn;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The client and the steps on it against the simulator, with every fault and every way in which
/// the real service may be.
final class SimulatedClusterApiTest extends ClusterApiContract {

  private static final String ORGANIZATION = "9c8f4a10-5b7d-4e0a-8f5e-2f6f0c1d3e4b";

  private final ManualClock clock = new ManualClock(NOW);
  private final Customer customer = new Customer();
  private CloudApiSimulator simulator;
  private ClusterApi api;

  @SuppressWarnings("NullAway.Init") // set before each test
  SimulatedClusterApiTest() {}

  @BeforeEach
  void start() throws IOException {
    simulator = CloudApiSimulator.start(SimulatorOptions.of(customer).withClock(clock));
    simulator.addCluster(clusterJson(ID.value(), "orders-prod"));
    simulator.settings(
        """
        {"enableDuration":"PT1M","requestsPerSecond":1000}\
        """);
    api = api(() -> simulator.keys().operator(), Duration.ofSeconds(10));
  }

  @AfterEach
  void close() {
    simulator.close();
  }

  @Override
  ClusterApi api() {
    return api;
  }

  @Override
  void pass(Duration duration) {
    clock.pass(duration);
  }

  @Override
  void spreadFor(Duration duration, boolean late) {
    customer.grantedAt = clock.instant();
    simulator.settings(
        """
        {"propagationDelay":"%s","accessFailure":"%s"}\
        """
            .formatted(duration, late ? "LATER" : "AT_ONCE"));
  }

  // Faults

  @ParameterizedTest
  @EnumSource(Fault.Kind.class)
  void readsInSpiteOfOneFault(Fault.Kind kind) {
    Cmek before = api.cmek(ID);
    impatientIfSlow(kind);

    fault("GET", kind, 1);
    assertThat(api.find(ID)).contains(CLUSTER);
    fault("GET", kind, 1);
    assertThat(api.list("").clusters()).containsExactly(CLUSTER);
    fault("GET", kind, 1);
    assertThat(api.organization().id()).isEqualTo(ORGANIZATION);
    fault("GET", kind, 1);
    assertThat(api.cmek(ID)).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource(Fault.Kind.class)
  void waitsWhenReadsGoOnFailing(Fault.Kind kind) {
    impatientIfSlow(kind);
    fault("GET", kind, 1000);

    Reason expected = kind == Fault.Kind.THROTTLE ? Reason.THROTTLED : Reason.SERVICE_UNAVAILABLE;
    assertThat(notYet(() -> api.find(ID)).reason()).isEqualTo(expected);
    assertThat(notYet(() -> api.cmek(ID)).reason()).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(Fault.Kind.class)
  void enablesOnceInSpiteOfFaultsOnTheWrite(Fault.Kind kind) {
    impatientIfSlow(kind);
    fault("POST", kind, 2);

    Outcome<Cmek> outcome = onboard();

    assertThat(outcome).isInstanceOf(Done.class);
    assertThat(accepted()).hasSizeLessThanOrEqualTo(1);
    assertThat(api.cmek(ID).status()).isEqualTo(CmekStatus.ENABLED);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 501, 502, 503, 504, 599, 408, 409})
  void enablesInSpiteOfEachStatusThatPasses(int status) {
    simulator.settings(
        """
        {"faults":[{"method":"POST","kind":"STATUS","status":%d},
                   {"method":"GET","path":"/cmek","kind":"STATUS","status":%d},
                   {"method":"POST","kind":"EMPTY","status":%d},
                   {"method":"POST","kind":"HTML","status":%d}]}\
        """
            .formatted(status, status, status, status));

    assertThat(onboard()).isInstanceOf(Done.class);
    assertThat(accepted()).hasSize(1);
  }

  @Test
  void isNotMisledByAnotherServersNotFound() {
    simulator.settings(
        """
        {"faults":[{"method":"GET","kind":"HTML","status":404,"times":2}]}\
        """);

    assertThat(notYet(() -> api.find(ID)).reason()).isEqualTo(Reason.SERVICE_UNAVAILABLE);
    assertThat(notYet(() -> api.cmek(ID)).reason()).isEqualTo(Reason.SERVICE_UNAVAILABLE);
  }

  // What is unknown of the real service

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        """
        {"cmekBeforeEnable":"NOT_FOUND"}\
        """,
        """
        {"postOnEnabled":"ACCEPT"}\
        """,
        """
        {"accessFailure":"LATER"}\
        """,
        """
        {"accessFailureStatus":401}\
        """,
        """
        {"accessFailureStatus":403}\
        """,
        """
        {"lockError":409}\
        """,
        """
        {"lockError":400}\
        """,
        """
        {"keyInfoOrder":"OLDEST_FIRST"}\
        """,
        """
        {"absentMembers":"NULL"}\
        """,
        """
        {"extraFields":true,"extraEnumValues":true}\
        """,
        """
        {"enableDuration":"PT0S"}\
        """,
        """
        {"enableDuration":"PT30M"}\
        """,
        """
        {"requestsPerSecond":1}\
        """,
        """
        {"requestsPerSecond":1,"throttleStatus":400}\
        """,
        """
        {"requestsPerSecond":1,"throttleStatus":401}\
        """,
        """
        {"requestsPerSecond":1,"throttleStatus":403}\
        """,
        """
        {"requestsPerSecond":1,"throttleStatus":503}\
        """,
        """
        {"cmekBeforeEnable":"NOT_FOUND","postOnEnabled":"ACCEPT","accessFailure":"LATER",
         "lockError":400,"keyInfoOrder":"OLDEST_FIRST","absentMembers":"NULL","extraFields":true,
         "extraEnumValues":true}\
        """,
      })
  void enablesAfterTheGrantHasSpreadAndNeverAgain(String unknowns) {
    spreadFor(Duration.ofMinutes(4), false);
    simulator.settings(unknowns);

    Outcome<Cmek> first = onboard();
    simulator.forgetRequests();
    Outcome<Cmek> second = onboard();

    assertThat(first).isInstanceOf(Done.class);
    assertThat(second).isEqualTo(first);
    assertThat(simulator.requests()).extracting(RecordedRequest::method).containsOnly("GET");
  }

  @ParameterizedTest
  @ValueSource(ints = {503, 409, 400})
  void waitsForTheLockHoweverItIsTold(int status) {
    simulator.settings("{\"lockError\":%d}".formatted(status));
    simulator.changeCluster(
        ID.value(),
        """
        {"state":"LOCKED","operation_status":"CRDB_SCALE_RUNNING"}\
        """);

    assertThat(notYet(this::enable).reason()).isEqualTo(Reason.CLUSTER_NOT_READY);
    assertThat(notYet(() -> Changes.of(false).make(api.update(ID, KEYS))).reason())
        .isEqualTo(Reason.CLUSTER_NOT_READY);
    simulator.changeCluster(
        ID.value(),
        """
        {"state":"CREATED","operation_status":"UNSPECIFIED"}\
        """);
    assertThat(onboard()).isInstanceOf(Done.class);
  }

  @ParameterizedTest
  @CsvSource({"429", "400", "401", "403", "409", "500", "503"})
  void readsAtThePaceThatItIsAllowed(int throttleStatus) {
    simulator.settings("{\"requestsPerSecond\":2,\"throttleStatus\":%d}".formatted(throttleStatus));

    for (int i = 0; i < 7; i++) {
      assertThat(api.find(ID)).contains(CLUSTER);
    }
    assertThat(clock.instant()).isBetween(NOW.plusSeconds(3), NOW.plusSeconds(10));
  }

  @Test
  void refusesForGoodWhatTheVendorCannotUse() {
    customer.trustedAccount = "999999999999";
    clock.pass(Duration.ofHours(1));

    Refused<Cmek> refused = (Refused<Cmek>) onboard();

    assertThat(refused.reason()).isEqualTo(Reason.CMEK_REFUSED);
    assertThat(refused.message())
        .contains("insufficient permissions to use the KMS key " + KEYS.getFirst().uri());
  }

  // Who asks

  @Test
  void walksThroughAllPages() {
    for (int i = 0; i < 250; i++) {
      simulator.addCluster(
          clusterJson("00000000-0000-4000-8000-%012d".formatted(i), "cluster-%03d".formatted(i)));
    }

    List<Cluster> all = new ArrayList<>();
    String page = "";
    do {
      ClusterPage found = api.list(page);
      all.addAll(found.clusters());
      page = found.next();
    } while (!page.isEmpty());
    assertThat(all).extracting(c -> c.id()).hasSize(251).doesNotHaveDuplicates();
  }

  @Test
  void namesTheRoleThatTheReaderLacks() {
    ClusterApi reader = api(() -> simulator.keys().reader(), Duration.ofSeconds(10));

    Refused<?> refused = refused(() -> reader.cmek(ID));

    assertThat(reader.find(ID)).contains(CLUSTER);
    assertThat(refused.reason()).isEqualTo(Reason.CREDENTIAL_REFUSED);
    assertThat(refused.remedy()).contains("CLUSTER_OPERATOR_WRITER");
  }

  @Test
  void refusesAnUnknownKey() {
    ClusterApi stranger = api(() -> "CCDB1_stranger", Duration.ofSeconds(10));

    assertThat(refused(() -> stranger.find(ID)).reason()).isEqualTo(Reason.CREDENTIAL_REFUSED);
  }

  @Test
  void takesUpAReplacedKey() {
    Deque<String> keys = new ArrayDeque<>(List.of("CCDB1_replaced", simulator.keys().operator()));
    ClusterApi longRunning = api(keys::removeFirst, Duration.ofSeconds(10));

    assertThat(longRunning.find(ID)).contains(CLUSTER);
    assertThat(longRunning.find(ID)).contains(CLUSTER);
  }

  /// Runs the two steps as a workflow does, until the second is done or one refuses.
  private Outcome<Cmek> onboard() {
    Intents intents = Example.intents(new FakeDocuments());
    EnableCmek enable = new EnableCmek(api, intents, clock);
    CheckCmek check = new CheckCmek(api, intents, clock);
    Instant granted = customer.grantedAt;
    Outcome<Cmek> enabled =
        untilItEnds(() -> enable.run(Example.provisioned(false, KEYS, granted), Changes.of(false)));
    return switch (enabled) {
      case Done<Cmek> _ ->
          untilItEnds(
              () -> check.run(Example.provisioned(false, KEYS, granted), Changes.of(false)));
      case NotYet<Cmek> notYet -> notYet;
      case Refused<Cmek> refused -> refused;
    };
  }

  private Outcome<Cmek> untilItEnds(Supplier<Outcome<Cmek>> step) {
    Outcome<Cmek> outcome = attempt(step);
    while (outcome instanceof NotYet<Cmek> && clock.instant().isBefore(NOW.plusSeconds(10_000))) {
      clock.pass(Duration.ofSeconds(15));
      outcome = attempt(step);
    }
    return outcome;
  }

  private static Outcome<Cmek> attempt(Supplier<Outcome<Cmek>> step) {
    try {
      return step.get();
    } catch (Stop stop) {
      return stop.outcome();
    }
  }

  private Cmek enable() {
    return Changes.of(false).make(api.enable(ID, KEYS));
  }

  private List<RecordedRequest> accepted() {
    return simulator.requests().stream()
        .filter(r -> r.method().equals("POST"))
        .filter(r -> r.status() != null && r.status() == 200)
        .toList();
  }

  private void fault(String method, Fault.Kind kind, int times) {
    simulator.settings(
        """
        {"faults":[{"method":"%s","kind":"%s","times":%d,"delay":"PT0.6S"}]}\
        """
            .formatted(method, kind, times));
  }

  private void impatientIfSlow(Fault.Kind kind) {
    if (kind == Fault.Kind.SLOW) {
      api = api(() -> simulator.keys().operator(), Duration.ofMillis(300));
    }
  }

  private ClusterApi api(Supplier<String> key, Duration patience) {
    return new HttpClusterApi(
        CloudApiEndpoint.of(simulator.url().toString(), true),
        () -> new Secret(key.get()),
        clock,
        new TimeLimits(Duration.ofSeconds(5), patience, Duration.ofSeconds(4)),
        clock::pass);
  }

  private static String clusterJson(String id, String name) {
    return """
    {"id":"%s","name":"%s","plan":"ADVANCED","cloud_provider":"AWS","account_id":"%s",
     "organization_id":"%s","created_at":"%s",
     "regions":[{"name":"eu-central-1","primary":true},{"name":"eu-west-1"}]}\
    """
        .formatted(id, name, Example.VENDOR_ACCOUNT, ORGANIZATION, CLUSTER.createdAt());
  }

  private static NotYet<?> notYet(ThrowingCallable call) {
    return (NotYet<?>) catchThrowableOfType(Stop.class, call).<Object>outcome();
  }

  private static Refused<?> refused(ThrowingCallable call) {
    return (Refused<?>) catchThrowableOfType(Stop.class, call).<Object>outcome();
  }

  /// A customer's account in which every role and key is set up as the vendor's procedure says.
  private static final class Customer implements CustomerCloud {

    private Instant grantedAt = NOW.minus(Duration.ofHours(1));
    private String trustedAccount = Example.VENDOR_ACCOUNT;

    @Override
    public Optional<CustomerRole> findRole(RoleArn role) {
      String trust =
          """
          {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",
            "Principal":{"AWS":"arn:aws:iam::%s:root"},
            "Condition":{"StringEquals":{"sts:ExternalId":"%s"}}}]}\
          """
              .formatted(trustedAccount, ORGANIZATION);
      String policy =
          """
          {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Resource":"*","Action":
            ["kms:Encrypt","kms:Decrypt","kms:GenerateDataKey*","kms:DescribeKey",
             "kms:ReEncrypt*"]}]}\
          """;
      return Optional.of(
          new CustomerRole(role, grantedAt, trust, List.of(policy), Optional.empty()));
    }

    @Override
    public Optional<CustomerKey> findKey(KeyArn key) {
      String policy =
          """
          {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*",
            "Principal":{"AWS":"arn:aws:iam::%s:root"}}]}\
          """
              .formatted(key.account());
      return Optional.of(
          new CustomerKey(
              key, grantedAt, "Enabled", "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", policy));
    }
  }
}
