package dev.cmek.aws.wiring;

import dev.cmek.aws.account.FakeAws;
import dev.cmek.aws.callback.FakeRedelivery;
import dev.cmek.aws.key.FakeKeys;
import dev.cmek.aws.plan.AwsNaming;
import dev.cmek.aws.policy.FakePolicies;
import dev.cmek.aws.role.FakeRoles;
import dev.cmek.aws.verify.FakeFacts;
import dev.cmek.shared.callback.CallbackDelivery;
import dev.cmek.shared.callback.FakeCallbacks;
import dev.cmek.shared.callback.FakeTicketSystem;
import dev.cmek.shared.cluster.CloudProvider;
import dev.cmek.shared.cluster.FakeClusterApi;
import dev.cmek.shared.door.Callers;
import dev.cmek.shared.door.FakeDeadLetters;
import dev.cmek.shared.door.FakeWorkflows;
import dev.cmek.shared.door.Workflows;
import dev.cmek.shared.notify.FakeAnnouncements;
import dev.cmek.shared.secret.Secret;
import dev.cmek.shared.state.FakeDocuments;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.StepLog;
import dev.cmek.shared.sweep.ListClusters;
import dev.cmek.shared.sweep.Pause;
import dev.cmek.shared.verify.aws.AwsFactSource;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// One deployment in memory: an AWS account, the Cloud API, both buckets and whatever else the
/// functions are put together from. All functions made from one wiring share one world.
///
/// ```java
/// FakeWiring wiring = new FakeWiring(clock);
/// wiring.changesFrom(CrashingChanges.behindWrite(3));
/// new EnsureRoleFunction(wiring).handleRequest(input, output, null);
/// assertThat(wiring.aws().writes()).containsExactly("iam:CreateRole");
/// ```
public final class FakeWiring implements Wiring {

  public static final String STATE_BUCKET = "cmek-state";

  public static final String BOUNDARY = "arn:aws:iam::111122223333:policy/CmekBoundary";

  private final InstantSource clock;
  private final FakeAws aws;
  private final FakeClusterApi clusterApi;
  private final FakeDocuments state = new FakeDocuments();
  private final FakeDocuments evidence = new FakeDocuments();
  private final FakeAnnouncements announcements = new FakeAnnouncements();
  private final FakeDeadLetters deadLetters = new FakeDeadLetters();
  private final FakeCallbacks callbacks = new FakeCallbacks();
  private final FakeRedelivery callbackRedelivery = new FakeRedelivery();
  private final FakeDeadLetters callbackDeadLetters = new FakeDeadLetters();
  private final FakeTicketSystem ticketSystem = new FakeTicketSystem();
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final FakeWorkflows reverify = new FakeWorkflows("reverify");
  private Workflows workflows = new FakeWorkflows();
  private Secret callers = new Secret("{\"callers\":[]}");
  private Optional<String> organizationId = Optional.empty();
  private Function<Boolean, Changes> changes = Changes::of;

  public FakeWiring(InstantSource clock) {
    this.clock = clock;
    this.aws = new FakeAws(clock);
    this.clusterApi = new FakeClusterApi(clock);
  }

  /// The account.
  public FakeAws aws() {
    return aws;
  }

  /// The account is in this AWS organization from now on.
  public void organizationIs(String id) {
    organizationId = Optional.of(id);
  }

  /// Where callbacks are delivered.
  public FakeTicketSystem ticketSystem() {
    return ticketSystem;
  }

  /// Doors start executions there from now on, and runs ask there how others fare.
  public void workflowsAre(Workflows engine) {
    workflows = engine;
  }

  /// Who may send requests over HTTP from now on.
  ///
  /// @param json as in the secret
  public void callersAre(String json) {
    callers = new Secret(json);
  }

  /// Steps make their changes so from now on, such as with `CrashingChanges.behindWrite(3)`.
  public void changesFrom(Function<Boolean, Changes> makeChanges) {
    changes = makeChanges;
  }

  /// What all functions logged, a JSON object per line.
  public List<String> logLines() {
    return logged.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Override
  public CloudProvider cloud() {
    return CloudProvider.AWS;
  }

  @Override
  public InstantSource clock() {
    return clock;
  }

  @Override
  public StepLog log(String step) {
    return new StepLog(step, new PrintStream(logged, true, StandardCharsets.UTF_8), clock);
  }

  /// As [#changesFrom] says at the time of the call, not of the wiring.
  @Override
  public Changes changes(boolean dryRun) {
    return changes.apply(dryRun);
  }

  @Override
  public AwsNaming naming() {
    return FakeAws.NAMING;
  }

  @Override
  public String boundaryArn() {
    return BOUNDARY;
  }

  @Override
  public Optional<String> organizationId() {
    return organizationId;
  }

  @Override
  public Duration runLimit() {
    return Duration.ofMinutes(150);
  }

  @Override
  public FakeRoles roles() {
    return aws.roles();
  }

  @Override
  public FakeKeys keys() {
    return aws.keys();
  }

  @Override
  public FakePolicies policies() {
    return aws.policies();
  }

  @Override
  public AwsFactSource factSource() {
    return new FakeFacts(aws);
  }

  @Override
  public FakeClusterApi clusterApi() {
    return clusterApi;
  }

  @Override
  public FakeClusterApi pacedClusterApi() {
    return clusterApi;
  }

  @Override
  public ListClusters.Settings sweeps() {
    return new ListClusters.Settings(STATE_BUCKET, Duration.ofMinutes(10), 60);
  }

  /// Time is the test's own.
  @Override
  public Pause pause() {
    return _ -> {};
  }

  @Override
  public FakeDocuments state() {
    return state;
  }

  @Override
  public FakeDocuments evidence() {
    return evidence;
  }

  @Override
  public Workflows workflows() {
    return workflows;
  }

  @Override
  public FakeWorkflows reverify() {
    return reverify;
  }

  @Override
  public Callers callers() {
    return new Callers(() -> callers, clock);
  }

  @Override
  public boolean allowBearer() {
    return true;
  }

  @Override
  public FakeAnnouncements announcements() {
    return announcements;
  }

  @Override
  public FakeDeadLetters deadLetters() {
    return deadLetters;
  }

  @Override
  public FakeCallbacks callbacks() {
    return callbacks;
  }

  @Override
  public CallbackDelivery callbackDelivery() {
    return ticketSystem.delivery(clock);
  }

  @Override
  public FakeRedelivery callbackRedelivery() {
    return callbackRedelivery;
  }

  @Override
  public FakeDeadLetters callbackDeadLetters() {
    return callbackDeadLetters;
  }
}
