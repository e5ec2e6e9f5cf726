package dev.cmek.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ClustersTest extends SimulatorTest {

  @Test
  void aClusterIsCompleteWithoutMuchGiven() throws Exception {
    var cluster = reader.get(CLUSTER_PATH);

    assertThat(cluster.status()).isEqualTo(200);
    for (String required :
        List.of(
            "id",
            "name",
            "plan",
            "cloud_provider",
            "state",
            "operation_status",
            "upgrade_status",
            "cockroach_version",
            "creator_id",
            "config",
            "regions",
            "cidr_range",
            "labels",
            "account_id",
            "network_visibility",
            "created_at",
            "updated_at")) {
      assertThat(cluster.json().has(required)).as(required).isTrue();
    }
    assertThat(cluster.at("/state")).isEqualTo("CREATED");
    assertThat(cluster.at("/network_visibility")).isEqualTo("PRIVATE");
    assertThat(cluster.json().at("/regions/0/primary").asBoolean()).isTrue();
    assertThat(cluster.at("/regions/1/sql_dns")).isNotEmpty();
    assertThat(cluster.json().at("/config/dedicated/num_virtual_cpus").isInt()).isTrue();
    assertThat(cluster.json().has("organization_id")).isFalse();
  }

  @Test
  void anUnknownClusterIsNotFound() throws Exception {
    var missing = reader.get("/api/v1/clusters/00000000-0000-0000-0000-000000000000");

    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.json().path("code").asInt()).isEqualTo(5);
    assertThat(missing.at("/message"))
        .startsWith("internal call failed: cluster '00000000-0000-0000-0000-000000000000'");
  }

  @Test
  void aDeletedClusterStillAnswers() throws Exception {
    simulator.changeCluster(CLUSTER, "{\"state\":\"DELETED\"}");

    var deleted = reader.get(CLUSTER_PATH);

    assertThat(deleted.status()).isEqualTo(200);
    assertThat(deleted.at("/state")).isEqualTo("DELETED");
    assertThat(deleted.at("/deleted_at")).isEqualTo("2026-03-01T12:00:00Z");
  }

  @Test
  void inactiveClustersAreListedOnRequest() throws Exception {
    // given
    add(1, "{}");
    add(2, "{\"state\":\"DELETED\"}");
    add(3, "{\"state\":\"CREATION_FAILED\"}");

    // when
    var usual = reader.get("/api/v1/clusters");
    var all = reader.get("/api/v1/clusters?show_inactive=true");

    // then
    assertThat(names(usual)).containsExactly("orders-prod", "paged-1");
    assertThat(names(all)).containsExactly("orders-prod", "paged-1", "paged-2", "paged-3");
    assertThat(usual.json().has("pagination")).isFalse();
  }

  @Test
  void pagesLeadToEachOther() throws Exception {
    // given
    for (int i = 1; i <= 4; i++) {
      add(i, "{}");
    }
    String path = "/api/v1/clusters?pagination.limit=2&pagination.page=";

    // when
    var first = reader.get(path);
    var second = reader.get(path + first.at("/pagination/next_page"));
    var third = reader.get(path + second.at("/pagination/next_page"));
    var back = reader.get(path + second.at("/pagination/previous_page"));

    // then
    assertThat(names(first)).containsExactly("orders-prod", "paged-1");
    assertThat(names(second)).containsExactly("paged-2", "paged-3");
    assertThat(names(third)).containsExactly("paged-4");
    assertThat(names(back)).isEqualTo(names(first));
    assertThat(first.json().path("pagination").has("previous_page")).isFalse();
    assertThat(third.json().path("pagination").has("next_page")).isFalse();
  }

  @Test
  void theUsualPageSizeIsASetting() throws Exception {
    add(1, "{}");
    simulator.settings("{\"pageSize\":1}");

    var first = reader.get("/api/v1/clusters");

    assertThat(names(first)).containsExactly("orders-prod");
    assertThat(first.at("/pagination/next_page")).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "pagination.sort_order=DESC, paged-2, orders-prod",
    "pagination.sort_by=NAME, orders-prod, paged-2",
    "pagination.sort_by=CREATED_AT, paged-2, orders-prod",
    "pagination.sort_by=CREATED_AT&pagination.sort_order=DESC, orders-prod, paged-2",
  })
  void clustersAreSortedAsAsked(String query, String first, String last) throws Exception {
    // given
    add(1, "{\"created_at\":\"2026-02-02T00:00:00Z\"}");
    add(2, "{\"created_at\":\"2026-02-01T00:00:00Z\"}");

    // when
    List<String> names = names(reader.get("/api/v1/clusters?" + query));

    // then
    assertThat(names).hasSize(3).startsWith(first).endsWith(last);
  }

  @Test
  void clustersCanBeListedAsOfATime() throws Exception {
    add(1, "{\"created_at\":\"2026-02-02T00:00:00Z\"}");

    var then = reader.get("/api/v1/clusters?pagination.as_of_time=2026-02-03T00:00:00Z");

    assertThat(names(then)).containsExactly("paged-1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "show_inactive=maybe",
        "pagination.page=nonsense",
        "pagination.limit=many",
        "pagination.limit=-1",
        "pagination.sort_order=UP",
        "pagination.sort_by=SIZE",
        "pagination.as_of_time=yesterday",
        "page=1",
        "show_inactive=true&show_inactive=true"
      })
  void aQueryThatDoesNotFitIsRefused(String query) throws Exception {
    assertThat(reader.get("/api/v1/clusters?" + query).status()).isEqualTo(400);
  }

  @Test
  void nodesComeInPagesToo() throws Exception {
    var nodes = reader.get(CLUSTER_PATH + "/nodes?pagination.limit=4");

    assertThat(nodes.json().path("nodes")).hasSize(4);
    assertThat(nodes.at("/nodes/0/status")).isEqualTo("LIVE");
    assertThat(nodes.at("/nodes/3/region_name")).isEqualTo("eu-west-1");
    assertThat(nodes.at("/pagination/next_page")).isNotEmpty();
    assertThat(reader.get(CLUSTER_PATH + "/nodes?region_name=moon-1").status()).isEqualTo(400);
  }

  @Test
  void regionsAreKnownByProvider() throws Exception {
    var aws = reader.get("/api/v1/clusters/available-regions?provider=AWS");
    var google = reader.get("/api/v1/clusters/available-regions?provider=GCP");

    assertThat(aws.text()).contains("us-east-1").doesNotContain("us-east4");
    assertThat(google.text()).contains("us-east4");
    assertThat(reader.get("/api/v1/clusters/available-regions?provider=IBM").status())
        .isEqualTo(400);
  }

  @Test
  void theOrganizationIsTheOneOfTheLastCluster() throws Exception {
    var organization = reader.get("/api/v1/organization");

    assertThat(organization.at("/id")).isEqualTo(ORGANIZATION);
    assertThat(organization.at("/label")).isNotEmpty();
    assertThat(organization.at("/name")).isNotEmpty();
    assertThat(organization.at("/created_at")).isNotEmpty();
  }

  private void add(int number, String more) {
    String id = CLUSTER.substring(0, CLUSTER.length() - 1) + (number % 10);
    simulator.addCluster(
        CLUSTER_JSON.replace(CLUSTER, id).replace("orders-prod", "paged-" + number));
    simulator.changeCluster(id, more);
  }

  private static List<String> names(Http.Answer answer) {
    List<String> names = new ArrayList<>();
    answer.json().path("clusters").forEach(cluster -> names.add(cluster.path("name").asText()));
    return names;
  }
}
