package dev.cmek.gcp.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Sweeps over a cluster that others tamper with.
final class ReverifyTest {

  private static final String LOCATION = "europe-west1";

  private final Deployment deployment = Deployment.start();

  @AfterEach
  void stop() {
    deployment.close();
  }

  @Test
  void aBindingThatWasTakenAwayIsFoundWithItsCommandAndClearedWhenMended() {
    String cluster = deployment.cluster(LOCATION);
    Ended enabled = deployment.onboard(Order.of("guarded", cluster));
    String key = Deployment.key(cluster, LOCATION);

    Ended quiet = deployment.sweep();
    List<JsonNode> before = access(cluster);
    var _ =
        deployment.owner("POST", "/v1/" + key + ":setIamPolicy", "{\"policy\":{\"version\":3}}");
    Ended lost = deployment.sweep();
    List<JsonNode> whenLost = access(cluster);
    deployment.google.iam().bind(key, Deployment.KEY_ROLE, member(cluster));
    Ended mended = deployment.sweep();
    Ended good = deployment.sweep();

    assertThat(enabled.result()).isEqualTo("ENABLED");
    assertThat(List.of(quiet, lost, mended, good)).allMatch(Ended::succeeded);
    assertThat(before).isEmpty();
    assertThat(whenLost)
        .singleElement()
        .satisfies(event ->
            assertThat(event.toString())
                .contains("ACCESS_NOT_GRANTED", "gcloud kms keys add-iam-policy-binding"));
    assertThat(access(cluster)).hasSize(2);
    assertThat(access(cluster).getLast().path("title").asText()).startsWith("RESTORED");
  }

  @Test
  void aVersionThatWasDisabledBehindUsIsFoundWithItsCommand() {
    String cluster = deployment.cluster(LOCATION);
    Ended enabled = deployment.onboard(Order.of("guarded", cluster));
    var _ =
        deployment.owner(
            "PATCH",
            "/v1/" + Deployment.key(cluster, LOCATION) + "/cryptoKeyVersions/1?updateMask=state",
            "{\"state\":\"DISABLED\"}");

    Ended sweep = deployment.sweep();

    assertThat(enabled.result()).isEqualTo("ENABLED");
    assertThat(sweep.succeeded()).isTrue();
    assertThat(access(cluster))
        .singleElement()
        .satisfies(event ->
            assertThat(event.toString())
                .contains("KEY_DISABLED", "gcloud kms keys versions enable 1"));
  }

  @Test
  void whileTheCloudApiIsDownTheSweepFailsAndNobodyIsToldOfLostAccess() {
    String cluster = deployment.cluster(LOCATION);
    Ended enabled = deployment.onboard(Order.of("guarded", cluster));
    deployment.wire.harm(call ->
        call.toGoogle()
            ? Optional.empty()
            : Optional.of(Harm.answered(503, "UNAVAILABLE", "down")));

    Ended down = deployment.sweep();
    deployment.wire.forget();
    Ended up = deployment.sweep();

    assertThat(enabled.result()).isEqualTo("ENABLED");
    assertThat(down.succeeded()).isFalse();
    assertThat(up.succeeded()).as(up.toString()).isTrue();
    assertThat(access(cluster)).isEmpty();
  }

  private List<JsonNode> access(String cluster) {
    return deployment.announced(cluster).stream()
        .filter(event -> event.path("type").asText().startsWith("dev.cmek.access."))
        .toList();
  }

  private static String member(String cluster) {
    return "serviceAccount:" + Deployment.account(cluster);
  }
}
