package dev.cmek.simulator.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.cmek.simulator.access.CloudAccess.KeyUse;
import dev.cmek.simulator.access.ScriptedGoogleCloud.Asked;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GcpAccessTest {
  private static final String ACCOUNT = "cmek-35c4abb2@keys-prod.iam.gserviceaccount.com";
  private static final String VENDOR =
      "serviceAccount:crl-kms-user-5ebef5ed2aa1@crl-prod-abc.iam.gserviceaccount.com";
  private static final String KEY =
      "projects/keys-prod/locations/us-east4/keyRings/cmek-1/cryptoKeys/cmek";

  private final ScriptedGoogleCloud cloud;
  private final GcpAccess access;

  GcpAccessTest() throws IOException {
    cloud = new ScriptedGoogleCloud();
    access = new GcpAccess(cloud.url());
  }

  @AfterEach
  void close() {
    access.close();
    cloud.close();
  }

  @Test
  void theKeyIsTriedThroughTheGrantedChain() {
    Optional<String> obstacle = obstacle();

    assertThat(obstacle).isEmpty();
    assertThat(cloud.asked())
        .extracting(Asked::path, Asked::authorization)
        .containsExactly(
            tuple(
                "/v1/projects/-/serviceAccounts/" + ACCOUNT + ":generateAccessToken",
                "Bearer as:" + VENDOR),
            tuple("/v1/" + KEY + ":encrypt", "Bearer as:serviceAccount:" + ACCOUNT),
            tuple("/v1/" + KEY + ":decrypt", "Bearer as:serviceAccount:" + ACCOUNT));
  }

  @Test
  void everyTrialHasATextOfItsOwn() {
    var _ = obstacle();
    var _ = obstacle();

    assertThat(cloud.asked().get(1).body()).isNotEqualTo(cloud.asked().get(4).body());
  }

  @ParameterizedTest
  @CsvSource({
    "generateAccessToken, 403, 1, getting a token for cmek-35c4abb2@",
    "encrypt, 403, 2, encrypting with projects/keys-prod/",
    "encrypt, 404, 2, encrypting with projects/keys-prod/",
    "decrypt, 400, 3, decrypting with projects/keys-prod/",
  })
  void whatTheCloudRefusesIsTheObstacle(String verb, int status, int requests, String doing) {
    cloud.refuse(verb, status, "told by " + verb);

    Optional<String> obstacle = obstacle();

    assertThat(obstacle)
        .get()
        .asString()
        .startsWith(doing)
        .endsWith(": " + status + " told by " + verb);
    assertThat(cloud.asked()).hasSize(requests);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "decrypt|{\"plaintext\":\"b3RoZXI=\"}|does not decrypt what it encrypted",
        "encrypt|{\"ciphertext\":\"eA==\"}|lacks name",
        "encrypt|{\"name\":\"projects/other/locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1\","
            + "\"ciphertext\":\"eA==\"}"
            + "|done by projects/other/",
        "generateAccessToken|{}|lacks accessToken",
        "generateAccessToken|<html>|no JSON",
      })
  void anAnswerThatProvesNothingIsAnObstacle(String verb, String answer, String told) {
    cloud.answerInstead(verb, 200, answer);

    assertThat(obstacle()).get().asString().contains(told);
  }

  @Test
  void aCloudThatDoesNotAnswerIsNoObstacleOfTheCustomers() {
    cloud.close();

    assertThatThrownBy(this::obstacle)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("getting a token");
  }

  @Test
  void anAccountThatIsThereIsAsGoodAsANewOne() {
    cloud.refuse("serviceAccounts", 409, "already exists");

    access.host("35c4abb2-bb66-46d7-afed-5ebef5ed2aa1", "crl-prod-abc");
  }

  @Test
  void aClusterIsHostedOnlyInAProjectThatIsThere() {
    cloud.refuse("serviceAccounts", 404, "no such project");

    assertThatThrownBy(() -> access.host("35c4abb2-bb66-46d7-afed-5ebef5ed2aa1", "none"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("account_id: 404 no such project");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "projects/keys-prod/locations/us-east4/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1",
        "projects/keys-prod/locations/us-east4/keyRings/r",
        "//cloudkms.googleapis.com/projects/keys-prod/locations/us-east4/keyRings/r/cryptoKeys/k",
        "projects/keys-prod/locations/us-east4/keyRings/r/cryptoKeys/k:encrypt",
        "arn:aws:kms:us-east-1:222233334444:key/1",
      })
  void aNameThatIsNoCryptoKeysIsRefused(String uri) {
    assertThatThrownBy(() -> access.requireFit(use(uri, ACCOUNT)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(uri);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "serviceAccount:cmek-35c4abb2@keys-prod.iam.gserviceaccount.com",
        "somebody@example.com",
        "123456789012-compute@developer.gserviceaccount.com",
        "cmek-35c4abb2@keys-prod.iam.gserviceaccount.com:generateAccessToken",
      })
  void aPrincipalThatIsNoServiceAccountIsRefused(String principal) {
    assertThatThrownBy(() -> access.requireFit(use(KEY, principal)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(principal);
  }

  @ParameterizedTest
  @ValueSource(strings = {"us-east4", "global", "europe", "us"})
  void aKeyMayBeAnywhere(String location) {
    access.requireFit(use(KEY.replace("us-east4", location), ACCOUNT));
  }

  private Optional<String> obstacle() {
    return access.obstacle(use(KEY, ACCOUNT), Instant.EPOCH, Duration.ZERO);
  }

  private static KeyUse use(String uri, String principal) {
    return new KeyUse(
        "35c4abb2-bb66-46d7-afed-5ebef5ed2aa1",
        "crl-prod-abc",
        "0f3f7e6c-2b53-4d6b-8f15-7fd5e2ac4c11",
        uri,
        principal);
  }
}
