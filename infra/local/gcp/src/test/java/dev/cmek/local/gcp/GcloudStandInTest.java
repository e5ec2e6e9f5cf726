package dev.cmek.local.gcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.cloud.kms.v1.CryptoKey;
import com.google.cloud.kms.v1.CryptoKey.CryptoKeyPurpose;
import com.google.cloud.kms.v1.CryptoKeyVersion;
import com.google.cloud.kms.v1.CryptoKeyVersion.CryptoKeyVersionState;
import com.google.cloud.kms.v1.KeyManagementServiceClient;
import com.google.cloud.kms.v1.KeyRing;
import com.google.iam.v1.Policy;
import com.google.protobuf.FieldMask;
import dev.cmek.local.gcp.iam.Caller;
import dev.cmek.local.gcp.settings.Fault;
import io.grpc.Status;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The stand-in for gcloud, also beside the real one on machines that have it.
class GcloudStandInTest {

  private static final String STAND_IN = Path.of("gcloud").toAbsolutePath().toString();
  private static final String LOCATION = "projects/cmek-local/locations/europe-west1";
  private static final String RING = LOCATION + "/keyRings/ring";
  private static final String KEY = RING + "/cryptoKeys/cmek";
  private static final String OF_KEY = " --keyring=ring --location=europe-west1";
  private static final String EMAIL = "cmek-account@cmek-local.iam.gserviceaccount.com";
  private static final String GRANT =
      " --member=serviceAccount:" + EMAIL + " --role=roles/cloudkms.cryptoKeyEncrypterDecrypter";
  private static final String VIEW = " --member=user:a@cmek.example --role=roles/cloudkms.viewer";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kms keys add-iam-policy-binding cmek" + OF_KEY + GRANT,
        "kms keys remove-iam-policy-binding cmek" + OF_KEY + VIEW + " --condition=None",
        "kms keyrings add-iam-policy-binding ring --location=europe-west1" + GRANT,
        "projects add-iam-policy-binding cmek-local" + GRANT,
        "iam service-accounts add-iam-policy-binding " + EMAIL + VIEW,
        "kms keys update cmek"
            + OF_KEY
            + " --rotation-period=365d --next-rotation-time=2030-11-22T00:00:00Z",
        "kms keys update cmek" + OF_KEY + " --primary-version=2",
        "kms keys update cmek" + OF_KEY + " --update-labels=team=a,other=b",
        "kms keys versions enable 3 --key=cmek" + OF_KEY,
      })
  void aCommandHasTheEffectOfTheRealOne(String command) throws Exception {
    assumeTrue(isInstalled(), "no gcloud on this machine");
    try (Site untouched = new Site();
        Site one = new Site();
        Site other = new Site()) {
      // when
      Said standIn = run(one, STAND_IN, command);
      Said real = run(other, "gcloud", command);

      // then
      assertThat(standIn).extracting(Said::exitCode).isEqualTo(0);
      assertThat(real).extracting(Said::exitCode).isEqualTo(0);
      assertThat(one.state()).isEqualTo(other.state()).isNotEqualTo(untouched.state());
    }
  }

  @Test
  void addingWhatIsThereChangesNothing() throws Exception {
    try (Site site = new Site()) {
      List<String> before = site.state();

      Said said = run(site, STAND_IN, "kms keys add-iam-policy-binding cmek" + OF_KEY + VIEW);

      assertThat(said).extracting(Said::exitCode).isEqualTo(0);
      assertThat(site.state()).isEqualTo(before);
    }
  }

  @Test
  void whoeverComesSecondStartsOver() throws Exception {
    try (Site site = new Site()) {
      // given
      site.cloud.faults().add(new Fault("SetIamPolicy", 2, Status.Code.ABORTED, "etag", false));

      // when
      Said said = run(site, STAND_IN, "kms keys add-iam-policy-binding cmek" + OF_KEY + GRANT);

      // then
      assertThat(said).extracting(Said::exitCode).isEqualTo(0);
      assertThat(site.state()).anyMatch(policy -> policy.contains("cryptoKeyEncrypterDecrypter"));
    }
  }

  @Test
  void whatTheCloudRefusesIsSaid() throws Exception {
    try (Site site = new Site()) {
      Said absent = run(site, STAND_IN, "kms keys describe none" + OF_KEY);
      Said unheld = run(site, STAND_IN, "kms keys remove-iam-policy-binding cmek" + OF_KEY + GRANT);

      assertThat(absent.exitCode).isEqualTo(1);
      assertThat(absent.err).contains("gcloud.kms.keys.describe", "NOT_FOUND");
      assertThat(unheld.exitCode).isEqualTo(1);
      assertThat(unheld.err).contains("not found");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kms keys versions destroy 1 --key=cmek" + OF_KEY,
        "kms keys versions disable 1 --key=cmek" + OF_KEY,
        "kms keys update cmek --quiet" + OF_KEY,
        "kms keys update cmek" + OF_KEY,
        "kms keys update cmek --rotation-period=1y" + OF_KEY,
        "kms keys describe cmek --location=europe-west1",
        "kms keys describe" + OF_KEY,
        "kms keys describe cmek more" + OF_KEY,
        "kms keys describe cmek --format=table" + OF_KEY,
        "iam service-accounts delete " + EMAIL,
        "compute instances list",
      })
  void whatItDoesNotKnowIsRefusedLoudly(String command) throws Exception {
    try (Site site = new Site()) {
      Said said = run(site, STAND_IN, command);

      assertThat(said.exitCode).isEqualTo(2);
      assertThat(said.err).startsWith("ERROR: ");
      assertThat(said.out).isEmpty();
    }
  }

  @Test
  void nothingButThisMachineIsEverAsked() throws Exception {
    Said said =
        run(
            Map.of("CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDKMS", "https://cloudkms.googleapis.com/"),
            STAND_IN,
            "kms keys describe cmek" + OF_KEY);

    assertThat(said.exitCode).isEqualTo(2);
    assertThat(said.err).contains("CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDKMS");
  }

  private static boolean isInstalled() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .anyMatch(bin -> Files.isExecutable(Path.of(bin, "gcloud")));
  }

  private Said run(Site site, String program, String command)
      throws IOException, InterruptedException {
    String endpoint = site.cloud.url() + "/";
    return run(
        Map.of(
            "CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDKMS", endpoint,
            "CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDRESOURCEMANAGER", endpoint,
            "CLOUDSDK_API_ENDPOINT_OVERRIDES_IAM", endpoint),
        program,
        command);
  }

  private Said run(Map<String, String> environment, String program, String command)
      throws IOException, InterruptedException {
    List<String> whole = new ArrayList<>(List.of(program));
    whole.addAll(List.of(command.split(" ", -1)));
    ProcessBuilder builder =
        new ProcessBuilder(whole).redirectError(folder.resolve("err").toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "CLOUDSDK_CONFIG", folder.resolve("config").toString(),
                "CLOUDSDK_CORE_PROJECT", "cmek-local",
                "CLOUDSDK_CORE_DISABLE_PROMPTS", "1",
                "CLOUDSDK_CORE_DISABLE_USAGE_REPORTING", "true",
                "CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK", "true",
                "CLOUDSDK_AUTH_DISABLE_CREDENTIALS", "true"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Said(process.waitFor(), out, Files.readString(folder.resolve("err")));
  }

  /// How a command ended.
  private record Said(int exitCode, String out, String err) {}

  /// A cloud with a key of three versions, the last one disabled.
  private static final class Site implements AutoCloseable {

    private final GoogleCloud cloud = GoogleCloud.start(GoogleCloud.Options.free());
    private final KeyManagementServiceClient kms = Clients.kms(cloud, Caller.OWNER.member());

    Site() {
      cloud.iam().createProject("cmek-local", 123456789012L);
      String _ = cloud.iam().createServiceAccount("cmek-local", "cmek-account");
      KeyRing _ = kms.createKeyRing(LOCATION, "ring", KeyRing.getDefaultInstance());
      CryptoKey _ =
          kms.createCryptoKey(
              RING,
              "cmek",
              CryptoKey.newBuilder()
                  .setPurpose(CryptoKeyPurpose.ENCRYPT_DECRYPT)
                  .putLabels("team", "before")
                  .build());
      CryptoKeyVersion second = CryptoKeyVersion.getDefaultInstance();
      CryptoKeyVersion _ = kms.createCryptoKeyVersion(KEY, second);
      CryptoKeyVersion third = kms.createCryptoKeyVersion(KEY, second);
      CryptoKeyVersion _ =
          kms.updateCryptoKeyVersion(
              third.toBuilder().setState(CryptoKeyVersionState.DISABLED).build(),
              FieldMask.newBuilder().addPaths("state").build());
      cloud.iam().bind(KEY, "roles/cloudkms.viewer", "user:a@cmek.example");
    }

    /// All that the commands may change, without times and tags that no two clouds share.
    List<String> state() {
      List<String> state = new ArrayList<>();
      for (String resource :
          List.of(
              "projects/cmek-local", RING, KEY, "projects/cmek-local/serviceAccounts/" + EMAIL)) {
        Policy policy = cloud.iam().policy(resource);
        state.add(resource + " " + policy.getBindingsList());
      }
      CryptoKey key = kms.getCryptoKey(KEY);
      state.add(key.getPrimary().getName());
      state.add(
          key.getRotationPeriod()
              + " "
              + key.getNextRotationTime()
              + new TreeMap<>(key.getLabelsMap()));
      kms.listCryptoKeyVersions(KEY)
          .iterateAll()
          .forEach(version -> state.add(version.getName() + " " + version.getState()));
      return state;
    }

    @Override
    public void close() {
      kms.close();
      cloud.close();
    }
  }
}
