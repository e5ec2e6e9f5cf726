package dev.cmek.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.simulator.access.GcpAccess;
import dev.cmek.simulator.access.ScriptedGoogleCloud;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class EnableOnGoogleCloudTest {
  private static final String CLUSTER = "35c4abb2-bb66-46d7-afed-25ebef5ed2aa";
  private static final String CMEK = "/api/v1/clusters/" + CLUSTER + "/cmek";
  private static final String ACCOUNT = "cmek-35c4abb2@keys-prod.iam.gserviceaccount.com";
  private static final String KEY =
      "projects/keys-prod/locations/us/keyRings/cmek-1/cryptoKeys/cmek";

  private final ManualClock clock = new ManualClock();
  private final ScriptedGoogleCloud cloud;
  private final CloudApiSimulator simulator;
  private final Http operator;

  EnableOnGoogleCloudTest() throws IOException {
    cloud = new ScriptedGoogleCloud();
    simulator =
        CloudApiSimulator.start(
            SimulatorOptions.of(Map.of("GCP", new GcpAccess(cloud.url()))).withClock(clock));
    operator = Http.withKey(simulator.url(), simulator.keys().operator());
    simulator.addCluster(
        """
        {"id":"%s","name":"orders-prod","plan":"ADVANCED","cloud_provider":"GCP",
         "account_id":"crl-prod-abc","organization_id":"org-1",
         "regions":[{"name":"us-east4"},{"name":"us-west2"}]}\
        """
            .formatted(CLUSTER));
  }

  @AfterEach
  void stop() {
    operator.close();
    simulator.close();
    cloud.close();
  }

  @Test
  void oneKeyInAMultiRegionLocationIsTriedForEachRegionAndEnabled() throws Exception {
    // when
    var accepted = operator.send("POST", CMEK, specs(KEY, ACCOUNT));
    clock.pass(Duration.ofMinutes(1));

    // then
    assertThat(accepted.status()).isEqualTo(200);
    assertThat(operator.get(CMEK).at("/status")).isEqualTo("ENABLED");
    assertThat(operator.get(CMEK).at("/region_infos/1/key_infos/0/spec/uri")).isEqualTo(KEY);
    assertThat(cloud.asked()).hasSize(6);
    assertThat(cloud.asked().getFirst().authorization())
        .isEqualTo(
            "Bearer as:serviceAccount:crl-kms-user-25ebef5ed2aa@crl-prod-abc.iam.gserviceaccount.com");
  }

  @Test
  void withoutAccessNothingIsEnabledUntilItIsGranted() throws Exception {
    // given
    cloud.refuse("generateAccessToken", 403, "Permission denied");

    // when
    var refused = operator.send("POST", CMEK, specs(KEY, ACCOUNT));
    var unchanged = operator.get(CMEK);
    cloud.allowAll();
    var accepted = operator.send("POST", CMEK, specs(KEY, ACCOUNT));

    // then
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("/message"))
        .isEqualTo("invalid argument: insufficient permissions to use the KMS key " + KEY);
    assertThat(simulator.requests().getFirst().reason()).contains("403 Permission denied");
    assertThat(unchanged.at("/status")).isEqualTo("DISABLED");
    assertThat(accepted.status()).isEqualTo(200);
  }

  @Test
  void accessMayFailLaterInstead() throws Exception {
    // given
    simulator.settings("{\"accessFailure\":\"LATER\"}");
    cloud.refuse("encrypt", 403, "Permission denied");

    // when
    var accepted = operator.send("POST", CMEK, specs(KEY, ACCOUNT));
    clock.pass(Duration.ofMinutes(1));
    var failed = operator.get(CMEK);

    // then
    assertThat(accepted.status()).isEqualTo(200);
    assertThat(failed.at("/status")).isEqualTo("ENABLE_FAILED");
    assertThat(failed.at("/region_infos/0/key_infos/0/user_message")).contains("Permission denied");
  }

  @Test
  void whatCannotBeAKeyOfGoogleCloudIsRefusedBeforeItIsTried() throws Exception {
    var version = operator.send("POST", CMEK, specs(KEY + "/cryptoKeyVersions/1", ACCOUNT));
    var role = operator.send("POST", CMEK, specs(KEY, "arn:aws:iam::222233334444:role/r"));

    assertThat(version.status()).isEqualTo(400);
    assertThat(version.at("/message")).contains("is not the name of a crypto key");
    assertThat(role.status()).isEqualTo(400);
    assertThat(role.at("/message")).contains("is not the email of a service account");
    assertThat(cloud.asked()).isEmpty();
  }

  private static String specs(String uri, String principal) {
    String spec =
        """
        {"region":"%s","key_spec":{"type":"GCP_CLOUD_KMS","uri":"%s","auth_principal":"%s"}}\
        """;
    return "{\"region_specs\":[%s,%s]}"
        .formatted(
            spec.formatted("us-east4", uri, principal), spec.formatted("us-west2", uri, principal));
  }
}
