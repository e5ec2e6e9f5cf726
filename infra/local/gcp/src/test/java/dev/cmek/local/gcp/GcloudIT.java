package dev.cmek.local.gcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cmek.local.gcp.iam.Caller;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands that people use, with the real `gcloud`, on machines that have it.
class GcloudIT {

  private static final String OWNER = Caller.OWNER.member();

  private final GoogleCloud cloud = GoogleCloud.start(GoogleCloud.Options.free());

  @TempDir private Path folder;

  @BeforeEach
  void set() {
    assumeTrue(
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
            .anyMatch(bin -> Files.isExecutable(Path.of(bin, "gcloud"))),
        "no gcloud on this machine");
    cloud.iam().createProject("cmek-local", 123456789012L);
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  @Test
  void worksWithKeysAndTheirVersions() throws Exception {
    String email = cloud.iam().createServiceAccount("cmek-local", "cmek-account");
    String key = "cmek --keyring=ring --location=europe-west1";

    run("kms keyrings create ring --location=europe-west1");
    run(
        "kms keys create "
            + key
            + " --purpose=encryption --rotation-period=90d"
            + " --next-rotation-time=+P90D --destroy-scheduled-duration=120d --labels=team=a");
    run(
        "kms keys update "
            + key
            + " --update-labels=team=b --rotation-period=30d"
            + " --next-rotation-time=+P30D");
    run(
        "kms keys add-iam-policy-binding "
            + key
            + " --member=serviceAccount:"
            + email
            + " --role=roles/cloudkms.cryptoKeyEncrypterDecrypter");
    String policy = ask("kms keys get-iam-policy " + key + " --format=json");
    run(
        "kms keys remove-iam-policy-binding "
            + key
            + " --member=serviceAccount:"
            + email
            + " --role=roles/cloudkms.cryptoKeyEncrypterDecrypter");
    String policyAfter = ask("kms keys get-iam-policy " + key + " --format=json");
    String version = "1 --key=cmek --keyring=ring --location=europe-west1";
    run("kms keys versions disable " + version);
    String disabled = ask("kms keys versions describe " + version + " --format=value(state)");
    run("kms keys versions enable " + version);
    run("kms keys versions destroy " + version);
    run("kms keys versions restore " + version);
    run("kms keys versions create --primary --key=cmek --keyring=ring --location=europe-west1");
    String described = ask("kms keys describe " + key + " --format=json");

    assertThat(policy).contains(email);
    assertThat(policyAfter).doesNotContain(email);
    assertThat(disabled).isEqualToIgnoringWhitespace("DISABLED");
    assertThat(described)
        .contains("\"rotationPeriod\": \"2592000s\"", "\"team\": \"b\"", "cryptoKeyVersions/2");
  }

  @Test
  void worksWithAccountsAndProjects() throws Exception {
    run("iam service-accounts create cmek-account --description=mine");
    String email = "cmek-account@cmek-local.iam.gserviceaccount.com";
    String binding =
        email + " --member=user:a@cmek.example --role=roles/iam.serviceAccountTokenCreator";
    run("iam service-accounts add-iam-policy-binding " + binding);
    String policy = ask("iam service-accounts get-iam-policy " + email + " --format=json");
    run("iam service-accounts remove-iam-policy-binding " + binding);
    run("iam service-accounts disable " + email);
    run("iam service-accounts enable " + email);
    String described = ask("iam service-accounts describe " + email + " --format=json");
    run(
        "projects add-iam-policy-binding cmek-local --member=user:b@cmek.example --role=roles/cloudkms.viewer --condition=None");
    String project = ask("projects get-iam-policy cmek-local --format=json");
    String role = ask("iam roles describe roles/iam.serviceAccountTokenCreator --format=json");
    run("iam service-accounts delete " + email);

    assertThat(policy).contains("user:a@cmek.example");
    assertThat(described).contains("\"description\": \"mine\"").doesNotContain("disabled");
    assertThat(project).contains("user:b@cmek.example");
    assertThat(role).contains("iam.serviceAccounts.getAccessToken");
  }

  private void run(String arguments) throws IOException, InterruptedException {
    String _ = ask(arguments);
  }

  private String ask(String arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("gcloud", "--quiet"));
    command.addAll(List.of(arguments.split(" ", -1)));
    Path said = folder.resolve("said");
    Path failed = folder.resolve("failed");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(said.toFile()).redirectError(failed.toFile());
    Path token = Files.writeString(folder.resolve("token"), Caller.accessToken(OWNER));
    builder
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
                cloud.url() + "/",
                "CLOUDSDK_API_ENDPOINT_OVERRIDES_IAM",
                cloud.url() + "/",
                "CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDRESOURCEMANAGER",
                cloud.url() + "/"));
    int exit = builder.start().waitFor();
    assertThat(exit).as("gcloud " + arguments + ": " + Files.readString(failed)).isZero();
    return Files.readString(said, StandardCharsets.UTF_8);
  }
}
