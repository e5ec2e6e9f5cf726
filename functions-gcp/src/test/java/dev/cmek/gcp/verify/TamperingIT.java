package dev.cmek.gcp.verify;

import static dev.cmek.shared.verify.FindingCode.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.api.services.cloudkms.v1.CloudKMS.Projects.Locations.KeyRings.CryptoKeys;
import com.google.api.services.cloudkms.v1.model.CryptoKey;
import com.google.api.services.cloudkms.v1.model.CryptoKeyVersion;
import com.google.api.services.cloudkms.v1.model.DestroyCryptoKeyVersionRequest;
import com.google.api.services.cloudkms.v1.model.UpdateCryptoKeyPrimaryVersionRequest;
import com.google.api.services.iam.v1.model.DisableServiceAccountRequest;
import dev.cmek.gcp.call.AllowPolicies;
import dev.cmek.local.gcp.iam.Caller;
import dev.cmek.shared.gcp.IamPolicy;
import dev.cmek.shared.gcp.IamPolicy.Binding;
import dev.cmek.shared.gcp.IamPolicy.Condition;
import dev.cmek.shared.gcp.Role;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever is done to a cluster's access in a project is found by its name, and the printed
/// command, pasted into a shell with the real `gcloud`, mends it.
class TamperingIT {

  /// Its etag is taken away before it is sent.
  private static final IamPolicy NOTHING = new IamPolicy(3, "any", List.of());

  private static final String STRANGER = "user:mallory@cmek.example";

  private static final Condition UNTIL_THEN =
      new Condition("until then", "", "request.time < timestamp(\"2100-01-01T00:00:00Z\")");

  @TempDir private static Path folder;

  /// What somebody does.
  @FunctionalInterface
  interface Tampering {
    void with(GuardedCluster cluster) throws IOException;
  }

  @ParameterizedTest
  @MethodSource("tampering")
  void isFound(Tampering tampering, Set<FindingCode> expected) throws IOException {
    try (GuardedCluster cluster = new GuardedCluster()) {
      assertThat(cluster.findings()).isEmpty();

      tampering.with(cluster);
      List<Finding> found = cluster.findings();

      assertThat(codes(found)).as(found.toString()).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("tampering")
  void isMendedByThePrintedCommand(Tampering tampering, Set<FindingCode> expected)
      throws IOException, InterruptedException {
    assumeTrue(hasGcloud(), "no gcloud on this machine");
    try (GuardedCluster cluster = new GuardedCluster()) {
      tampering.with(cluster);

      for (Finding finding : cluster.findings()) {
        if (cluster.findings().contains(finding)) {
          paste(finding.remedy(), cluster);
        }
      }

      assertThat(cluster.findings()).isEmpty();
    }
  }

  static Stream<Arguments> tampering() {
    return Stream.of(
        row("account deleted", TamperingIT::deleteAccount, ACCOUNT_MISSING),
        row(
            "account disabled",
            c -> {
              var _ =
                  c.iam
                      .projects()
                      .serviceAccounts()
                      .disable(c.account.resourceName(), new DisableServiceAccountRequest())
                      .execute();
            },
            ACCOUNT_DISABLED),
        row("vendor's grant taken away", c -> setAccountPolicy(c, NOTHING), TRUST_WITHOUT_VENDOR),
        row(
            "vendor's grant under a condition",
            c -> setAccountPolicy(c, policy(Role.TOKEN_CREATOR, c.vendor.member(), UNTIL_THEN)),
            TRUST_UNDECIDED),
        row(
            "a person beside the vendor",
            c -> c.bind(c.account.resourceName(), Role.TOKEN_CREATOR, STRANGER),
            TRUST_OPEN_TO_OTHERS),
        row(
            "a person who may mint tokens in the whole project",
            c -> c.bind("projects/" + GuardedCluster.PROJECT, Role.TOKEN_CREATOR, STRANGER),
            TRUST_OPEN_TO_OTHERS),
        row(
            "a custom role to sign as the account",
            c -> {
              String role = "projects/" + GuardedCluster.PROJECT + "/roles/signer";
              c.cloud.iam().defineRole(role, List.of("iam.serviceAccounts.getAccessToken"));
              c.bind(c.account.resourceName(), role, STRANGER);
            },
            TRUST_OPEN_TO_OTHERS),
        row("key's grant taken away", c -> setKeyPolicy(c, NOTHING), ACCESS_NOT_GRANTED),
        row(
            "only one half of it left",
            c ->
                setKeyPolicy(
                    c, policy("roles/cloudkms.cryptoKeyDecrypter", c.account.member(), null)),
            ACCESS_NOT_GRANTED),
        row(
            "key's grant under a condition",
            c -> setKeyPolicy(c, policy(Role.ENCRYPTER_DECRYPTER, c.account.member(), UNTIL_THEN)),
            ACCESS_UNDECIDED),
        row(
            "granted on the project in place of the key",
            c -> {
              setKeyPolicy(c, NOTHING);
              c.bind(
                  "projects/" + GuardedCluster.PROJECT,
                  Role.ENCRYPTER_DECRYPTER,
                  c.account.member());
            },
            ACCOUNT_OTHER_KEYS),
        row(
            "administers the key",
            c -> c.bind(c.key.toString(), "roles/cloudkms.admin", c.account.member()),
            ACCOUNT_OTHER_ROLES),
        row(
            "everybody on the key",
            c -> c.bind(c.key.toString(), Role.ENCRYPTER_DECRYPTER, "allUsers"),
            KEY_OPEN_TO_EVERYONE),
        row(
            "everybody on the ring in place of the account",
            c -> {
              setKeyPolicy(c, NOTHING);
              c.bind(c.key.ringName(), Role.ENCRYPTER_DECRYPTER, "allAuthenticatedUsers");
            },
            KEY_OPEN_TO_EVERYONE),
        row(
            "a person on key, ring and project",
            c -> {
              c.bind(c.key.toString(), Role.ENCRYPTER_DECRYPTER, STRANGER);
              c.bind(c.key.ringName(), "roles/cloudkms.cryptoKeyDecrypter", STRANGER);
              c.bind(
                  "projects/" + GuardedCluster.PROJECT,
                  "roles/cloudkms.cryptoKeyDecrypter",
                  STRANGER);
            },
            KEY_OPEN_TO_OTHERS),
        row("version disabled", c -> disable(c, 1), KEY_DISABLED),
        row("version to be destroyed", c -> destroy(c, 1), KEY_PENDING_DELETION),
        row(
            "earlier versions disabled and to be destroyed",
            c -> {
              rotate(c);
              rotate(c);
              disable(c, 1);
              destroy(c, 2);
            },
            KEY_VERSION_UNUSABLE),
        row(
            "rotation off",
            c -> {
              CryptoKey _ =
                  keys(c)
                      .patch(c.key.toString(), new CryptoKey())
                      .setUpdateMask("rotationPeriod,nextRotationTime")
                      .execute();
            },
            ROTATION_OFF),
        row(
            "labels removed",
            c -> {
              CryptoKey _ =
                  keys(c)
                      .patch(c.key.toString(), new CryptoKey())
                      .setUpdateMask("labels")
                      .execute();
            },
            OWNER_TAGS_MISSING));
  }

  private static void deleteAccount(GuardedCluster c) throws IOException {
    var _ = c.iam.projects().serviceAccounts().delete(c.account.resourceName()).execute();
  }

  /// Replaces whatever is there, as somebody careless does.
  private static void setAccountPolicy(GuardedCluster c, IamPolicy policy) throws IOException {
    var _ =
        c.iam
            .projects()
            .serviceAccounts()
            .setIamPolicy(
                c.account.resourceName(),
                new com.google.api.services.iam.v1.model.SetIamPolicyRequest()
                    .setPolicy(
                        AllowPolicies.write(
                                policy, com.google.api.services.iam.v1.model.Policy.class)
                            .setEtag(null)))
            .execute();
  }

  /// The same with a key's.
  private static void setKeyPolicy(GuardedCluster c, IamPolicy policy) throws IOException {
    var _ =
        keys(c)
            .setIamPolicy(
                c.key.toString(),
                new com.google.api.services.cloudkms.v1.model.SetIamPolicyRequest()
                    .setPolicy(
                        AllowPolicies.write(
                                policy, com.google.api.services.cloudkms.v1.model.Policy.class)
                            .setEtag(null)))
            .execute();
  }

  private static IamPolicy policy(String role, String member, @Nullable Condition condition) {
    return new IamPolicy(3, "any", List.of(new Binding(role, List.of(member), condition)));
  }

  private static void disable(GuardedCluster c, int version) throws IOException {
    var _ =
        keys(c)
            .cryptoKeyVersions()
            .patch(version(c, version), new CryptoKeyVersion().setState("DISABLED"))
            .setUpdateMask("state")
            .execute();
  }

  private static void destroy(GuardedCluster c, int version) throws IOException {
    var _ =
        keys(c)
            .cryptoKeyVersions()
            .destroy(version(c, version), new DestroyCryptoKeyVersionRequest())
            .execute();
  }

  private static void rotate(GuardedCluster c) throws IOException {
    String made =
        keys(c)
            .cryptoKeyVersions()
            .create(c.key.toString(), new CryptoKeyVersion())
            .execute()
            .getName();
    var _ =
        keys(c)
            .updatePrimaryVersion(
                c.key.toString(),
                new UpdateCryptoKeyPrimaryVersionRequest()
                    .setCryptoKeyVersionId(made.substring(made.lastIndexOf('/') + 1)))
            .execute();
  }

  private static CryptoKeys keys(GuardedCluster c) {
    return c.kms.projects().locations().keyRings().cryptoKeys();
  }

  private static String version(GuardedCluster c, int number) {
    return c.key + "/cryptoKeyVersions/" + number;
  }

  private static Set<FindingCode> codes(List<Finding> findings) {
    return findings.stream()
        .map(Finding::code)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(FindingCode.class)));
  }

  private static boolean hasGcloud() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .anyMatch(bin -> Files.isExecutable(Path.of(bin, "gcloud")));
  }

  /// As somebody does who reads the alert: one line, into a POSIX shell.
  private static void paste(String command, GuardedCluster cluster)
      throws IOException, InterruptedException {
    assertThat(command).startsWith("gcloud ").doesNotContain("\n", "<", "…");
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true);
    Path token =
        Files.writeString(folder.resolve("token"), Caller.accessToken(Caller.OWNER.member()));
    Map<String, String> environment = builder.environment();
    environment.putAll(cluster.settings());
    environment.put("CLOUDSDK_AUTH_ACCESS_TOKEN_FILE", token.toString());
    environment.put("CLOUDSDK_CONFIG", folder.resolve("config").toString());
    environment.put("CLOUDSDK_CORE_DISABLE_USAGE_REPORTING", "true");
    environment.put("CLOUDSDK_CORE_DISABLE_PROMPTS", "true");
    environment.put("CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK", "true");
    environment.put("NO_PROXY", "127.0.0.1");
    environment.put("no_proxy", "127.0.0.1");
    Process shell = builder.start();
    String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor()).as(command + "\n" + output).isZero();
  }

  private static Arguments row(
      String name, Tampering tampering, FindingCode first, FindingCode... more) {
    return arguments(named(name, tampering), EnumSet.of(first, more));
  }
}
