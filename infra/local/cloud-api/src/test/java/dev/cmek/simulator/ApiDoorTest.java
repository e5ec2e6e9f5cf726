package dev.cmek.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ApiDoorTest extends SimulatorTest {
  private static final String CLUSTERS = "/api/v1/clusters";

  @Test
  void withoutAKnownKeyNothingIsTold() throws Exception {
    var without = stranger.get(CLUSTERS);
    var wrong = stranger.get(CLUSTERS, "Authorization", "Bearer CCDB1_wrong-key");
    var otherScheme = stranger.get(CLUSTERS, "Authorization", "Basic " + simulator.keys().reader());

    assertThat(without.status()).isEqualTo(401);
    assertThat(without.json().path("code").asInt()).isEqualTo(16);
    assertThat(wrong.status()).isEqualTo(401);
    assertThat(otherScheme.status()).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/v1/clusters, 200, 200, 200",
    "GET, /api/v1/clusters/available-regions, 200, 200, 200",
    "GET, /api/v1/organization, 200, 200, 200",
    "GET, CLUSTER, 200, 200, 200",
    "GET, CLUSTER/nodes, 200, 200, 200",
    "PATCH, CLUSTER, 403, 200, 403",
    "GET, CLUSTER/cmek, 403, 200, 403",
    "POST, CLUSTER/cmek, 403, 400, 403",
    "PUT, CLUSTER/cmek, 403, 400, 403",
    "PATCH, CLUSTER/cmek, 403, 400, 403",
    "GET, /api/v1/auditlogevents, 403, 403, 200",
  })
  void eachKeyHasItsRole(String method, String path, int byReader, int byOperator, int byAdmin)
      throws Exception {
    String at = path.replace("CLUSTER", CLUSTER_PATH);
    String body = method.equals("GET") ? "" : "{}";

    assertThat(reader.send(method, at, body).status()).isEqualTo(byReader);
    assertThat(operator.send(method, at, body).status()).isEqualTo(byOperator);
    assertThat(administrator.send(method, at, body).status()).isEqualTo(byAdmin);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2024-09-16", "2023-04-10", "2022-09-20", "2022-03-31"})
  void knownVersionsAreAnsweredInKind(String version) throws Exception {
    var answer = reader.get(CLUSTERS, "Cc-Version", version);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Cc-Version")).isEqualTo(version);
  }

  @Test
  void noVersionMeansTheNewest() throws Exception {
    assertThat(reader.get(CLUSTERS).header("Cc-Version")).isEqualTo("2024-09-16");
  }

  @Test
  void anUnknownVersionIsRefused() throws Exception {
    var refused = reader.get(CLUSTERS, "Cc-Version", "2020-01-01");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("/message")).isEqualTo("invalid Cc-Version");
  }

  @Test
  void everyRefusalIsAStatusInJson() throws Exception {
    var missing = reader.get("/api/v1/nothing");

    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.header("Content-Type")).isEqualTo("application/json");
    assertThat(missing.json().path("code").isInt()).isTrue();
    assertThat(missing.json().path("message").isTextual()).isTrue();
    assertThat(missing.json().path("details").isArray()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /, 404",
    "GET, /clusters, 404",
    "GET, /api/v1/clusters/, 404",
    "GET, CLUSTER/sql-users, 404",
    "DELETE, CLUSTER, 501",
    "DELETE, CLUSTER/cmek, 501",
    "POST, /api/v1/clusters, 501",
    "POST, /api/v1/organization, 501",
  })
  void whatIsNotThereIsTold(String method, String path, int status) throws Exception {
    var answer = operator.send(method, path.replace("CLUSTER", CLUSTER_PATH), "");

    assertThat(answer.status()).isEqualTo(status);
  }

  @Test
  void aKeyMayMakeTenRequestsInASecond() throws Exception {
    // given
    simulator.settings("{\"requestsPerSecond\":10}");
    clock.pass(Duration.ofSeconds(1));
    for (int i = 0; i < 10; i++) {
      assertThat(reader.get(CLUSTERS).status()).isEqualTo(200);
    }

    // when
    var tooMany = reader.get(CLUSTERS);
    var byAnother = operator.get(CLUSTERS);
    clock.pass(Duration.ofSeconds(1));
    var later = reader.get(CLUSTERS);

    // then
    assertThat(tooMany.status()).isEqualTo(429);
    assertThat(tooMany.header("Retry-After")).isEqualTo("1");
    assertThat(tooMany.at("/message")).isEqualTo("rate limit exceeded");
    assertThat(tooMany.json().path("code").asInt()).isEqualTo(8);
    assertThat(byAnother.status()).isEqualTo(200);
    assertThat(later.status()).isEqualTo(200);
  }

  @Test
  void theStatusOfThrottlingIsASetting() throws Exception {
    simulator.settings("{\"requestsPerSecond\":1,\"throttleStatus\":503}");
    clock.pass(Duration.ofSeconds(1));
    var _ = reader.get(CLUSTERS);

    var tooMany = reader.get(CLUSTERS);

    assertThat(tooMany.status()).isEqualTo(503);
    assertThat(tooMany.header("Retry-After")).isEqualTo("1");
  }

  @ParameterizedTest
  @CsvSource({"503, 14", "409, 10", "400, 3"})
  void theStatusOfTheLockIsASetting(int status, int code) throws Exception {
    simulator.settings("{\"lockError\":" + status + "}");
    simulator.changeCluster(CLUSTER, "{\"state\":\"LOCKED\"}");

    var locked = operator.send("POST", CMEK, specs("us-east-1", "eu-west-1"));

    assertThat(locked.status()).isEqualTo(status);
    assertThat(locked.json().path("code").asInt()).isEqualTo(code);
    assertThat(locked.at("/message")).contains("lock");
  }

  @Test
  void changesAreInTheAuditLog() throws Exception {
    // given
    enableBothRegions();
    var _ = operator.send("PATCH", CLUSTER_PATH, "{\"labels\":{}}");
    clock.pass(Duration.ofMinutes(1));
    var _ = operator.send("PATCH", CMEK, "{\"action\":\"REVOKE\"}");
    var _ = operator.send("PATCH", CMEK, "{\"action\":\"REVOKE\"}");

    // when
    var all = administrator.get("/api/v1/auditlogevents");
    var first = administrator.get("/api/v1/auditlogevents?limit=1");
    String from = first.at("/next_starting_from");
    var next = administrator.get("/api/v1/auditlogevents?limit=1&starting_from=" + from);
    var newest = administrator.get("/api/v1/auditlogevents?sort_order=DESC&limit=1");
    var backToTheBeginning = administrator.get("/api/v1/auditlogevents?sort_order=DESC");

    // then
    assertThat(all.json().path("entries")).hasSize(3);
    assertThat(first.at("/entries/0/action")).isEqualTo("AUDIT_LOG_ACTION_UPDATE_CMEK");
    assertThat(first.at("/entries/0/cluster_id")).isEqualTo(CLUSTER);
    assertThat(first.at("/entries/0/source")).isEqualTo("AUDIT_LOG_SOURCE_CC_API");
    assertThat(first.json().at("/entries/0/payload").isTextual()).isTrue();
    assertThat(next.at("/entries/0/action")).isEqualTo("AUDIT_LOG_ACTION_UPDATE_CLUSTER");
    assertThat(newest.at("/entries/0/action")).isEqualTo("AUDIT_LOG_ACTION_REVOKE_CMEK");
    assertThat(newest.json().has("next_starting_from")).isTrue();
    assertThat(backToTheBeginning.json().has("next_starting_from")).isFalse();
  }
}
