package dev.cmek.gcp.wiring;

import dev.cmek.gcp.account.FakeAccounts;
import dev.cmek.gcp.binding.FakeBindings;
import dev.cmek.gcp.door.FakeExecutions;
import dev.cmek.gcp.key.FakeKeys;
import dev.cmek.gcp.plan.GcpNaming;
import dev.cmek.gcp.project.FakeGcp;
import dev.cmek.shared.callback.CallbackDelivery;
import dev.cmek.shared.callback.FakeCallbacks;
import dev.cmek.shared.callback.FakeTicketSystem;
import dev.cmek.shared.cluster.CloudProvider;
import dev.cmek.shared.cluster.FakeClusterApi;
import dev.cmek.shared.door.Callers;
import dev.cmek.shared.door.FakeDeadLetters;
import dev.cmek.shared.notify.FakeAnnouncements;
import dev.cmek.shared.secret.Secret;
import dev.cmek.shared.state.FakeDocuments;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.StepLog;
import dev.cmek.shared.sweep.ListClusters;
import dev.cmek.shared.sweep.Pause;
import dev.cmek.shared.verify.gcp.GcpFactSource;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// One deployment in memory: whatever the functions are put together from. All functions made from
/// one wiring share one world.
public final class FakeWiring implements Wiring {

  private final InstantSource clock;
  private final FakeGcp gcp;
  private final FakeClusterApi clusterApi;
  private final FakeDocuments state = new FakeDocuments();
  private final FakeDocuments evidence = new FakeDocuments();
  private final FakeAnnouncements announcements = new FakeAnnouncements();
  private final FakeDeadLetters deadLetters = FakeDeadLetters.ofPubSub();
  private final FakeDeadLetters callbackDeadLetters = FakeDeadLetters.ofPubSub();
  private final FakeCallbacks callbacks = new FakeCallbacks();
  private final FakeTicketSystem ticketSystem = new FakeTicketSystem();
  private final FakeExecutions workflows = new FakeExecutions("cmek-provision");
  private final FakeExecutions reverify = new FakeExecutions("cmek-reverify");
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private Secret callers = new Secret("{\"callers\":[]}");

  public FakeWiring(InstantSource clock) {
    this.clock = clock;
    this.gcp = new FakeGcp(clock);
    this.clusterApi = new FakeClusterApi(clock);
  }

  /// Who may send requests over HTTP from now on.
  ///
  /// @param json as in the secret
  public void callersAre(String json) {
    callers = new Secret(json);
  }

  /// Where callbacks are delivered.
  public FakeTicketSystem ticketSystem() {
    return ticketSystem;
  }

  /// What all functions logged, a JSON object per line.
  public List<String> logLines() {
    return logged.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Override
  public CloudProvider cloud() {
    return CloudProvider.GCP;
  }

  @Override
  public InstantSource clock() {
    return clock;
  }

  @Override
  public StepLog log(String step) {
    return new StepLog(step, new PrintStream(logged, true, StandardCharsets.UTF_8), clock);
  }

  @Override
  public Changes changes(boolean dryRun) {
    return Changes.of(dryRun);
  }

  @Override
  public GcpNaming naming() {
    return FakeGcp.NAMING;
  }

  @Override
  public FakeAccounts accounts() {
    return gcp.accounts();
  }

  @Override
  public FakeKeys keys() {
    return gcp.keys();
  }

  @Override
  public FakeBindings bindings() {
    return gcp.bindings();
  }

  /// Nothing is there to be seen.
  @Override
  public GcpFactSource factSource() {
    return new NoFacts();
  }

  @Override
  public Duration runLimit() {
    return Duration.ofMinutes(150);
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
    return new ListClusters.Settings("cmek-state", Duration.ofMinutes(10), 60);
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
  public FakeExecutions workflows() {
    return workflows;
  }

  @Override
  public FakeExecutions reverify() {
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
  public FakeDeadLetters callbackDeadLetters() {
    return callbackDeadLetters;
  }
}
