package dev.cmek.gcp.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.cmek.local.gcp.settings.Fault;
import dev.cmek.local.gcp.settings.OrganizationPolicies;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What stands in an onboarding's way in the project: the run is refused and says why, and the same
/// event ends ENABLED once that is out of the way.
final class ObstaclesTest {

  private static final String LOCATION = "europe-west1";
  private static final Deployment deployment = Deployment.start();

  /// Something that is done for a cluster.
  @FunctionalInterface
  interface Act {
    void on(Deployment deployment, String cluster);
  }

  @AfterEach
  void clearTheWay() {
    deployment.google.faults().clear();
    deployment.google.settings().organizationPolicies(OrganizationPolicies.NONE);
    deployment.google.settings().propagationDelay(Duration.ZERO);
    deployment.wire.forget();
  }

  @AfterAll
  static void stop() {
    deployment.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("obstacles")
  void isRefusedAndConvergesWhenMended(
      String name, Act obstacle, String reason, String cause, Act mending) {
    String cluster = deployment.cluster(LOCATION);
    obstacle.on(deployment, cluster);

    Ended refused = deployment.onboard(Order.of(name, cluster));
    mending.on(deployment, cluster);
    Ended again = deployment.onboard(Order.of(name, cluster));

    assertThat(refused.result()).as(refused.toString()).isEqualTo(reason);
    assertThat(refused.cause()).contains(cause);
    assertThat(again.result()).as(again.toString()).isEqualTo("ENABLED");
    assertThat(Standing.enablings(deployment, cluster)).isEqualTo(1);
  }

  static Stream<Arguments> obstacles() {
    return Stream.of(
        row(
            "a key of our name that is a stranger's",
            (d, c) -> {
              makeRing(d, c);
              makeKey(d, c, "{\"purpose\":\"ENCRYPT_DECRYPT\"}");
            },
            "KEY_OWNED_BY_OTHERS",
            "lacks the labels",
            (d, c) -> {
              var _ =
                  d.owner(
                      "PATCH",
                      "/v1/" + Deployment.key(c, LOCATION) + "?updateMask=labels",
                      "{\"labels\":" + labels(c) + "}");
            }),
        row(
            "an account of our name that is a stranger's",
            (d, c) -> makeAccount(d, c, "for reports"),
            "ACCOUNT_OWNED_BY_OTHERS",
            "for reports",
            (d, c) -> delete(d, c)),
        row(
            "an account that is disabled",
            (d, c) -> {
              makeAccount(d, c, "cmek-functions cluster=" + c);
              var _ = d.owner("POST", accountPath(c) + ":disable", "{}");
            },
            "ACCOUNT_NOT_USABLE",
            "gcloud iam service-accounts enable",
            (d, c) -> {
              var _ = d.owner("POST", accountPath(c) + ":enable", "{}");
            }),
        row(
            "a version that was disabled before",
            (d, c) -> {
              makeOurs(d, c);
              var _ = version(d, c, "DISABLED");
            },
            "KEY_NOT_USABLE",
            "gcloud kms keys versions enable 1",
            (d, c) -> {
              var _ = version(d, c, "ENABLED");
            }),
        row(
            "a version that is to be destroyed",
            (d, c) -> {
              makeOurs(d, c);
              var _ =
                  d.owner(
                      "POST",
                      "/v1/" + Deployment.key(c, LOCATION) + "/cryptoKeyVersions/1:destroy",
                      "{}");
            },
            "KEY_NOT_USABLE",
            "gcloud kms keys versions restore 1",
            (d, c) -> {
              String one = "/v1/" + Deployment.key(c, LOCATION) + "/cryptoKeyVersions/1";
              var _ = d.owner("POST", one + ":restore", "{}");
              var _ = version(d, c, "ENABLED");
            }),
        row(
            "members of other domains are forbidden",
            (d, _) ->
                forbid(d, new OrganizationPolicies(List.of("cmek.example"), false, List.of())),
            "ORGANIZATION_POLICY",
            "constraints/iam.allowedPolicyMemberDomains",
            (d, _) -> forbid(d, OrganizationPolicies.NONE)),
        row(
            "service accounts are forbidden",
            (d, _) -> forbid(d, new OrganizationPolicies(List.of(), true, List.of())),
            "ORGANIZATION_POLICY",
            "constraints/iam.disableServiceAccountCreation",
            (d, _) -> forbid(d, OrganizationPolicies.NONE)),
        row(
            "the location is forbidden",
            (d, _) -> forbid(d, new OrganizationPolicies(List.of(), false, List.of("us-east4"))),
            "ORGANIZATION_POLICY",
            "constraints/gcp.resourceLocations",
            (d, _) -> forbid(d, OrganizationPolicies.NONE)),
        row(
            "no account more in the project",
            (d, _) ->
                fault(
                    d,
                    "CreateServiceAccount",
                    Status.Code.RESOURCE_EXHAUSTED,
                    "Maximum number of service accounts on project reached."),
            "QUOTA_EXCEEDED",
            "higher quota",
            (d, _) -> d.google.faults().clear()),
        row(
            "no right to make an account",
            (d, _) -> denied(d, "CreateServiceAccount", "iam.serviceAccounts.create"),
            "MISSING_RIGHT",
            "iam.serviceAccounts.create",
            (d, _) -> d.google.faults().clear()),
        row(
            "no right to make a key",
            (d, _) -> denied(d, "CreateCryptoKey", "cloudkms.cryptoKeys.create"),
            "MISSING_RIGHT",
            "cloudkms.cryptoKeys.create",
            (d, _) -> d.google.faults().clear()));
  }

  @Test
  void aKeyThatIsAsymmetricKeepsTheNameForEver() {
    String cluster = deployment.cluster(LOCATION, "us-east4");
    makeRing(deployment, cluster);
    makeKey(
        deployment,
        cluster,
        "{\"purpose\":\"ASYMMETRIC_SIGN\",\"labels\":%s,\"versionTemplate\":{\"algorithm\":\"EC_SIGN_P256_SHA256\"}}"
            .formatted(labels(cluster)));

    Ended refused = deployment.onboard(Order.of("asymmetric", cluster));
    Ended elsewhere =
        deployment.onboard(
            new Order(
                "elsewhere", cluster, "\"keyStrategy\":\"SINGLE_KEY\",\"keyRegion\":\"us-east4\""));

    assertThat(refused.result()).as(refused.toString()).isEqualTo("KEY_UNSUITABLE");
    assertThat(elsewhere.result()).as(elsewhere.toString()).isEqualTo("ENABLED");
  }

  @Test
  void aRingOfTheSameNameInAnotherLocationIsNobodysMatter() {
    String cluster = deployment.cluster(LOCATION);
    var _ =
        deployment.owner(
            "POST",
            "/v1/projects/cmek-local/locations/us-east4/keyRings?keyRingId=cmek-" + cluster,
            "{}");

    Ended ended = deployment.onboard(Order.of("ring elsewhere", cluster));

    assertThat(ended.result()).as(ended.toString()).isEqualTo("ENABLED");
    assertThat(Standing.faults(deployment, cluster, LOCATION)).isEmpty();
  }

  @Test
  void anAccountThatWasDeletedBeforeIsMadeAgain() {
    String cluster = deployment.cluster(LOCATION);
    makeAccount(deployment, cluster, "cmek-functions cluster=" + cluster);
    delete(deployment, cluster);

    Ended ended = deployment.onboard(Order.of("deleted before", cluster));

    assertThat(ended.result()).as(ended.toString()).isEqualTo("ENABLED");
    assertThat(Standing.faults(deployment, cluster, LOCATION)).isEmpty();
  }

  @Test
  void grantsThatSpreadSlowlyAreWaitedFor() {
    String cluster = deployment.cluster(LOCATION);
    deployment.google.settings().propagationDelay(Duration.ofSeconds(2));

    Ended ended = deployment.onboard(Order.of("slow", cluster));

    assertThat(ended.result()).as(ended.toString()).isEqualTo("ENABLED");
    assertThat(Standing.faults(deployment, cluster, LOCATION)).isEmpty();
    assertThat(deployment.instances.logLines())
        .anyMatch(line -> line.contains(cluster) && line.contains("SPREADING"));
  }

  @Test
  void aGuardedClusterWhoseGrantWasTakenAwayIsNotGivenItBackByAnEvent() {
    String cluster = deployment.cluster(LOCATION);
    Ended enabled = deployment.onboard(Order.of("first", cluster));
    var _ =
        deployment.owner(
            "POST",
            "/v1/" + Deployment.key(cluster, LOCATION) + ":setIamPolicy",
            "{\"policy\":{\"version\":3}}");

    Ended refused = deployment.onboard(Order.of("second", cluster));
    Ended repaired = deployment.run("provision", Order.of("third", cluster).repair());

    assertThat(enabled.result()).isEqualTo("ENABLED");
    assertThat(refused.result()).isEqualTo("ACCESS_CHANGED_BY_OTHERS");
    assertThat(refused.cause()).contains(Deployment.key(cluster, LOCATION), Deployment.KEY_ROLE);
    assertThat(repaired.result()).as(repaired.toString()).isEqualTo("ENABLED");
  }

  private static Arguments row(
      String name, Act obstacle, String reason, String cause, Act mending) {
    return arguments(name, obstacle, reason, cause, mending);
  }

  private static void makeOurs(Deployment d, String cluster) {
    makeRing(d, cluster);
    makeKey(d, cluster, "{\"purpose\":\"ENCRYPT_DECRYPT\",\"labels\":" + labels(cluster) + "}");
  }

  private static String labels(String cluster) {
    return "{\"cmek-managed-by\":\"cmek-functions\",\"cmek-cluster\":\"" + cluster + "\"}";
  }

  private static void makeRing(Deployment d, String cluster) {
    var _ =
        d.owner(
            "POST",
            "/v1/projects/cmek-local/locations/" + LOCATION + "/keyRings?keyRingId=cmek-" + cluster,
            "{}");
  }

  private static void makeKey(Deployment d, String cluster, String key) {
    var made =
        d.owner(
            "POST",
            "/v1/" + Deployment.ring(cluster, LOCATION) + "/cryptoKeys?cryptoKeyId=cmek",
            key);
    assertThat(made.path("name").asText()).as(made.toString()).isNotEmpty();
  }

  private static boolean version(Deployment d, String cluster, String state) {
    var changed =
        d.owner(
            "PATCH",
            "/v1/" + Deployment.key(cluster, LOCATION) + "/cryptoKeyVersions/1?updateMask=state",
            "{\"state\":\"" + state + "\"}");
    assertThat(changed.path("state").asText()).as(changed.toString()).isEqualTo(state);
    return true;
  }

  private static String accountPath(String cluster) {
    return "/v1/projects/cmek-local/serviceAccounts/" + Deployment.account(cluster);
  }

  private static void makeAccount(Deployment d, String cluster, String description) {
    String id = Deployment.account(cluster).substring(0, 26);
    var made =
        d.owner(
            "POST",
            "/v1/projects/cmek-local/serviceAccounts",
            "{\"accountId\":\"%s\",\"serviceAccount\":{\"description\":\"%s\"}}"
                .formatted(id, description));
    assertThat(made.path("email").asText()).as(made.toString()).isNotEmpty();
  }

  private static void delete(Deployment d, String cluster) {
    var _ = d.owner("DELETE", accountPath(cluster), "");
  }

  private static void forbid(Deployment d, OrganizationPolicies policies) {
    d.google.settings().organizationPolicies(policies);
  }

  private static void fault(Deployment d, String method, Status.Code code, String message) {
    d.google.faults().add(new Fault(method, 100, code, message, false));
  }

  private static void denied(Deployment d, String method, String permission) {
    fault(
        d,
        method,
        Status.Code.PERMISSION_DENIED,
        "Permission '" + permission + "' denied on resource");
  }
}
