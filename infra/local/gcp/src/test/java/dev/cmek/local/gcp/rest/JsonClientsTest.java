package dev.cmek.local.gcp.rest;

import static dev.cmek.local.gcp.TestCloud.KEY;
import static dev.cmek.local.gcp.TestCloud.LOCATION;
import static dev.cmek.local.gcp.TestCloud.PROJECT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.cloudresourcemanager.v3.CloudResourceManager;
import com.google.api.services.iam.v1.Iam;
import com.google.api.services.iam.v1.model.Binding;
import com.google.api.services.iam.v1.model.CreateServiceAccountRequest;
import com.google.api.services.iam.v1.model.DisableServiceAccountRequest;
import com.google.api.services.iam.v1.model.PatchServiceAccountRequest;
import com.google.api.services.iam.v1.model.Policy;
import com.google.api.services.iam.v1.model.ServiceAccount;
import com.google.api.services.iam.v1.model.SetIamPolicyRequest;
import com.google.cloud.kms.v1.CryptoKey;
import dev.cmek.local.gcp.TestCloud;
import dev.cmek.local.gcp.iam.Caller;
import dev.cmek.local.gcp.settings.OrganizationPolicies;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Google's older clients, which send JSON, and requests by hand.
class JsonClientsTest {

  private static final String EMAIL = "cmek-account@cmek-local.iam.gserviceaccount.com";

  private final TestCloud test = new TestCloud();
  private final Iam.Projects.ServiceAccounts accounts =
      new Iam.Builder(
              new NetHttpTransport(),
              GsonFactory.getDefaultInstance(),
              request ->
                  request
                      .getHeaders()
                      .setAuthorization("Bearer " + Caller.accessToken(Caller.OWNER.member())))
          .setRootUrl(test.cloud.url() + "/")
          .setApplicationName("test")
          .build()
          .projects()
          .serviceAccounts();

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void servesTheIamClient() throws Exception {
    String name = PROJECT + "/serviceAccounts/" + EMAIL;

    ServiceAccount made =
        accounts
            .create(
                PROJECT,
                new CreateServiceAccountRequest()
                    .setAccountId("cmek-account")
                    .setServiceAccount(new ServiceAccount().setDescription("ours")))
            .execute();
    ServiceAccount _ =
        accounts
            .patch(
                name,
                new PatchServiceAccountRequest()
                    .setServiceAccount(new ServiceAccount().setDescription("theirs"))
                    .setUpdateMask("description"))
            .execute();
    Policy read = accounts.getIamPolicy(name).setOptionsRequestedPolicyVersion(3).execute();
    Policy written =
        accounts
            .setIamPolicy(
                name,
                new SetIamPolicyRequest()
                    .setPolicy(
                        read.setVersion(3)
                            .setBindings(
                                List.of(
                                    new Binding()
                                        .setRole("roles/iam.serviceAccountTokenCreator")
                                        .setMembers(List.of("user:a@cmek.example"))))))
            .execute();
    var _ = accounts.disable(name, new DisableServiceAccountRequest()).execute();

    assertThat(made.getEmail()).isEqualTo(EMAIL);
    assertThat(written.getBindings()).hasSize(1);
    assertThat(accounts.get("projects/-/serviceAccounts/" + EMAIL).execute())
        .containsEntry("description", "theirs")
        .containsEntry("disabled", true);
  }

  @Test
  void tellsTheIamClientWhyInGooglesErrorDocument() {
    test.cloud
        .settings()
        .organizationPolicies(new OrganizationPolicies(List.of(), true, List.of()));

    GoogleJsonResponseException refusal =
        catchThrowableOfType(
            GoogleJsonResponseException.class,
            () ->
                accounts
                    .create(PROJECT, new CreateServiceAccountRequest().setAccountId("cmek-account"))
                    .execute());

    assertThat(refusal.getStatusCode()).isEqualTo(400);
    assertThat(refusal.getDetails().get("status")).isEqualTo("FAILED_PRECONDITION");
    assertThat(refusal.getContent())
        .contains(
            "type.googleapis.com/google.rpc.PreconditionFailure",
            "constraints/iam.disableServiceAccountCreation");
  }

  @Test
  void servesTheResourceManagerClient() throws Exception {
    CloudResourceManager.Projects projects =
        new CloudResourceManager.Builder(
                new NetHttpTransport(), GsonFactory.getDefaultInstance(), _ -> {})
            .setRootUrl(test.cloud.url() + "/")
            .setApplicationName("test")
            .build()
            .projects();

    var policy =
        projects
            .getIamPolicy(
                PROJECT,
                new com.google.api.services.cloudresourcemanager.v3.model.GetIamPolicyRequest())
            .execute();
    policy
        .getBindings()
        .add(
            new com.google.api.services.cloudresourcemanager.v3.model.Binding()
                .setRole("roles/cloudkms.viewer")
                .setMembers(List.of("user:a@cmek.example")));
    var written =
        projects
            .setIamPolicy(
                PROJECT,
                new com.google.api.services.cloudresourcemanager.v3.model.SetIamPolicyRequest()
                    .setPolicy(policy))
            .execute();

    assertThat(written.getBindings()).hasSize(2);
    assertThat(projects.get(PROJECT).execute().getName()).isEqualTo("projects/123456789012");
    assertThat(test.ask("GET", "/v1/projects/cmek-local", "", "").body())
        .contains("\"projectNumber\":\"123456789012\"");
    assertThat(test.ask("GET", "/v1/projects/nobodys", "", "").statusCode()).isEqualTo(403);
  }

  @Test
  void writesEnumsAsNamesAndReadsNamesAndNumbers() {
    CryptoKey _ = test.createKey();
    String version = "/v1/" + KEY + "/cryptoKeyVersions/1?updateMask=state";

    String byName = test.ask("PATCH", version, "", "{\"state\":\"DISABLED\"}").body();
    String byNumber = test.ask("PATCH", version, "", "{\"state\":1}").body();

    assertThat(byName).contains("\"state\": \"DISABLED\"");
    assertThat(byNumber).contains("\"state\": \"ENABLED\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET | /v1/projects/cmek-local/locations/europe-west1/keyRings/none | '' | 404 | NOT_FOUND",
        "GET | /v1/projects/cmek-local/locations/europe-west1/keyRings?colour=red | '' | 400 | INVALID_ARGUMENT",
        "POST | /v1/projects/cmek-local/serviceAccounts | {\"color\":1} | 400 | INVALID_ARGUMENT",
        "POST | /v1/projects/cmek-local/serviceAccounts | [] | 400 | INVALID_ARGUMENT",
        "POST | /v1/projects/cmek-local/serviceAccounts | { | 400 | INVALID_ARGUMENT",
        "DELETE | /v1/projects/cmek-local/locations/europe-west1/keyRings/r/cryptoKeys/k | '' | 501 | UNIMPLEMENTED",
        "DELETE | /v1/projects/cmek-local/locations/europe-west1/keyRings/r | '' | 404 | NOT_FOUND",
        "GET | /v9/projects | '' | 404 | NOT_FOUND"
      })
  void refusesInGooglesWords(String method, String path, String body, int code, String status) {
    var refusal = test.ask(method, path, "", body);

    assertThat(refusal.statusCode()).as(refusal.body()).isEqualTo(code);
    assertThat(refusal.body()).contains("\"status\":\"" + status + "\"");
  }

  @Test
  void readsAKeysPolicyWithGetAlone() {
    CryptoKey _ = test.createKey();

    assertThat(test.ask("GET", "/v1/" + KEY + ":getIamPolicy", "", "").body()).contains("ACAB");
    assertThat(test.ask("POST", "/v1/" + KEY + ":getIamPolicy", "", "{}").statusCode())
        .isEqualTo(404);
    assertThat(test.ask("GET", "/v1/" + LOCATION + "/keyRings", "", "").body()).contains("ring");
  }

  @Test
  void tellsTokensThatSayNobody() {
    assertThat(test.ask("GET", "/v1/" + KEY, "user", "").statusCode()).isEqualTo(403);
    assertThat(
            test.ask("GET", "/v1/" + KEY, "serviceAccount:a@b.iam.gserviceaccount.com", "")
                .statusCode())
        .isEqualTo(401);
  }
}
