package dev.cmek.gcp.verify;

import com.google.api.client.http.HttpRequestFactory;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.cloudkms.v1.CloudKMS;
import com.google.api.services.cloudkms.v1.model.CryptoKey;
import com.google.api.services.cloudkms.v1.model.KeyRing;
import com.google.api.services.cloudresourcemanager.v3.CloudResourceManager;
import com.google.api.services.iam.v1.Iam;
import com.google.api.services.iam.v1.model.CreateServiceAccountRequest;
import com.google.api.services.iam.v1.model.ServiceAccount;
import dev.cmek.gcp.call.GoogleCalls;
import dev.cmek.gcp.plan.GcpNaming;
import dev.cmek.local.gcp.GoogleCloud;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.gcp.CryptoKeyName;
import dev.cmek.shared.gcp.GcpVendor;
import dev.cmek.shared.gcp.Role;
import dev.cmek.shared.gcp.ServiceAccountEmail;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.Subject;
import dev.cmek.shared.verify.gcp.GcpChecks;
import dev.cmek.shared.verify.gcp.GcpInspection;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// A cluster with one key, in a local Google Cloud of its own, set up as it has to be.
final class GuardedCluster implements AutoCloseable {

  static final String PROJECT = "cmek-local";

  private static final String VENDOR = "crl-prod-abc";

  final ClusterId id = new ClusterId("f78b7feb-b6cf-4396-9d7f-494982d7d81e");
  final ServiceAccountEmail account;
  final CryptoKeyName key;
  final ServiceAccountEmail vendor = GcpVendor.account(id, VENDOR);
  final GoogleCloud cloud = GoogleCloud.start(GoogleCloud.Options.free());
  final CloudKMS kms;
  final Iam iam;

  private final HttpRequestFactory requests = new NetHttpTransport().createRequestFactory();
  private final CloudResourceManager projects;

  GuardedCluster() throws IOException {
    GcpNaming naming = new GcpNaming(PROJECT);
    account = naming.account(naming.principal(id));
    key = naming.key("europe-west1", naming.key(id));
    kms =
        new CloudKMS.Builder(new NetHttpTransport(), GsonFactory.getDefaultInstance(), _ -> {})
            .setApplicationName("test")
            .setRootUrl(cloud.url() + "/")
            .build();
    iam =
        new Iam.Builder(new NetHttpTransport(), GsonFactory.getDefaultInstance(), _ -> {})
            .setApplicationName("test")
            .setRootUrl(cloud.url() + "/")
            .build();
    projects =
        new CloudResourceManager.Builder(
                new NetHttpTransport(), GsonFactory.getDefaultInstance(), _ -> {})
            .setApplicationName("test")
            .setRootUrl(cloud.url() + "/")
            .build();
    cloud.iam().createProject(PROJECT, 123_456_789_012L);
    cloud.iam().createProject(VENDOR, 210_987_654_321L);
    var _ = cloud.iam().createServiceAccount(VENDOR, vendor.id());
    setUp();
  }

  private void setUp() throws IOException {
    ServiceAccount _ =
        iam.projects()
            .serviceAccounts()
            .create(
                "projects/" + PROJECT,
                new CreateServiceAccountRequest()
                    .setAccountId(account.id())
                    .setServiceAccount(
                        new ServiceAccount()
                            .setDescription(
                                String.valueOf(Expected.ofOurs(id).accountDescription()))))
            .execute();
    CloudKMS.Projects.Locations.KeyRings rings = kms.projects().locations().keyRings();
    KeyRing _ =
        rings
            .create("projects/" + PROJECT + "/locations/" + key.location(), new KeyRing())
            .setKeyRingId(key.keyRing())
            .execute();
    CryptoKey _ =
        rings
            .cryptoKeys()
            .create(
                key.ringName(),
                new CryptoKey()
                    .setPurpose("ENCRYPT_DECRYPT")
                    .setDestroyScheduledDuration(seconds(Duration.ofDays(120)))
                    .setRotationPeriod(seconds(Duration.ofDays(365)))
                    .setNextRotationTime(Instant.now().plus(Duration.ofDays(365)).toString())
                    .setLabels(Expected.ofOurs(id).keyLabels()))
            .setCryptoKeyId(key.cryptoKey())
            .execute();
    bind(account.resourceName(), Role.TOKEN_CREATOR, vendor.member());
    bind(key.toString(), Role.ENCRYPTER_DECRYPTER, account.member());
  }

  private static String seconds(Duration duration) {
    return duration.toSeconds() + "s";
  }

  /// Grants, as the owner of the cloud.
  void bind(String resource, String role, String member) {
    cloud.iam().bind(resource, role, member);
  }

  List<Finding> findings() {
    GcpInspection inspection =
        new GcpInspection(
            new SdkFactSource(
                kms,
                iam,
                projects,
                new Troubleshooter(requests, cloud.url().toString()),
                new GoogleCalls("VerifyAccess")),
            subject -> Expected.ofOurs(subject.cluster()),
            GcpChecks.SCHEDULED,
            InstantSource.system());
    return inspection
        .inspect(
            new Subject(
                id,
                VENDOR,
                "",
                List.of(new RegionKey("europe-west1", key.toString(), account.toString()))))
        .report()
        .findings();
  }

  /// Where the Google Cloud CLI finds it.
  Map<String, String> settings() {
    String url = cloud.url() + "/";
    return Map.of(
        "CLOUDSDK_CORE_PROJECT", PROJECT,
        "CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDKMS", url,
        "CLOUDSDK_API_ENDPOINT_OVERRIDES_IAM", url,
        "CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDRESOURCEMANAGER", url);
  }

  @Override
  public void close() {
    cloud.close();
  }
}
