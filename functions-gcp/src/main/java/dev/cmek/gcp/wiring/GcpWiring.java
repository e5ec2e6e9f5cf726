package dev.cmek.gcp.wiring;

import com.google.api.client.googleapis.services.json.AbstractGoogleJsonClient;
import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.JsonFactory;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.cloudkms.v1.CloudKMS;
import com.google.api.services.cloudresourcemanager.v3.CloudResourceManager;
import com.google.api.services.iam.v1.Iam;
import com.google.api.services.pubsub.Pubsub;
import com.google.api.services.secretmanager.v1.SecretManager;
import com.google.api.services.storage.Storage;
import com.google.auth.Credentials;
import com.google.auth.oauth2.ComputeEngineCredentials;
import dev.cmek.gcp.account.Accounts;
import dev.cmek.gcp.account.IamAccounts;
import dev.cmek.gcp.binding.Bindings;
import dev.cmek.gcp.binding.KmsBindings;
import dev.cmek.gcp.call.GoogleCalls;
import dev.cmek.gcp.callback.PubSubCallbacks;
import dev.cmek.gcp.door.PubSubDeadLetters;
import dev.cmek.gcp.door.WorkflowsEngine;
import dev.cmek.gcp.key.Keys;
import dev.cmek.gcp.key.KmsKeys;
import dev.cmek.gcp.message.Topic;
import dev.cmek.gcp.notify.PubSubAnnouncements;
import dev.cmek.gcp.plan.GcpNaming;
import dev.cmek.gcp.secret.ManagedSecrets;
import dev.cmek.gcp.state.StorageDocuments;
import dev.cmek.gcp.verify.SdkFactSource;
import dev.cmek.gcp.verify.Troubleshooter;
import dev.cmek.shared.callback.Callbacks;
import dev.cmek.shared.cluster.CloudProvider;
import dev.cmek.shared.door.DeadLetters;
import dev.cmek.shared.door.Workflows;
import dev.cmek.shared.notify.Announcements;
import dev.cmek.shared.secret.Secrets;
import dev.cmek.shared.state.Documents;
import dev.cmek.shared.verify.gcp.GcpFactSource;
import dev.cmek.shared.wiring.EnvironmentWiring;
import dev.cmek.shared.wiring.Settings;

/// The real thing: Google's clients and that of the Cloud API, made from the function's
/// environment.
///
/// An API's address is its own, or what a setting such as `STORAGE_ENDPOINT` says where
/// `ALLOW_TEST_ENDPOINT` is `true`: `http://127.0.0.1:4570`.
public final class GcpWiring extends EnvironmentWiring implements Wiring {

  private static final JsonFactory JSON = GsonFactory.getDefaultInstance();

  private final String function;
  private final GoogleCalls calls;
  private final HttpTransport transport = new NetHttpTransport();
  private final HttpRequestInitializer requests;

  /// A wiring for one function, which calls as its service account: the metadata server says so,
  /// whatever key files may lie around.
  ///
  /// @param function its name in the workflow, such as `EnsureKey`
  public GcpWiring(String function) {
    this(function, new Settings(System.getenv()), ComputeEngineCredentials.create());
  }

  /// The same with other settings and as somebody else.
  public GcpWiring(String function, Settings settings, Credentials credentials) {
    super(settings);
    this.function = function;
    this.calls = new GoogleCalls(function);
    this.requests = new GoogleRequests(credentials);
  }

  @Override
  public CloudProvider cloud() {
    return CloudProvider.GCP;
  }

  @Override
  public GcpNaming naming() {
    return new GcpNaming(settings().require("KEY_PROJECT"));
  }

  @Override
  public Accounts accounts() {
    return new IamAccounts(iam(), calls);
  }

  @Override
  public Keys keys() {
    return new KmsKeys(kms(), calls);
  }

  @Override
  public Bindings bindings() {
    return new KmsBindings(kms(), calls);
  }

  @Override
  public GcpFactSource factSource() {
    return new SdkFactSource(
        kms(),
        iam(),
        client(
                new CloudResourceManager.Builder(transport, JSON, requests),
                "RESOURCE_MANAGER_ENDPOINT")
            .build(),
        new Troubleshooter(
            transport.createRequestFactory(requests),
            endpoint("TROUBLESHOOTER_ENDPOINT", Troubleshooter.ROOT)),
        calls);
  }

  @Override
  public Announcements announcements() {
    return new PubSubAnnouncements(topic(settings().require("ALERTS_TOPIC")), log(function));
  }

  @Override
  public Callbacks callbacks() {
    return new PubSubCallbacks(topic(settings().require("CALLBACK_TOPIC")));
  }

  @Override
  protected DeadLetters deadLetters(String topic) {
    return new PubSubDeadLetters(topic(topic));
  }

  @Override
  protected Secrets secrets() {
    return new ManagedSecrets(
        client(new SecretManager.Builder(transport, JSON, requests), "SECRETS_ENDPOINT").build(),
        calls);
  }

  @Override
  protected Documents documents(String bucket) {
    return new StorageDocuments(
        client(new Storage.Builder(transport, JSON, requests), "STORAGE_ENDPOINT").build(),
        calls,
        bucket);
  }

  @Override
  protected Workflows engine(String workflow) {
    return new WorkflowsEngine(
        transport.createRequestFactory(requests),
        calls,
        endpoint("WORKFLOWS_ENDPOINT", WorkflowsEngine.ROOT),
        "projects/"
            + settings().require("PROJECT")
            + "/locations/"
            + settings().require("LOCATION"),
        workflow);
  }

  private Iam iam() {
    return client(new Iam.Builder(transport, JSON, requests), "IAM_ENDPOINT").build();
  }

  private CloudKMS kms() {
    return client(new CloudKMS.Builder(transport, JSON, requests), "KMS_ENDPOINT").build();
  }

  private Topic topic(String name) {
    return new Topic(
        client(new Pubsub.Builder(transport, JSON, requests), "PUBSUB_ENDPOINT").build(),
        calls,
        name);
  }

  private <B extends AbstractGoogleJsonClient.Builder> B client(B builder, String setting) {
    builder.setApplicationName("cmek-functions");
    builder.setRootUrl(endpoint(setting, builder.getRootUrl().replaceFirst("/$", "")) + "/");
    return builder;
  }

  private String endpoint(String setting, String vendors) {
    return settings()
        .find(setting)
        .map(url -> {
          if (!settings().flag("ALLOW_TEST_ENDPOINT")) {
            throw new IllegalStateException(
                setting + " is set, but ALLOW_TEST_ENDPOINT is not true");
          }
          return url;
        })
        .orElse(vendors);
  }
}
