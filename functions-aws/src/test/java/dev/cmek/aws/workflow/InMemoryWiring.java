package dev.cmek.aws.workflow;

import dev.cmek.aws.callback.Redelivery;
import dev.cmek.aws.key.Keys;
import dev.cmek.aws.plan.AwsNaming;
import dev.cmek.aws.policy.Policies;
import dev.cmek.aws.role.Roles;
import dev.cmek.aws.wiring.FakeWiring;
import dev.cmek.aws.wiring.Wiring;
import dev.cmek.shared.callback.CallbackDelivery;
import dev.cmek.shared.callback.Callbacks;
import dev.cmek.shared.cluster.CloudProvider;
import dev.cmek.shared.cluster.Cluster;
import dev.cmek.shared.cluster.ClusterApi;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.cluster.ClusterPage;
import dev.cmek.shared.cluster.Cmek;
import dev.cmek.shared.cluster.Organization;
import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.door.Callers;
import dev.cmek.shared.door.DeadLetters;
import dev.cmek.shared.door.Workflows;
import dev.cmek.shared.notify.Announcements;
import dev.cmek.shared.state.Documents;
import dev.cmek.shared.step.Change;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.StepLog;
import dev.cmek.shared.step.Write;
import dev.cmek.shared.sweep.ListClusters;
import dev.cmek.shared.sweep.Pause;
import dev.cmek.shared.verify.aws.AwsFactSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The fakes of one world, with every call to them passing [Calls].
final class InMemoryWiring implements Wiring {

  private final FakeWiring fakes;
  private final Workflows engine;
  private final Workflows reverify;
  private final Calls calls;
  private final Pause pause;
  private final Consumer<Change> made;

  /// @param made gets each change of the account or the cluster as it is made
  InMemoryWiring(
      FakeWiring fakes,
      Workflows engine,
      Workflows reverify,
      Calls calls,
      Pause pause,
      Consumer<Change> made) {
    this.fakes = fakes;
    this.engine = engine;
    this.reverify = reverify;
    this.calls = calls;
    this.pause = pause;
    this.made = made;
    fakes.aws().beforeEachCall(calls::before);
  }

  @Override
  public CloudProvider cloud() {
    return fakes.cloud();
  }

  @Override
  public InstantSource clock() {
    return fakes.clock();
  }

  @Override
  public StepLog log(String step) {
    return fakes.log(step);
  }

  @Override
  public Changes changes(boolean dryRun) {
    return new WatchedChanges(Changes.of(dryRun), dryRun);
  }

  @Override
  public AwsNaming naming() {
    return fakes.naming();
  }

  @Override
  public String boundaryArn() {
    return fakes.boundaryArn();
  }

  @Override
  public Optional<String> organizationId() {
    return fakes.organizationId();
  }

  @Override
  public Duration runLimit() {
    return fakes.runLimit();
  }

  @Override
  public Roles roles() {
    return fakes.roles();
  }

  @Override
  public Keys keys() {
    return fakes.keys();
  }

  @Override
  public Policies policies() {
    return fakes.policies();
  }

  @Override
  public AwsFactSource factSource() {
    return fakes.factSource();
  }

  @Override
  public ClusterApi clusterApi() {
    return new WatchedClusterApi();
  }

  @Override
  public ClusterApi pacedClusterApi() {
    return new WatchedClusterApi();
  }

  @Override
  public ListClusters.Settings sweeps() {
    return fakes.sweeps();
  }

  @Override
  public Pause pause() {
    return pause;
  }

  @Override
  public Documents state() {
    return new WatchedDocuments("state/", fakes.state());
  }

  @Override
  public Documents evidence() {
    return new WatchedDocuments("evidence/", fakes.evidence());
  }

  @Override
  public Workflows workflows() {
    return new WatchedWorkflows(engine);
  }

  @Override
  public Workflows reverify() {
    return new WatchedWorkflows(reverify);
  }

  @Override
  public Callers callers() {
    return fakes.callers();
  }

  @Override
  public boolean allowBearer() {
    return fakes.allowBearer();
  }

  @Override
  public Announcements announcements() {
    return announcement -> {
      calls.before("events:PutEvents");
      fakes.announcements().announce(announcement);
      calls.behind("events:PutEvents");
    };
  }

  @Override
  public Callbacks callbacks() {
    return callback -> {
      calls.before("sqs:SendMessage");
      fakes.callbacks().send(callback);
      calls.behind("sqs:SendMessage");
    };
  }

  @Override
  public CallbackDelivery callbackDelivery() {
    return fakes.callbackDelivery();
  }

  @Override
  public Redelivery callbackRedelivery() {
    return fakes.callbackRedelivery();
  }

  @Override
  public DeadLetters callbackDeadLetters() {
    return fakes.callbackDeadLetters();
  }

  @Override
  public DeadLetters deadLetters() {
    return (message, rejected) -> {
      calls.before("sqs:SendMessage");
      fakes.deadLetters().send(message, rejected);
      calls.behind("sqs:SendMessage");
    };
  }

  private final class WatchedChanges implements Changes {

    private final Changes changes;
    private final boolean dryRun;

    private WatchedChanges(Changes changes, boolean dryRun) {
      this.changes = changes;
      this.dryRun = dryRun;
    }

    @Override
    public <T> T make(Write<T> write) {
      T result = changes.make(write);
      if (!dryRun) {
        Change change = list().getLast();
        made.accept(change);
        calls.behind(change.action());
      }
      return result;
    }

    @Override
    public List<Change> list() {
      return changes.list();
    }
  }

  private final class WatchedClusterApi implements ClusterApi {

    private final ClusterApi api = fakes.clusterApi();

    @Override
    public Optional<Cluster> find(ClusterId id) {
      calls.before("GET cluster");
      return api.find(id);
    }

    @Override
    public ClusterPage list(String page) {
      calls.before("GET clusters");
      return api.list(page);
    }

    @Override
    public Organization organization() {
      calls.before("GET organization");
      return api.organization();
    }

    @Override
    public Cmek cmek(ClusterId id) {
      calls.before("GET cmek");
      return api.cmek(id);
    }

    @Override
    public Write<Cmek> enable(ClusterId id, List<RegionKey> keys) {
      calls.before("POST cmek");
      return api.enable(id, keys);
    }

    @Override
    public Write<Cmek> update(ClusterId id, List<RegionKey> keys) {
      calls.before("PUT cmek");
      return api.update(id, keys);
    }
  }

  private final class WatchedDocuments implements Documents {

    private final String bucket;
    private final Documents documents;

    private WatchedDocuments(String bucket, Documents documents) {
      this.bucket = bucket;
      this.documents = documents;
    }

    @Override
    public Optional<Document> find(String path) {
      calls.before("s3:GetObject " + bucket + path);
      return documents.find(path);
    }

    @Override
    public boolean create(String path, String json) {
      calls.before("s3:PutObject " + bucket + path);
      return known(path, documents.create(path, json));
    }

    @Override
    public boolean replace(String path, String json, String version) {
      calls.before("s3:PutObject " + bucket + path);
      return known(path, documents.replace(path, json, version));
    }

    private boolean known(String path, boolean written) {
      if (written) {
        calls.behind("s3:PutObject " + bucket + path);
      }
      return written;
    }
  }

  private final class WatchedWorkflows implements Workflows {

    private final Workflows engine;

    private WatchedWorkflows(Workflows engine) {
      this.engine = engine;
    }

    @Override
    public Start start(String name, String input) {
      calls.before("states:StartExecution");
      Start started = engine.start(name, input);
      calls.behind("states:StartExecution");
      return started;
    }

    @Override
    public Optional<Execution> find(String executionId) {
      calls.before("states:DescribeExecution");
      return engine.find(executionId);
    }
  }
}
