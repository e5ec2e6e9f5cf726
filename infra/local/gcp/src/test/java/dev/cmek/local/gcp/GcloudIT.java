package dev.cmek.local.gcp;

import static dev.cmek.local.gcp.TestCloud.KEY;
import static dev.cmek.local.gcp.TestCloud.PROJECT;
import static dev.cmek.local.gcp.TestCloud.USER_OF_KEYS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.cloud.kms.v1.CryptoKey;
import com.google.cloud.kms.v1.CryptoKeyVersion.CryptoKeyVersionState;
import com.google.iam.admin.v1.ServiceAccount;
import com.google.iam.v1.Binding;
import com.google.protobuf.util.Durations;
import dev.cmek.local.gcp.iam.Caller;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands that people mend things with, by the real `gcloud` on machines that have it.
class GcloudIT {

  private static final String AT = " --keyring=ring --location=europe-west1";

  @TempDir private Path folder;
  private final TestCloud test = new TestCloud();

  @BeforeAll
  static void requireGcloud() {
    assumeTrue(
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
            .anyMatch(bin -> Files.isExecutable(Path.of(bin, "gcloud"))),
        "no gcloud on this machine");
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void mendsKeys() throws Exception {
    CryptoKey _ = test.createKey();
    String member = test.createAccount("cmek-account");
    String binding = " --member=" + member + " --role=" + USER_OF_KEYS;

    String _ =
        gcloud(
            "kms keys update cmek --update-labels=team=b --rotation-period=30d"
                + " --next-rotation-time=+P30D"
                + AT);
    CryptoKey updated = test.kms.getCryptoKey(KEY);
    String _ = gcloud("kms keys add-iam-policy-binding cmek" + binding + AT);
    List<Binding> granted = test.policy(KEY).getBindingsList();
    String _ = gcloud("kms keys remove-iam-policy-binding cmek" + binding + AT);
    List<Binding> taken = test.policy(KEY).getBindingsList();
    String described = gcloud("kms keys describe cmek --format=json" + AT);

    assertThat(updated.getLabelsMap()).containsEntry("team", "b");
    assertThat(updated.getRotationPeriod()).isEqualTo(Durations.fromDays(30));
    assertThat(granted).extracting(Binding::getRole).containsExactly(USER_OF_KEYS);
    assertThat(taken).isEmpty();
    assertThat(described).contains("\"rotationPeriod\": \"2592000s\"", "\"state\": \"ENABLED\"");
  }

  @Test
  void mendsVersions() throws Exception {
    CryptoKey _ = test.createKey();
    List<CryptoKeyVersionState> states = new ArrayList<>();

    for (String command : List.of("disable", "enable", "destroy", "restore")) {
      String _ = gcloud("kms keys versions " + command + " 1 --key=cmek" + AT);
      states.add(test.kms.getCryptoKeyVersion(KEY + "/cryptoKeyVersions/1").getState());
    }

    assertThat(states)
        .containsExactly(
            CryptoKeyVersionState.DISABLED,
            CryptoKeyVersionState.ENABLED,
            CryptoKeyVersionState.DESTROY_SCHEDULED,
            CryptoKeyVersionState.DISABLED);
  }

  @Test
  void mendsAccountsAndProjects() throws Exception {
    String email = test.cloud.iam().createServiceAccount("cmek-local", "cmek-account");
    String name = PROJECT + "/serviceAccounts/" + email;

    String _ = gcloud("iam service-accounts disable " + email);
    ServiceAccount disabled = test.iam.getServiceAccount(name);
    String _ = gcloud("iam service-accounts enable " + email);
    ServiceAccount enabled = test.iam.getServiceAccount(name);
    String _ =
        gcloud(
            "iam service-accounts add-iam-policy-binding "
                + email
                + " --member=user:a@cmek.example --role=roles/iam.serviceAccountTokenCreator");
    String _ =
        gcloud(
            "projects add-iam-policy-binding cmek-local --member=user:b@cmek.example"
                + " --role=roles/cloudkms.viewer --condition=None");

    assertThat(disabled.getDisabled()).isTrue();
    assertThat(enabled.getDisabled()).isFalse();
    assertThat(test.iam.getIamPolicy(name).getBindings(0).getMembersList())
        .containsExactly("user:a@cmek.example");
    assertThat(test.cloud.iam().policy(PROJECT).getBindingsList())
        .extracting(Binding::getRole)
        .containsExactly("roles/owner", "roles/cloudkms.viewer");
  }

  /// Runs a command as the owner and gives what it prints.
  private String gcloud(String arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("gcloud", "--quiet"));
    command.addAll(List.of(arguments.split(" ", -1)));
    Path said = folder.resolve("said");
    Path failed = folder.resolve("failed");
    Path token = folder.resolve("token");
    Path _ = Files.writeString(token, Caller.accessToken(Caller.OWNER.member()));
    ProcessBuilder process =
        new ProcessBuilder(command).redirectOutput(said.toFile()).redirectError(failed.toFile());
    process
        .environment()
        .putAll(
            Map.of(
                "CLOUDSDK_CONFIG",
                folder.resolve("config").toString(),
                "CLOUDSDK_CORE_PROJECT",
                "cmek-local",
                "CLOUDSDK_CORE_DISABLE_USAGE_REPORTING",
                "true",
                "CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK",
                "true",
                "CLOUDSDK_AUTH_ACCESS_TOKEN_FILE",
                token.toString(),
                "CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDKMS",
                test.cloud.url() + "/",
                "CLOUDSDK_API_ENDPOINT_OVERRIDES_IAM",
                test.cloud.url() + "/",
                "CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDRESOURCEMANAGER",
                test.cloud.url() + "/"));

    int exit = process.start().waitFor();

    assertThat(exit).as("gcloud " + arguments + ": " + Files.readString(failed)).isZero();
    return Files.readString(said);
  }
}
