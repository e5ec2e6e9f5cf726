package dev.cmek.shared.wiring;

import dev.cmek.shared.callback.AllowedHosts;
import dev.cmek.shared.callback.CallbackDelivery;
import dev.cmek.shared.callback.HostAddresses;
import dev.cmek.shared.callback.TlsPost;
import dev.cmek.shared.callback.TrustedCertificates;
import dev.cmek.shared.cluster.CloudApiEndpoint;
import dev.cmek.shared.cluster.ClusterApi;
import dev.cmek.shared.cluster.HttpClusterApi;
import dev.cmek.shared.door.Callers;
import dev.cmek.shared.door.DeadLetters;
import dev.cmek.shared.door.Workflows;
import dev.cmek.shared.secret.Secret;
import dev.cmek.shared.secret.Secrets;
import dev.cmek.shared.state.Documents;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.StepLog;
import dev.cmek.shared.sweep.ListClusters;
import dev.cmek.shared.sweep.Pause;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;

/// The real thing, made from the function's environment: what is the same on every cloud.
public abstract class EnvironmentWiring implements CommonWiring {

  /// From connecting to the head of the answer.
  private static final Duration CALLBACK_LIMIT = Duration.ofSeconds(10);

  private final Settings settings;

  protected EnvironmentWiring(Settings settings) {
    this.settings = settings;
  }

  /// The function's environment.
  protected final Settings settings() {
    return settings;
  }

  /// The cloud's keeper of secrets.
  protected abstract Secrets secrets();

  /// A bucket.
  protected abstract Documents documents(String bucket);

  /// A workflow.
  ///
  /// @param workflow as the settings name it
  protected abstract Workflows engine(String workflow);

  /// A queue or topic of dead letters.
  ///
  /// @param place as the settings name it
  protected abstract DeadLetters deadLetters(String place);

  @Override
  public final InstantSource clock() {
    return InstantSource.system();
  }

  @Override
  public final StepLog log(String step) {
    return new StepLog(step, System.out, clock());
  }

  @Override
  public final Changes changes(boolean dryRun) {
    return Changes.of(dryRun);
  }

  @Override
  public final Duration runLimit() {
    return Duration.parse(settings.require("RUN_LIMIT"));
  }

  @Override
  public final ClusterApi clusterApi() {
    return new HttpClusterApi(cloudApi(), secret("CLOUD_API_SECRET"), clock());
  }

  @Override
  public final ClusterApi pacedClusterApi() {
    return HttpClusterApi.once(cloudApi(), secret("CLOUD_API_SECRET"), clock());
  }

  @Override
  public final ListClusters.Settings sweeps() {
    return new ListClusters.Settings(
        settings.require("STATE_BUCKET"),
        Duration.parse(settings.require("SWEEP_PERIOD")),
        Integer.parseInt(settings.require("SECOND_LOOK_SECONDS")));
  }

  @Override
  public final Pause pause() {
    return Pause.SLEEP;
  }

  @Override
  public final Documents state() {
    return documents(settings.require("STATE_BUCKET"));
  }

  @Override
  public final Documents evidence() {
    return documents(settings.require("EVIDENCE_BUCKET"));
  }

  @Override
  public final Workflows workflows() {
    return engine(settings.require("PROVISION_WORKFLOW"));
  }

  @Override
  public final Workflows reverify() {
    return engine(settings.require("REVERIFY_WORKFLOW"));
  }

  @Override
  public final Callers callers() {
    return new Callers(secret("CALLERS_SECRET"), clock());
  }

  @Override
  public final boolean allowBearer() {
    return settings.flag("ALLOW_BEARER");
  }

  @Override
  public final DeadLetters deadLetters() {
    return deadLetters(settings.require("DEAD_LETTERS"));
  }

  @Override
  public final DeadLetters callbackDeadLetters() {
    return deadLetters(settings.require("CALLBACK_DEAD_LETTERS"));
  }

  @Override
  public final CallbackDelivery callbackDelivery() {
    return new CallbackDelivery(
        AllowedHosts.parse(settings.find("CALLBACK_HOSTS").orElse("")),
        HostAddresses.system(),
        new TlsPost(
            TrustedCertificates.context(settings.find("CALLBACK_CA_PEM").orElse("")),
            CALLBACK_LIMIT),
        secret("CALLBACK_SECRET"),
        clock());
  }

  /// A secret that is read anew at each call.
  private Supplier<Secret> secret(String name) {
    Secrets secrets = secrets();
    String named = settings.require(name);
    return () -> secrets.require(named);
  }

  private CloudApiEndpoint cloudApi() {
    return CloudApiEndpoint.of(
        settings.require("CLOUD_API_URL"), settings.flag("ALLOW_TEST_ENDPOINT"));
  }
}
