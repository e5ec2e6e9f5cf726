package dev.cmek.local.gcp.admin;

import static dev.cmek.local.gcp.Refused.assertRefused;
import static dev.cmek.local.gcp.TestCloud.LOCATION;
import static dev.cmek.local.gcp.TestCloud.RING;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.gax.rpc.StatusCode.Code;
import com.google.cloud.kms.v1.KeyRing;
import dev.cmek.local.gcp.TestCloud;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdminDoorTest {

  private final TestCloud test = new TestCloud();

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void changesTheSettingsThatAreNamed() {
    var _ = test.ask("PUT", "/local/settings", "", "{\"propagationDelay\":\"PT5S\"}");
    var _ =
        test.ask(
            "PUT",
            "/local/settings",
            "",
            "{\"organizationPolicies\":{\"resourceLocations\":[\"europe-west3\"]}}");

    assertThat(test.cloud.settings().propagationDelay()).isEqualTo(Duration.ofSeconds(5));
    assertThat(test.cloud.settings().organizationPolicies().resourceLocations())
        .isEqualTo(List.of("europe-west3"));
    assertThat(test.ask("GET", "/local/settings", "", "").body())
        .isEqualTo(
            "{\"propagationDelay\":\"PT5S\",\"organizationPolicies\":{\"allowedPolicyMemberDomains\":[],"
                + "\"disableServiceAccountCreation\":false,\"resourceLocations\":[\"europe-west3\"]}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PUT | /local/settings | {\"propagationDelay\":\"soon\"}",
        "PUT | /local/settings | {\"propagationDelay\":\"-PT1S\"}",
        "PUT | /local/settings | {\"delay\":\"PT1S\"}",
        "PUT | /local/settings | {\"organizationPolicies\":[]}",
        "PUT | /local/settings | {\"organizationPolicies\":{\"everything\":true}}",
        "PUT | /local/settings | {\"organizationPolicies\":{\"resourceLocations\":null}}",
        "POST | /local/faults | {\"method\":\"GetKeyRing\"}",
        "POST | /local/faults | {\"method\":\"GetKeyRing\",\"code\":\"OK\"}",
        "POST | /local/faults | {\"method\":\"GetKeyRing\",\"code\":\"ABORTED\",\"times\":0}",
        "POST | /local/faults | {\"code\":\"ABORTED\"}"
      })
  void refusesWhatItDoesNotUnderstand(String method, String path, String body) {
    assertThat(test.ask(method, path, "", body).statusCode()).isEqualTo(400);
  }

  @Test
  void letsTheNextCallsFail() {
    KeyRing _ = test.kms.createKeyRing(LOCATION, "ring", KeyRing.getDefaultInstance());
    var _ =
        test.ask(
            "POST",
            "/local/faults",
            "",
            "{\"method\":\"GetKeyRing\",\"times\":2,\"code\":\"RESOURCE_EXHAUSTED\",\"message\":\"quota\"}");

    assertRefused(() -> test.kms.getKeyRing(RING), Code.RESOURCE_EXHAUSTED, "quota");
    assertThat(test.ask("GET", "/v1/" + RING, "", "").statusCode()).isEqualTo(429);
    assertThat(test.kms.getKeyRing(RING).getName()).isEqualTo(RING);
    assertThat(test.ask("GET", "/local/faults", "", "").body()).isEqualTo("[]");
  }

  @Test
  void losesTheAnswerOfACallThatDidItsWork() { // and the client tries again by itself
    var _ =
        test.ask(
            "POST",
            "/local/faults",
            "",
            "{\"method\":\"CreateKeyRing\",\"code\":\"UNAVAILABLE\",\"after\":true}");

    assertRefused(
        () -> test.kms.createKeyRing(LOCATION, "ring", KeyRing.getDefaultInstance()),
        Code.ALREADY_EXISTS,
        "already exists");

    assertThat(test.kms.getKeyRing(RING).getName()).isEqualTo(RING);
  }

  @Test
  void showsAndForgetsTheCalls() {
    KeyRing _ = test.kms.createKeyRing(LOCATION, "ring", KeyRing.getDefaultInstance());

    String calls = test.ask("GET", "/local/calls", "", "").body();
    var _ = test.ask("DELETE", "/local/calls", "", "");

    assertThat(calls)
        .isEqualTo(
            "[{\"time\":\"2026-11-22T10:00:00Z\",\"caller\":\"user:owner@cmek.example\","
                + "\"permission\":\"cloudkms.keyRings.create\",\"resource\":\""
                + LOCATION
                + "\",\"allowed\":true}]");
    assertThat(test.ask("GET", "/local/calls", "", "").body()).isEqualTo("[]");
    assertThat(test.ask("POST", "/local/calls", "", "{}").statusCode()).isEqualTo(404);
  }
}
