package dev.cmek.local.gcp.iam;

import static dev.cmek.local.gcp.Refused.assertRefused;
import static dev.cmek.local.gcp.TestCloud.PROJECT;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.gax.rpc.StatusCode.Code;
import com.google.iam.admin.v1.CreateRoleRequest;
import com.google.iam.admin.v1.DisableServiceAccountRequest;
import com.google.iam.admin.v1.EnableServiceAccountRequest;
import com.google.iam.admin.v1.GetRoleRequest;
import com.google.iam.admin.v1.ListRolesRequest;
import com.google.iam.admin.v1.PatchServiceAccountRequest;
import com.google.iam.admin.v1.Role;
import com.google.iam.admin.v1.ServiceAccount;
import com.google.iam.admin.v1.UndeleteServiceAccountRequest;
import com.google.iam.v1.Binding;
import com.google.iam.v1.Policy;
import com.google.protobuf.FieldMask;
import dev.cmek.local.gcp.TestCloud;
import dev.cmek.local.gcp.settings.OrganizationPolicies;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceAccountsTest {

  private static final String NAME =
      PROJECT + "/serviceAccounts/cmek-account@cmek-local.iam.gserviceaccount.com";

  private final TestCloud test = new TestCloud();

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void makesAnAccount() {
    ServiceAccount made = create("cmek-account");

    assertThat(made.getName()).isEqualTo(NAME);
    assertThat(made.getEmail()).isEqualTo("cmek-account@cmek-local.iam.gserviceaccount.com");
    assertThat(made.getDescription()).isEqualTo("cmek-functions cluster=a");
    assertThat(made.getUniqueId()).matches("\\d{21}");
    assertThat(test.iam.getServiceAccount(NAME)).isEqualTo(made);
    assertThat(test.iam.getServiceAccount(PROJECT + "/serviceAccounts/" + made.getUniqueId()))
        .isEqualTo(made);
    assertThat(test.iam.listServiceAccounts(PROJECT).iterateAll()).containsExactly(made);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "short",
        "a-name-of-more-than-thirty-chars",
        "1digit-first",
        "Upper-case",
        "dash-last-"
      })
  void refusesUnfitIds(String id) {
    assertRefused(
        () -> create(id), Code.INVALID_ARGUMENT, "The account ID \"" + id + "\" does not");
  }

  @Test
  void refusesAnIdThatIsTaken() {
    ServiceAccount _ = create("cmek-account");

    assertRefused(
        () -> create("cmek-account"),
        Code.ALREADY_EXISTS,
        "Service account cmek-account already exists within project projects/cmek-local.");
  }

  @Test
  void refusesWhatIsNotThere() {
    assertRefused(
        () -> test.iam.getServiceAccount(NAME), Code.NOT_FOUND, "Unknown service account");
    assertRefused(() -> test.iam.getIamPolicy(NAME), Code.NOT_FOUND, "Unknown service account");
    assertRefused(
        () -> test.iam.setIamPolicy(NAME, Policy.getDefaultInstance()),
        Code.NOT_FOUND,
        "Unknown service account");
    assertRefused(
        () -> test.iam.getServiceAccount(NAME.replace("cmek-local/", "-/")),
        Code.PERMISSION_DENIED,
        "iam.serviceAccounts.get");
    assertRefused(
        () -> test.iam.getServiceAccount("cmek-account"), Code.INVALID_ARGUMENT, "cmek-account");
  }

  @Test
  void changesWhatDescribesIt() {
    ServiceAccount made = create("cmek-account");

    ServiceAccount patched =
        patch(made.toBuilder().setDescription("theirs").build(), "description");

    assertThat(patched).isEqualTo(made.toBuilder().setDescription("theirs").build());
    assertThat(test.iam.getServiceAccount(NAME)).isEqualTo(patched);
    assertRefused(() -> patch(made, "email"), Code.INVALID_ARGUMENT, "display_name, description");
    assertRefused(
        () -> patch(made.toBuilder().setDescription("x".repeat(257)).build(), "description"),
        Code.INVALID_ARGUMENT,
        "256 bytes");
  }

  @Test
  void disablesAndEnables() {
    ServiceAccount made = create("cmek-account");

    test.iam.disableServiceAccount(DisableServiceAccountRequest.newBuilder().setName(NAME).build());
    ServiceAccount disabled = test.iam.getServiceAccount(NAME);
    test.iam.enableServiceAccount(EnableServiceAccountRequest.newBuilder().setName(NAME).build());

    assertThat(disabled).isEqualTo(made.toBuilder().setDisabled(true).build());
    assertThat(test.iam.getServiceAccount(NAME)).isEqualTo(made);
  }

  @Test
  void bringsADeletedAccountBackWithItsGrants() {
    ServiceAccount made = create("cmek-account");
    Policy policy =
        test.iam.setIamPolicy(
            NAME,
            Policy.newBuilder()
                .addBindings(
                    Binding.newBuilder()
                        .setRole("roles/iam.serviceAccountTokenCreator")
                        .addMembers("user:a@cmek.example"))
                .build());
    test.iam.deleteServiceAccount(NAME);
    assertRefused(() -> test.iam.getServiceAccount(NAME), Code.NOT_FOUND, "Unknown");

    ServiceAccount restored = undelete(made.getUniqueId());

    assertThat(restored).isEqualTo(made);
    assertThat(test.iam.getIamPolicy(NAME)).isEqualTo(policy);
  }

  @Test
  void cannotBringBackWhatIsReplacedOrDeletedLongAgo() {
    ServiceAccount first = create("cmek-account");
    test.iam.deleteServiceAccount(NAME);
    ServiceAccount second = create("cmek-account");

    assertThat(second.getUniqueId()).isNotEqualTo(first.getUniqueId());
    assertRefused(() -> undelete(first.getUniqueId()), Code.ALREADY_EXISTS, "by now");

    test.iam.deleteServiceAccount(NAME);
    test.clock.pass(Duration.ofDays(30));
    assertRefused(() -> undelete(second.getUniqueId()), Code.NOT_FOUND, "cannot be undeleted");
  }

  @Test
  void refusesAccountsWhereTheOrganizationForbidsThem() {
    test.cloud
        .settings()
        .organizationPolicies(new OrganizationPolicies(List.of(), true, List.of()));

    assertRefused(
        () -> create("cmek-account"),
        Code.FAILED_PRECONDITION,
        "Service account creation is not allowed on this project.");
  }

  @Test
  void makesAProjectsOwnRoles() {
    Role made = createRole("cmekEnsureKey", "cloudkms.cryptoKeys.get");

    assertThat(made.getName()).isEqualTo(PROJECT + "/roles/cmekEnsureKey");
    assertThat(test.iam.getRole(GetRoleRequest.newBuilder().setName(made.getName()).build()))
        .isEqualTo(made);
    assertThat(
            test.iam
                .listRoles(ListRolesRequest.newBuilder().setParent(PROJECT).build())
                .iterateAll())
        .extracting(Role::getName)
        .containsExactly(made.getName());
    assertRefused(
        () -> createRole("cmekEnsureKey", "cloudkms.cryptoKeys.get"),
        Code.ALREADY_EXISTS,
        "cmekEnsureKey");
    assertRefused(
        () -> createRole("another", "cloudkms.cryptoKeys.steal"),
        Code.INVALID_ARGUMENT,
        "Permission cloudkms.cryptoKeys.steal is not valid.");
    assertRefused(
        () -> createRole("no-dash", "cloudkms.cryptoKeys.get"), Code.INVALID_ARGUMENT, "no-dash");
  }

  @Test
  void knowsThePredefinedRoles() {
    Role role =
        test.iam.getRole(
            GetRoleRequest.newBuilder()
                .setName("roles/cloudkms.cryptoKeyEncrypterDecrypter")
                .build());
    Role owner = test.iam.getRole(GetRoleRequest.newBuilder().setName("roles/owner").build());

    assertThat(role.getIncludedPermissionsList())
        .contains(
            "cloudkms.cryptoKeyVersions.useToDecrypt", "cloudkms.cryptoKeyVersions.useToEncrypt")
        .doesNotContain("cloudkms.cryptoKeys.get");
    assertThat(owner.getIncludedPermissionsList())
        .contains("cloudkms.cryptoKeys.setIamPolicy")
        .doesNotContain("iam.serviceAccounts.getAccessToken");
    assertThat(test.iam.listRoles(ListRolesRequest.getDefaultInstance()).iterateAll())
        .extracting(Role::getName)
        .contains("roles/owner", "roles/iam.serviceAccountTokenCreator");
    assertRefused(
        () -> test.iam.getRole(GetRoleRequest.newBuilder().setName("roles/none").build()),
        Code.NOT_FOUND,
        "roles/none");
  }

  private ServiceAccount create(String id) {
    return test.iam.createServiceAccount(
        PROJECT,
        id,
        ServiceAccount.newBuilder().setDescription("cmek-functions cluster=a").build());
  }

  private ServiceAccount patch(ServiceAccount account, String field) {
    return test.iam.patchServiceAccount(
        PatchServiceAccountRequest.newBuilder()
            .setServiceAccount(account)
            .setUpdateMask(FieldMask.newBuilder().addPaths(field))
            .build());
  }

  private ServiceAccount undelete(String uniqueId) {
    return test.iam
        .undeleteServiceAccount(
            UndeleteServiceAccountRequest.newBuilder()
                .setName(PROJECT + "/serviceAccounts/" + uniqueId)
                .build())
        .getRestoredAccount();
  }

  private Role createRole(String id, String permission) {
    return test.iam.createRole(
        CreateRoleRequest.newBuilder()
            .setParent(PROJECT)
            .setRoleId(id)
            .setRole(Role.newBuilder().setTitle(id).addIncludedPermissions(permission))
            .build());
  }
}
