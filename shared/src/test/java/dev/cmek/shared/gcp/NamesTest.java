package dev.cmek.shared.gcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cmek.shared.cluster.ClusterId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

  @Test
  void vendorActsAsAnAccountOfTheCluster() {
    ClusterId cluster = new ClusterId("f78b7feb-b6cf-4396-9d7f-494982d7d81e");

    ServiceAccountEmail vendor = GcpVendor.account(cluster, "crl-prod-abc");

    assertThat(vendor.member())
        .isEqualTo("serviceAccount:crl-kms-user-494982d7d81e@crl-prod-abc.iam.gserviceaccount.com");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "projects/p/locations/global/keyRings/r/cryptoKeys/k",
        "projects/example.com:app/locations/europe-west1/keyRings/cmek-1/cryptoKeys/K_1"
      })
  void keyNamesAreReadAndWrittenAlike(String name) {
    assertThat(CryptoKeyName.parse(name)).hasToString(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "arn:aws:kms:eu-west-1:111122223333:key/1",
        "projects/p/locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1",
        "projects/p/locations/l/keyRings/r",
        "//cloudkms.googleapis.com/projects/p/locations/l/keyRings/r/cryptoKeys/k",
        "projects/p/locations/l/keyRings/r r/cryptoKeys/k"
      })
  void otherTextsAreNoKeyNames(String name) {
    assertThat(CryptoKeyName.find(name)).isEmpty();
    assertThatThrownBy(() -> CryptoKeyName.parse(name)).hasMessageContaining("no name of a crypto");
  }

  @Test
  void emailsTellTheProject() {
    ServiceAccountEmail plain =
        ServiceAccountEmail.parse("cmek-one@my-project.iam.gserviceaccount.com");
    ServiceAccountEmail ofDomain =
        ServiceAccountEmail.parse("cmek-one@app.example.com.iam.gserviceaccount.com");

    assertThat(plain.project()).isEqualTo("my-project");
    assertThat(ofDomain.project()).isEqualTo("example.com:app");
    assertThat(ofDomain).hasToString("cmek-one@app.example.com.iam.gserviceaccount.com");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "alice@example.com",
        "123-compute@developer.gserviceaccount.com",
        "serviceAccount:cmek-one@p.iam.gserviceaccount.com"
      })
  void otherTextsAreNoEmailsOfAccounts(String email) {
    assertThat(ServiceAccountEmail.find(email)).isEmpty();
  }
}
