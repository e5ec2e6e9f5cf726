package dev.cmek.local.gcp.iam;

import static dev.cmek.local.gcp.Refused.assertRefused;
import static dev.cmek.local.gcp.TestCloud.KEY;
import static dev.cmek.local.gcp.TestCloud.USER_OF_KEYS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.gax.rpc.StatusCode.Code;
import com.google.cloud.kms.v1.CryptoKey;
import com.google.iam.v1.AuditConfig;
import com.google.iam.v1.Binding;
import com.google.iam.v1.GetIamPolicyRequest;
import com.google.iam.v1.Policy;
import com.google.type.Expr;
import dev.cmek.local.gcp.TestCloud;
import dev.cmek.local.gcp.settings.OrganizationPolicies;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoliciesTest {

  private static final String PERSON = "user:a@cmek.example";

  private final TestCloud test = new TestCloud();

  @BeforeEach
  void key() {
    CryptoKey _ = test.createKey();
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void refusesToWriteOverAChangeThatTheWriterDidNotRead() {
    Policy read = test.policy(KEY);
    Policy _ = test.grant(KEY, USER_OF_KEYS, PERSON);

    assertRefused(
        () -> test.setPolicy(KEY, read), Code.ABORTED, "There were concurrent policy changes.");
    assertThat(test.policy(KEY).getBindingsCount()).isOne();
  }

  @Test
  void writesWithTheEtagThatWasRead() {
    Policy read = test.grant(KEY, USER_OF_KEYS, PERSON);
    Binding viewer =
        Binding.newBuilder().setRole("roles/cloudkms.viewer").addMembers(PERSON).build();

    Policy written = test.setPolicy(KEY, read.toBuilder().addBindings(viewer).build());

    assertThat(written.getBindingsList()).containsExactly(read.getBindings(0), viewer);
    assertThat(written.getEtag()).isNotEqualTo(read.getEtag());
    assertThat(test.policy(KEY)).isEqualTo(written);
  }

  @Test
  void joinsBindingsOfTheSameRole() {
    Binding twice =
        Binding.newBuilder().setRole(USER_OF_KEYS).addMembers(PERSON).addMembers(PERSON).build();
    Binding nobody = Binding.newBuilder().setRole("roles/cloudkms.viewer").build();

    Policy written =
        test.setPolicy(
            KEY,
            Policy.newBuilder()
                .addBindings(twice)
                .addBindings(twice.toBuilder().addMembers("user:b@cmek.example"))
                .addBindings(nobody)
                .build());

    assertThat(written.getBindingsList())
        .containsExactly(
            Binding.newBuilder()
                .setRole(USER_OF_KEYS)
                .addMembers(PERSON)
                .addMembers("user:b@cmek.example")
                .build());
  }

  @ParameterizedTest
  @CsvSource({
    "serviceAccount:nobody@cmek-local.iam.gserviceaccount.com, does not exist",
    "serviceAccount:service-1@gcp-sa-pubsub.iam.gserviceaccount.com, does not exist",
    "deleted:serviceAccount:a@cmek-local.iam.gserviceaccount.com?uid=1, does not exist",
    "user:a@nowhere.invalid, User a@nowhere.invalid does not exist.",
    "domain:nowhere.invalid, does not exist",
    "principalSet://everybody, unknown type",
    "a@cmek.example, unknown type"
  })
  void refusesMembersThatDoNotExist(String member, String messagePart) {
    assertRefused(() -> test.grant(KEY, USER_OF_KEYS, member), Code.INVALID_ARGUMENT, messagePart);
  }

  @Test
  void refusesRolesThatCannotBeGrantedThere() {
    test.cloud.iam().createProject("another", 2);
    test.cloud.iam().defineRole("projects/another/roles/theirs", List.of("cloudkms.keyRings.get"));

    for (String role :
        List.of(
            "roles/nothing", "projects/cmek-local/roles/none", "projects/another/roles/theirs")) {
      assertRefused(() -> test.grant(KEY, role, PERSON), Code.INVALID_ARGUMENT, role);
    }
  }

  @Test
  void showsTheGrantOfADeletedAccountAsSuch() {
    String member = test.createAccount("cmek-account");
    Policy _ = test.grant(KEY, USER_OF_KEYS, member);
    String email = member.substring("serviceAccount:".length());
    String uniqueId =
        test.iam.getServiceAccount("projects/-/serviceAccounts/" + email).getUniqueId();

    test.iam.deleteServiceAccount("projects/cmek-local/serviceAccounts/" + email);
    Policy read = test.policy(KEY);
    Policy written = test.setPolicy(KEY, read);
    String _ = test.createAccount("cmek-account");
    Policy afterAnotherOfThatName = test.policy(KEY);

    String deleted = "deleted:" + member + "?uid=" + uniqueId;
    assertThat(read.getBindings(0).getMembersList()).containsExactly(deleted);
    assertThat(written.getBindings(0).getMembersList()).containsExactly(deleted);
    assertThat(afterAnotherOfThatName.getBindings(0).getMembersList()).containsExactly(deleted);
  }

  @Test
  void hidesConditionsFromReadersOfOldVersions() {
    Policy written = test.setPolicy(KEY, conditional(3));

    Policy old = test.kms.getIamPolicy(GetIamPolicyRequest.newBuilder().setResource(KEY).build());

    assertThat(written.getVersion()).isEqualTo(3);
    assertThat(written.getBindings(0).getCondition().getTitle()).isEqualTo("soon");
    assertThat(old.getVersion()).isEqualTo(1);
    assertThat(old.getBindings(0).hasCondition()).isFalse();
    assertThat(old.getBindings(0).getRole()).startsWith(USER_OF_KEYS + "_withcond_");
    assertRefused(() -> test.setPolicy(KEY, old), Code.INVALID_ARGUMENT, "version 3");
    assertRefused(
        () -> test.setPolicy(KEY, old.toBuilder().clearBindings().build()),
        Code.INVALID_ARGUMENT,
        "version 3");
  }

  @Test
  void refusesWhatNoPolicyCanHold() {
    assertRefused(() -> test.setPolicy(KEY, conditional(1)), Code.INVALID_ARGUMENT, "version 3");
    assertRefused(
        () -> test.setPolicy(KEY, Policy.newBuilder().setVersion(2).build()),
        Code.INVALID_ARGUMENT,
        "version 2");
    assertRefused(
        () ->
            test.setPolicy(
                KEY, Policy.newBuilder().addAuditConfigs(AuditConfig.getDefaultInstance()).build()),
        Code.UNIMPLEMENTED,
        "auditConfigs");
  }

  @Test
  void refusesNewMembersOfDomainsThatTheOrganizationForbids() {
    String ours = test.createAccount("cmek-account");
    Policy before = test.grant(KEY, USER_OF_KEYS, PERSON);
    test.cloud
        .settings()
        .organizationPolicies(
            new OrganizationPolicies(
                List.of("cmek-local.iam.gserviceaccount.com"), false, List.of()));

    Policy kept =
        test.setPolicy(
            KEY,
            before.toBuilder()
                .addBindings(Binding.newBuilder().setRole("roles/cloudkms.viewer").addMembers(ours))
                .build());

    assertThat(kept.getBindingsCount()).isEqualTo(2);
    assertRefused(
        () -> test.grant(KEY, USER_OF_KEYS, "user:b@cmek.example"),
        Code.FAILED_PRECONDITION,
        "do not belong to a permitted customer");
    assertRefused(
        () -> test.grant(KEY, USER_OF_KEYS, "allUsers"),
        Code.FAILED_PRECONDITION,
        "do not belong to a permitted customer");
  }

  private static Policy conditional(int version) {
    return Policy.newBuilder()
        .setVersion(version)
        .addBindings(
            Binding.newBuilder()
                .setRole(USER_OF_KEYS)
                .addMembers(PERSON)
                .setCondition(
                    Expr.newBuilder()
                        .setTitle("soon")
                        .setExpression("request.time < timestamp(\"2027-01-01T00:00:00Z\")")))
        .build();
  }
}
