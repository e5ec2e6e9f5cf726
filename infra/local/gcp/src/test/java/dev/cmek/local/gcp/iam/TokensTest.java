package dev.cmek.local.gcp.iam;

import static dev.cmek.local.gcp.TestCloud.KEY;
import static dev.cmek.local.gcp.TestCloud.PROJECT;
import static dev.cmek.local.gcp.TestCloud.RING;
import static dev.cmek.local.gcp.TestCloud.USER_OF_KEYS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.kms.v1.CryptoKey;
import com.google.iam.admin.v1.DisableServiceAccountRequest;
import dev.cmek.local.gcp.TestCloud;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The chain from the vendor over the customer's account to the key, and what says of it that it
/// holds.
class TokensTest {

  private static final String SCOPE = "{\"scope\":[\"https://www.googleapis.com/auth/cloudkms\"]}";
  private static final String EMAIL = "cmek-account@cmek-local.iam.gserviceaccount.com";
  private static final String ACCOUNT = PROJECT + "/serviceAccounts/" + EMAIL;
  private static final String TOKEN =
      "/v1/projects/-/serviceAccounts/" + EMAIL + ":generateAccessToken";

  private final TestCloud test = new TestCloud();
  private String vendor = "";

  @BeforeEach
  void accounts() {
    test.cloud.iam().createProject("crl-prod-abc", 2);
    vendor =
        "serviceAccount:"
            + test.cloud.iam().createServiceAccount("crl-prod-abc", "crl-kms-user-000000000001");
    String customer = test.createAccount("cmek-account");
    CryptoKey _ = test.createKey();
    test.cloud.iam().bind(KEY, USER_OF_KEYS, customer);
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void givesTheVendorATokenThatEncrypts() {
    test.cloud.iam().bind(ACCOUNT, "roles/iam.serviceAccountTokenCreator", vendor);

    HttpResponse<String> token = test.ask("POST", TOKEN, vendor, SCOPE);
    HttpResponse<String> sealed =
        test.ask(
            "POST",
            "/v1/" + KEY + ":encrypt",
            "serviceAccount:" + EMAIL,
            "{\"plaintext\":\"YQ==\"}");

    assertThat(token.body())
        .isEqualTo(
            "{\"accessToken\":\"as:serviceAccount:"
                + EMAIL
                + "\",\"expireTime\":\"2026-11-22T11:00:00Z\"}");
    assertThat(sealed.body()).contains("\"ciphertext\"");
  }

  @Test
  void givesIdTokensToThoseWhoMayHaveThem() {
    test.cloud.iam().bind(PROJECT, "roles/iam.serviceAccountOpenIdTokenCreator", vendor);
    String path = "/v1/projects/-/serviceAccounts/" + EMAIL + ":generateIdToken";

    HttpResponse<String> token =
        test.ask("POST", path, vendor, "{\"audience\":\"http://127.0.0.1\",\"includeEmail\":true}");

    assertThat(token.body())
        .isEqualTo("{\"token\":\"as:serviceAccount:" + EMAIL + ";aud=http://127.0.0.1\"}");
    assertThat(test.ask("POST", TOKEN, vendor, SCOPE).statusCode()).isEqualTo(403);
    assertThat(test.ask("POST", path, vendor, "{}").statusCode()).isEqualTo(400);
  }

  @Test
  void refusesThoseWithoutTheGrant() {
    HttpResponse<String> toVendor = test.ask("POST", TOKEN, vendor, SCOPE);
    HttpResponse<String> toOwner = test.ask("POST", TOKEN, "", SCOPE);
    HttpResponse<String> ofNobody =
        test.ask("POST", TOKEN.replace("cmek-account", "nobody"), vendor, SCOPE);

    assertThat(toVendor.statusCode()).isEqualTo(403);
    assertThat(toVendor.body()).contains("iam.serviceAccounts.getAccessToken");
    assertThat(toOwner.statusCode()).isEqualTo(403);
    assertThat(ofNobody.statusCode()).isEqualTo(404);
  }

  @Test
  void refusesTokensOfADisabledAccountOnceThatHasSpread() {
    test.cloud.iam().bind(ACCOUNT, "roles/iam.serviceAccountTokenCreator", vendor);
    test.cloud.settings().propagationDelay(Duration.ofSeconds(7));
    test.iam.disableServiceAccount(
        DisableServiceAccountRequest.newBuilder().setName(ACCOUNT).build());

    int before = test.ask("POST", TOKEN, vendor, SCOPE).statusCode();
    test.clock.pass(Duration.ofSeconds(7));
    HttpResponse<String> after = test.ask("POST", TOKEN, vendor, SCOPE);

    assertThat(before).isEqualTo(200);
    assertThat(after.statusCode()).isEqualTo(400);
    assertThat(after.body()).contains("FAILED_PRECONDITION", "disabled");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | 400",
        "{\"scope\":[]} | 400",
        "{\"scope\":[\"a\"],\"lifetime\":\"3601s\"} | 400",
        "{\"scope\":[\"a\"],\"lifetime\":\"1h\"} | 400",
        "{\"scope\":[\"a\"],\"color\":\"red\"} | 400",
        "{\"scope\":[\"a\"],\"delegates\":[\"b\"]} | 501",
        "[] | 400",
        "{ | 400"
      })
  void refusesUnfitRequests(String body, int status) {
    test.cloud.iam().bind(ACCOUNT, "roles/iam.serviceAccountTokenCreator", vendor);

    assertThat(test.ask("POST", TOKEN, vendor, body).statusCode()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v3"})
  void troubleshootsForThoseWhoMayReadThePolicies(String version) {
    String path = "/" + version + "/iam:troubleshoot";
    String asked =
        """
        {"accessTuple":{"principal":"%s","fullResourceName":"//cloudkms.googleapis.com/%s",
        "permission":"cloudkms.cryptoKeyVersions.useToEncrypt"}}
        """
            .formatted(EMAIL, KEY);

    String ofKey = test.ask("POST", path, "", asked).body();
    String ofRing = test.ask("POST", path, "", asked.replace(KEY, RING)).body();
    String toVendor = test.ask("POST", path, vendor, asked).body();

    assertThat(ofKey).contains(version.equals("v1") ? "\"access\":\"GRANTED\"" : "\"CAN_ACCESS\"");
    assertThat(ofRing)
        .contains(version.equals("v1") ? "\"access\":\"NOT_GRANTED\"" : "\"CANNOT_ACCESS\"");
    assertThat(toVendor)
        .contains(version.equals("v1") ? "UNKNOWN_INFO_DENIED" : "\"UNKNOWN_INFO\"");
    assertThat(
            test.ask("POST", path, "", asked.replace("useToEncrypt", "useToPonder")).statusCode())
        .isEqualTo(400);
    assertThat(test.ask("POST", path, "", "{}").statusCode()).isEqualTo(400);
  }
}
