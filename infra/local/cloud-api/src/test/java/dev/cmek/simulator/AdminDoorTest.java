package dev.cmek.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AdminDoorTest extends SimulatorTest {

  @Test
  void theSameIdReplacesTheCluster() throws Exception {
    // given
    enableBothRegions();

    // when
    var replaced =
        admin.send(
            "POST",
            "/clusters",
            CLUSTER_JSON.replace("orders-prod", "orders-new").replace(ORGANIZATION, "org-2"));

    // then
    assertThat(replaced.status()).isEqualTo(200);
    assertThat(reader.get(CLUSTER_PATH).at("/name")).isEqualTo("orders-new");
    assertThat(operator.get(CMEK).at("/status")).isEqualTo("DISABLED");
    assertThat(reader.get("/api/v1/organization").at("/id")).isEqualTo("org-2");
  }

  @Test
  void aWholeClusterIsTakenAsItIs() throws Exception {
    // given
    String whole = reader.get(CLUSTER_PATH).text();

    // when
    var taken = admin.send("POST", "/clusters", whole);

    // then
    assertThat(taken.status()).isEqualTo(200);
    assertThat(reader.get(CLUSTER_PATH).text()).isEqualTo(whole);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id|\"35C4ABB2-BB66-46D7-AFED-25EBEF5ED2AA\"",
        "id|17",
        "name|\"Orders\"",
        "name|\"a-name-with-more-than-20\"",
        "plan|\"DEDICATED\"",
        "cloud_provider|\"IBM\"",
        "account_id|\"12345\"",
        "account_id|123456789012",
        "regions|[]",
        "regions|{}",
        "regions[0]|[7]",
        "regions[0].name|[{}]",
        "regions[0].name|[{\"name\":\"\"}]",
        "regions[1].name|[{\"name\":\"us-east-1\"},{\"name\":\"us-east-1\"}]",
        "regions[0].node_count|[{\"name\":\"us-east-1\",\"node_count\":\"3\"}]",
        "regions[0].nodes|[{\"name\":\"us-east-1\",\"nodes\":3}]",
        "state|\"RUNNING\"",
        "operation_status|\"BUSY\"",
        "labels|[]",
        "labels.team|{\"team\":7}",
        "created_at|\"yesterday\"",
        "config|7",
        "is_customer_cloud_account|\"no\"",
        "organization_id|7",
        "colour|\"red\"",
      })
  void aBadFieldIsNamed(String field, String value) throws Exception {
    // given
    String member = field.replaceAll("[\\[.].*", "");
    var cluster = Json.readObject(CLUSTER_JSON);
    cluster.set(member, Json.read(value, JsonNode.class));

    // when
    var refused = admin.send("POST", "/clusters", cluster.toString());

    // then
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("/message")).contains(field + " ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"id", "name", "plan", "cloud_provider", "account_id", "regions"})
  void aMissingFieldIsNamed(String field) throws Exception {
    var cluster = Json.readObject(CLUSTER_JSON);
    cluster.remove(field);

    var refused = admin.send("POST", "/clusters", cluster.toString());

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("/message")).contains(field + " is missing");
  }

  @Test
  void aBasicClusterNeedsNoAccount() throws Exception {
    var cluster = Json.readObject(CLUSTER_JSON).put("plan", "BASIC");
    cluster.remove("account_id");

    var taken = admin.send("POST", "/clusters", cluster.toString());

    assertThat(taken.status()).isEqualTo(200);
    assertThat(taken.json().at("/config").has("serverless")).isTrue();
    assertThat(taken.at("/network_visibility")).isEqualTo("PUBLIC");
  }

  @Test
  void aClusterCanBeChangedFromOutside() throws Exception {
    // given
    enableBothRegions();

    // when
    var changed =
        admin.send(
            "PATCH",
            "/clusters/" + CLUSTER,
            "{\"account_id\":\"999988887777\",\"regions\":[{\"name\":\"us-east-1\"}]}");

    // then
    assertThat(changed.status()).isEqualTo(200);
    assertThat(reader.get(CLUSTER_PATH).at("/account_id")).isEqualTo("999988887777");
    assertThat(operator.get(CMEK).json().path("region_infos")).hasSize(1);
  }

  @Test
  void aLockFromOutsideIsLiftedFromOutside() throws Exception {
    simulator.changeCluster(CLUSTER, "{\"state\":\"LOCKED\"}");
    var locked = operator.send("POST", CMEK, specs("us-east-1", "eu-west-1"));
    simulator.changeCluster(CLUSTER, "{\"state\":\"CREATED\"}");
    var accepted = operator.send("POST", CMEK, specs("us-east-1", "eu-west-1"));

    assertThat(locked.status()).isEqualTo(503);
    assertThat(accepted.status()).isEqualTo(200);
  }

  @Test
  void clustersCanBeRemoved() throws Exception {
    var one = admin.send("DELETE", "/clusters/" + CLUSTER, "");
    var gone = reader.get(CLUSTER_PATH);
    simulator.addCluster(CLUSTER_JSON);
    var all = admin.send("DELETE", "/clusters", "");

    assertThat(one.status()).isEqualTo(200);
    assertThat(gone.status()).isEqualTo(404);
    assertThat(all.status()).isEqualTo(200);
    assertThat(reader.get("/api/v1/clusters").json().path("clusters")).isEmpty();
  }

  @Test
  void settingsChangeOneByOne() throws Exception {
    var changed = admin.send("PUT", "/settings", "{\"propagationDelay\":\"PT90S\"}");
    var shown = admin.get("/settings");

    assertThat(changed.status()).isEqualTo(200);
    assertThat(shown.at("/propagationDelay")).isEqualTo("PT1M30S");
    assertThat(shown.at("/enableDuration")).isEqualTo("PT1M");
    assertThat(simulator.settings().propagationDelay()).isEqualTo(Duration.ofSeconds(90));
  }

  @Test
  void settingsAsShownCanBePutBack() throws Exception {
    simulator.settings("{\"faults\":[{\"kind\":\"SLOW\",\"delay\":\"PT1S\"}]}");
    var shown = admin.get("/settings");

    var put = admin.send("PUT", "/settings", shown.text());

    assertThat(put.status()).isEqualTo(200);
    assertThat(put.text()).isEqualTo(shown.text());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"speed\":1}|speed",
        "{\"faults\":[{\"kind\":\"SLOW\",\"colour\":1}]}|colour",
        "{\"faults\":[{\"kind\":\"LOUD\"}]}|LOUD",
        "{\"faults\":[{\"method\":\"GET\"}]}|kind",
        "{\"faults\":[{\"kind\":\"STATUS\",\"times\":0}]}|times",
        "{\"faults\":[{\"kind\":\"STATUS\",\"status\":42}]}|status",
        "{\"enableDuration\":\"soon\"}|enableDuration",
        "{\"enableDuration\":\"-PT1S\"}|enableDuration",
        "{\"enableDuration\":7}|enableDuration",
        "{\"enableDuration\":null}|enableDuration",
        "{\"requestsPerSecond\":0}|requestsPerSecond",
        "{\"requestsPerSecond\":\"ten\"}|requestsPerSecond",
        "{\"pageSize\":0}|pageSize",
        "{\"accessFailure\":\"NEVER\"}|accessFailure",
        "{\"accessFailureStatus\":418}|accessFailureStatus",
        "{\"lockError\":418}|lockError",
        "{\"throttleStatus\":200}|throttleStatus",
        "{\"organizationId\":\"\"}|organizationId",
        "[]|object",
      })
  void aBadSettingIsNamedAndChangesNothing(String body, String named) throws Exception {
    Settings before = simulator.settings();

    var refused = admin.send("PUT", "/settings", body);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("/message")).contains(named);
    assertThat(simulator.settings()).isEqualTo(before);
  }

  @Test
  void requestsAreRecordedWithoutSecrets() throws Exception {
    // given
    var _ = reader.get("/api/v1/clusters?show_inactive=true");
    var _ = operator.send("POST", CMEK, "{\"region_specs\":[]}");
    var _ = stranger.get("/api/v1/clusters", "Authorization", "Bearer CCDB1_a-guess");

    // when
    var recorded = admin.get("/requests");
    var cleared = admin.send("DELETE", "/requests", "");

    // then
    var first = Json.read(recorded.text(), JsonNode.class).get(0);
    assertThat(first.path("method").asText()).isEqualTo("GET");
    assertThat(first.path("path").asText()).isEqualTo("/api/v1/clusters");
    assertThat(first.path("query").asText()).isEqualTo("show_inactive=true");
    assertThat(first.path("status").asInt()).isEqualTo(200);
    assertThat(first.path("key").asText()).isEqualTo("reader");
    assertThat(first.path("userAgent").asText()).isEqualTo("simulator-test");
    assertThat(first.path("time").asText()).isEqualTo("2026-03-01T12:00:00Z");
    assertThat(first.path("body").isNull()).isTrue();
    assertThat(simulator.requests()).isEmpty();
    assertThat(cleared.status()).isEqualTo(200);
    assertThat(recorded.text())
        .contains("\"key\":\"operator\"", "{\\\"region_specs\\\":[]}", "\"key\":\"unknown\"")
        .doesNotContain("CCDB1_");
  }

  @Test
  void inProcessRefusalsAreExceptionsThatNameTheField() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> simulator.settings("{\"speed\":1}"))
        .withMessageContaining("speed");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> simulator.addCluster("{\"id\":\"" + CLUSTER + "\"}"))
        .withMessageContaining("name is missing");
  }

  @ParameterizedTest
  @CsvSource({"GET, /clusters/x/y", "PUT, /clusters", "GET, /", "POST, /clusters/unknown/restore"})
  void whatIsNotThereIsTold(String method, String path) throws Exception {
    assertThat(admin.send(method, path, "{}").status()).isEqualTo(404);
  }
}
