package dev.cmek.local.gcp.iam;

import static dev.cmek.local.gcp.Refused.assertRefused;
import static dev.cmek.local.gcp.TestCloud.KEY;
import static dev.cmek.local.gcp.TestCloud.LOCATION;
import static dev.cmek.local.gcp.TestCloud.PROJECT;
import static dev.cmek.local.gcp.TestCloud.RING;
import static dev.cmek.local.gcp.TestCloud.USER_OF_KEYS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.api.gax.rpc.StatusCode.Code;
import com.google.cloud.kms.v1.CryptoKey;
import com.google.cloud.kms.v1.EncryptResponse;
import com.google.cloud.kms.v1.KeyManagementServiceClient;
import com.google.iam.v1.Binding;
import com.google.iam.v1.Policy;
import com.google.iam.v1.TestIamPermissionsRequest;
import com.google.protobuf.ByteString;
import com.google.type.Expr;
import dev.cmek.local.gcp.Clients;
import dev.cmek.local.gcp.TestCloud;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnforcementTest {

  private static final String ENCRYPT = "cloudkms.cryptoKeyVersions.useToEncrypt";
  private static final ByteString SECRET = ByteString.copyFromUtf8("secret");

  private final TestCloud test = new TestCloud();
  private final String member = test.createAccount("cmek-account");
  private final String email = member.substring("serviceAccount:".length());
  private final KeyManagementServiceClient kms = Clients.kms(test.cloud, member);

  @BeforeEach
  void key() {
    CryptoKey _ = test.createKey();
  }

  @AfterEach
  void close() {
    kms.close();
    test.close();
  }

  @Test
  void refusesWhatNoPolicyGrants() {
    assertRefused(
        () -> kms.encrypt(KEY, SECRET),
        Code.PERMISSION_DENIED,
        "Permission '" + ENCRYPT + "' denied on resource '" + KEY + "' (or it may not exist).");
    assertRefused(
        () -> kms.getCryptoKey(RING + "/cryptoKeys/none"), Code.PERMISSION_DENIED, "none");
  }

  @ParameterizedTest
  @ValueSource(strings = {KEY, RING, PROJECT})
  void takesTheGrantsOfAllThatAKeyIsIn(String resource) {
    test.cloud.iam().bind(resource, USER_OF_KEYS, member);

    EncryptResponse answer = kms.encrypt(KEY, SECRET);

    assertThat(answer.getCiphertext()).isNotEmpty();
    assertRefused(() -> kms.getCryptoKey(KEY), Code.PERMISSION_DENIED, "cloudkms.cryptoKeys.get");
  }

  @ParameterizedTest
  @ValueSource(strings = {"allUsers", "allAuthenticatedUsers"})
  void letsEverybodyDoWhatIsGrantedToEverybody(String everybody) {
    Policy _ = test.grant(KEY, USER_OF_KEYS, everybody);

    assertThat(kms.encrypt(KEY, SECRET).getCiphertext()).isNotEmpty();
  }

  @Test
  void takesAProjectsOwnRoles() {
    test.cloud.iam().defineRole(PROJECT + "/roles/sealing", List.of(ENCRYPT));
    Policy _ = test.grant(KEY, PROJECT + "/roles/sealing", member);

    ByteString sealed = kms.encrypt(KEY, SECRET).getCiphertext();

    assertRefused(() -> kms.decrypt(KEY, sealed), Code.PERMISSION_DENIED, "useToDecrypt");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "request.time < timestamp('2027-01-01T00:00:00Z') | true",
        "request.time < timestamp('2026-01-01T00:00:00Z') | false",
        "request.time >= timestamp('2026-01-01T00:00:00Z') | true",
        "request.time < timestamp('tomorrow') | false",
        "resource.name == 'projects/cmek-local/locations/europe-west1/keyRings/ring/cryptoKeys/cmek' | true",
        "resource.name == 'projects/cmek-local' | false",
        "resource.name.startsWith('projects/cmek-local/') && request.time > timestamp('2026-01-01T00:00:00Z') | true",
        "resource.name.startsWith('projects/another/') | false",
        "request.auth.claims.hd == 'cmek.example' | false"
      })
  void judgesTheConditionsThatItKnows(String expression, boolean holds) {
    Policy _ =
        test.setPolicy(
            KEY,
            Policy.newBuilder()
                .setVersion(3)
                .addBindings(
                    Binding.newBuilder()
                        .setRole(USER_OF_KEYS)
                        .addMembers(member)
                        .setCondition(
                            Expr.newBuilder().setTitle("sometimes").setExpression(expression)))
                .build());

    boolean allowed =
        test.cloud.iam().enforcement().allows(new Caller(member, Optional.empty()), ENCRYPT, KEY);

    assertThat(allowed).isEqualTo(holds);
  }

  @Test
  void letsChangesCountOnlyAfterTheDelay() {
    test.cloud.settings().propagationDelay(Duration.ofSeconds(60));

    Policy granted = test.grant(KEY, USER_OF_KEYS, member);
    assertThat(test.policy(KEY)).isEqualTo(granted);
    assertRefused(() -> kms.encrypt(KEY, SECRET), Code.PERMISSION_DENIED, ENCRYPT);

    test.clock.pass(Duration.ofSeconds(60));
    assertThat(kms.encrypt(KEY, SECRET).getCiphertext()).isNotEmpty();

    Policy _ = test.setPolicy(KEY, Policy.getDefaultInstance());
    assertThat(kms.encrypt(KEY, SECRET).getCiphertext()).isNotEmpty();

    test.clock.pass(Duration.ofSeconds(60));
    assertRefused(() -> kms.encrypt(KEY, SECRET), Code.PERMISSION_DENIED, ENCRYPT);
  }

  @Test
  void refusesADisabledAccountOnceThatHasSpread() {
    test.cloud.iam().bind(KEY, USER_OF_KEYS, member);
    test.cloud.settings().propagationDelay(Duration.ofSeconds(60));
    String name = PROJECT + "/serviceAccounts/" + email;

    test.iam.disableServiceAccount(
        com.google.iam.admin.v1.DisableServiceAccountRequest.newBuilder().setName(name).build());

    assertThat(test.iam.getServiceAccount(name).getDisabled()).isTrue();
    assertThat(kms.encrypt(KEY, SECRET).getCiphertext()).isNotEmpty();
    test.clock.pass(Duration.ofSeconds(60));
    assertRefused(() -> kms.encrypt(KEY, SECRET), Code.UNAUTHENTICATED, "disabled");
  }

  @Test
  void refusesCallersWhoAreNobody() {
    try (KeyManagementServiceClient nobody =
        Clients.kms(test.cloud, "serviceAccount:a@b.iam.gserviceaccount.com")) {
      assertRefused(() -> nobody.getKeyRing(RING), Code.UNAUTHENTICATED, "does not exist");
    }
    assertThat(test.ask("GET", "/v1/" + RING, "", "").statusCode()).isEqualTo(200);
  }

  @Test
  void grantsTheNextAccountOfANameNothingOfTheLastOnes() {
    test.cloud.iam().bind(KEY, USER_OF_KEYS, member);

    test.iam.deleteServiceAccount(PROJECT + "/serviceAccounts/" + email);
    String _ = test.createAccount("cmek-account");

    assertRefused(() -> kms.encrypt(KEY, SECRET), Code.PERMISSION_DENIED, ENCRYPT);
  }

  @Test
  void tellsACallerWhichPermissionsItHas() {
    test.cloud.iam().bind(RING, USER_OF_KEYS, member);

    var held =
        kms.testIamPermissions(
            TestIamPermissionsRequest.newBuilder()
                .setResource(KEY)
                .addPermissions(ENCRYPT)
                .addPermissions("cloudkms.cryptoKeys.setIamPolicy")
                .build());

    assertThat(held.getPermissionsList()).containsExactly(ENCRYPT);
    assertRefused(
        () ->
            kms.testIamPermissions(
                TestIamPermissionsRequest.newBuilder()
                    .setResource(KEY)
                    .addPermissions("cloudkms.keys.use")
                    .build()),
        Code.INVALID_ARGUMENT,
        "cloudkms.keys.use");
  }

  @Test
  void recordsWhoWantedWhat() {
    test.cloud.iam().calls().clear();
    test.cloud.iam().bind(RING, "roles/cloudkms.viewer", member);

    var _ = kms.getKeyRing(RING);
    assertRefused(() -> kms.listKeyRings(LOCATION), Code.PERMISSION_DENIED, "list");

    assertThat(test.cloud.iam().calls().all())
        .containsExactly(
            new Call(test.clock.instant(), member, "cloudkms.keyRings.get", RING, true),
            new Call(test.clock.instant(), member, "cloudkms.keyRings.list", LOCATION, false));
  }

  @Test
  void knowsOfABucketsProjectWhatItWasTold() {
    test.cloud.iam().hierarchy().place("buckets/state", "cmek-local");
    test.cloud.iam().bind("buckets/state", "roles/storage.objectViewer", member);
    Enforcement enforcement = test.cloud.iam().enforcement();

    enforcement.require(
        new Caller(member, Optional.empty()), "storage.objects.get", "buckets/state");
    enforcement.require(Caller.OWNER, "storage.objects.create", "buckets/state");

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> enforcement.require(Caller.OWNER, "storage.objects.get", "buckets/another"));
  }

  @Test
  void failsLoudlyOnAPermissionThatNoRoleHas() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            test.cloud.iam().enforcement().require(Caller.OWNER, "cloudkms.cryptoKeys.delete", KEY))
        .withMessageContaining("cloudkms.cryptoKeys.delete");
  }
}
