package dev.cmek.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EnableCmekTest extends SimulatorTest {

  @Test
  void regionsAreEnabledOneAfterTheOtherInTheOrderOfTheirNames() throws Exception {
    // given
    var accepted = operator.send("POST", CMEK, specs("us-east-1", "eu-west-1"));

    // when
    clock.pass(Duration.ofMinutes(1));
    var halfway = operator.get(CMEK);
    clock.pass(Duration.ofMinutes(1));
    var done = operator.get(CMEK);

    // then
    assertThat(accepted.status()).isEqualTo(200);
    assertThat(accepted.at("/status")).isEqualTo("ENABLING");
    assertThat(halfway.at("/status")).isEqualTo("ENABLING");
    assertThat(halfway.at("/region_infos/0/region")).isEqualTo("eu-west-1");
    assertThat(halfway.at("/region_infos/0/status")).isEqualTo("ENABLED");
    assertThat(halfway.at("/region_infos/1/status")).isEqualTo("ENABLING");
    assertThat(done.at("/status")).isEqualTo("ENABLED");
    assertThat(done.at("/region_infos/1/key_infos/0/status")).isEqualTo("ENABLED");
    assertThat(done.at("/region_infos/1/key_infos/0/spec/uri"))
        .isEqualTo(CustomerInMemory.key("us-east-1"));
    assertThat(done.at("/region_infos/1/key_infos/0/spec/type")).isEqualTo("AWS_KMS");
    assertThat(done.at("/region_infos/1/key_infos/0/spec/auth_principal"))
        .isEqualTo(CustomerInMemory.ROLE);
    assertThat(done.at("/region_infos/1/key_infos/0/created_at")).isEqualTo("2026-03-01T12:00:00Z");
    assertThat(done.at("/region_infos/1/key_infos/0/updated_at")).isEqualTo("2026-03-01T12:02:00Z");
  }

  @Test
  void theClusterIsLockedMeanwhile() throws Exception {
    // given
    var _ = operator.send("POST", CMEK, specs("us-east-1", "eu-west-1"));

    // when
    var during = reader.get(CLUSTER_PATH);
    var refused = operator.send("PUT", CMEK, specs("us-east-1"));
    clock.pass(Duration.ofMinutes(2));
    var after = reader.get(CLUSTER_PATH);

    // then
    assertThat(during.at("/state")).isEqualTo("LOCKED");
    assertThat(during.at("/operation_status")).isEqualTo("CRDB_CMEK_OPERATION_RUNNING");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.at("/message")).contains("lock");
    assertThat(after.at("/state")).isEqualTo("CREATED");
    assertThat(after.at("/operation_status")).isEqualTo("UNSPECIFIED");
  }

  @Test
  void everyRegionNeedsAKey() throws Exception {
    var refused = operator.send("POST", CMEK, specs("us-east-1"));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("/message")).contains("eu-west-1");
    assertThat(operator.get(CMEK).at("/status")).isEqualTo("DISABLED");
  }

  @Test
  void puttingOnAClusterWithoutCmekEnablesIt() throws Exception {
    var partly = operator.send("PUT", CMEK, specs("us-east-1"));
    var whole = operator.send("PUT", CMEK, specs("us-east-1", "eu-west-1"));

    assertThat(partly.status()).isEqualTo(400);
    assertThat(whole.status()).isEqualTo(200);
    assertThat(whole.at("/status")).isEqualTo("ENABLING");
  }

  @Test
  void oneKeyMayServeAllRegions() throws Exception {
    String key = CustomerInMemory.key("us-west-2");
    String body =
        "{\"region_specs\":[" + spec("us-east-1", key) + "," + spec("eu-west-1", key) + "]}";

    assertThat(operator.send("POST", CMEK, body).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|empty",
        "{|syntax",
        "[]|",
        "{}|region_specs",
        "{\"region_specs\":[]}|region_specs",
        "{\"region_specs\":[null]}|null",
        "{\"region_specs\":[{}]}|region",
        "{\"region_specs\":[],\"extra\":1}|unknown field \"extra\"",
        "{\"region_specs\":[{\"region\":\"us-east-1\"}]}|key_spec",
        "{\"region_specs\":[{\"region\":\"us-east-1\",\"key_spec\":{\"type\":\"AWS_KMS\"}}]}|uri",
        "{\"region_specs\":[{\"region\":\"a\",\"key_spec\":{\"type\":\"AWS\"}}]}"
            + "|invalid value for enum type: \"AWS\"",
        "{\"region_specs\":[{\"region\":\"a\",\"key_spec\":{\"type\":\"AWS_KMS\",\"uri\":\"u\",\"auth_principal\":\"p\","
            + "\"kind\":\"AWS\"}}]}"
            + "|region_specs[0].key_spec.kind",
        "{\"region_specs\":[{\"region\":7}]}|region_specs[0].region",
      })
  void aBodyThatDoesNotFitIsRefused(String body, String named) throws Exception {
    var refused = operator.send("POST", CMEK, body);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().path("code").asInt()).isEqualTo(3);
    assertThat(refused.at("/message")).contains(named == null ? "" : named);
  }

  @Test
  void aRegionThatTheClusterLacksIsRefused() throws Exception {
    var refused = operator.send("POST", CMEK, specs("us-east-1", "eu-west-1", "us-west-2"));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("/message")).contains("us-west-2");
  }

  @Test
  void aRegionThatComesTwiceIsRefused() throws Exception {
    var refused = operator.send("POST", CMEK, specs("us-east-1", "us-east-1"));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("/message")).contains("twice");
  }

  @ParameterizedTest
  @CsvSource({
    "GCP_CLOUD_KMS, does not fit a cluster on AWS",
    "AZURE_KEY_VAULT, does not fit a cluster on AWS",
    "NULL_KMS, does not fit a cluster on AWS",
  })
  void aKeyOfAnotherCloudIsRefused(String type, String told) throws Exception {
    String body = specs("us-east-1", "eu-west-1").replace("AWS_KMS", type);

    var refused = operator.send("POST", CMEK, body);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("/message")).contains(type).contains(told);
  }

  @Test
  void aKeyInACloudThatCannotBeAskedIsRefused() throws Exception {
    simulator.addCluster(
        CLUSTER_JSON
            .replace("\"AWS\"", "\"AZURE\"")
            .replace("us-east-1", "eastus2")
            .replace("eu-west-1", "northeurope"));
    String body = specs("eastus2", "northeurope").replace("AWS_KMS", "AZURE_KEY_VAULT");

    var refused = operator.send("POST", CMEK, body);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("/message")).contains("no cloud AZURE to ask");
  }

  @ParameterizedTest
  @ValueSource(strings = {"alias/orders", "arn:aws:kms:us-east-1:222233334444:alias/orders"})
  void aUriThatIsNoKeyIsRefused(String uri) throws Exception {
    String body = specs("us-east-1", "eu-west-1").replace(CustomerInMemory.key("us-east-1"), uri);

    var refused = operator.send("POST", CMEK, body);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("/message")).contains(uri).doesNotContain("permission");
  }

  @ParameterizedTest
  @CsvSource({
    "plan, BASIC, plan ADVANCED",
    "network_visibility, PUBLIC, advanced security",
    "state, CREATING, CREATING",
    "state, CREATION_FAILED, CREATION_FAILED",
    "state, DELETED, DELETED",
  })
  void aClusterThatCannotHaveCmekIsRefused(String member, String value, String told)
      throws Exception {
    simulator.changeCluster(CLUSTER, "{\"%s\":\"%s\"}".formatted(member, value));

    var refused = operator.send("POST", CMEK, specs("us-east-1", "eu-west-1"));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().path("code").asInt()).isEqualTo(9);
    assertThat(refused.at("/message")).contains(told);
  }

  @Test
  void withoutAccessNothingIsEnabled() throws Exception {
    // given
    customer.addRole(VENDOR, "another-organization", clock.instant().minusSeconds(3600));

    // when
    var refused = operator.send("POST", CMEK, specs("us-east-1", "eu-west-1"));

    // then
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("/message"))
        .startsWith("invalid argument: ")
        .contains("insufficient permissions to use the KMS key");
    assertThat(operator.get(CMEK).at("/status")).isEqualTo("DISABLED");
    assertThat(reader.get(CLUSTER_PATH).at("/state")).isEqualTo("CREATED");
  }

  @Test
  void theReasonIsOnlyInTheRecordOfRequests() throws Exception {
    customer.removeRole();

    var refused = operator.send("POST", CMEK, specs("us-east-1", "eu-west-1"));

    assertThat(refused.at("/message")).doesNotContain("there is no role");
    assertThat(simulator.requests().getLast().reason()).contains("there is no role");
  }

  @Test
  void accessCountsOnlyWhenItHasSpread() throws Exception {
    // given
    simulator.settings("{\"propagationDelay\":\"PT5M\"}");
    customer.addRole(VENDOR, ORGANIZATION, clock.instant());

    // when
    var early = operator.send("POST", CMEK, specs("us-east-1", "eu-west-1"));
    clock.pass(Duration.ofMinutes(5));
    var late = operator.send("POST", CMEK, specs("us-east-1", "eu-west-1"));

    // then
    assertThat(early.status()).isEqualTo(400);
    assertThat(early.at("/message")).contains("insufficient permissions");
    assertThat(late.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"400, 3", "401, 16", "403, 7"})
  void theStatusOfAnAccessFailureIsASetting(int status, int code) throws Exception {
    simulator.settings("{\"accessFailureStatus\":" + status + "}");
    customer.removeRole();

    var refused = operator.send("POST", CMEK, specs("us-east-1", "eu-west-1"));

    assertThat(refused.status()).isEqualTo(status);
    assertThat(refused.json().path("code").asInt()).isEqualTo(code);
  }

  @Test
  void accessMayFailLaterInstead() throws Exception {
    // given
    simulator.settings("{\"accessFailure\":\"LATER\"}");
    customer.removeRole();

    // when
    var accepted = operator.send("POST", CMEK, specs("us-east-1", "eu-west-1"));
    clock.pass(Duration.ofMinutes(2));
    var failed = operator.get(CMEK);
    var cluster = reader.get(CLUSTER_PATH);

    // then
    assertThat(accepted.status()).isEqualTo(200);
    assertThat(failed.at("/status")).isEqualTo("ENABLE_FAILED");
    assertThat(failed.at("/region_infos/0/status")).isEqualTo("ENABLE_FAILED");
    assertThat(failed.at("/region_infos/0/key_infos/0/status")).isEqualTo("ENABLE_FAILED");
    assertThat(failed.at("/region_infos/0/key_infos/0/user_message")).contains("no role");
    assertThat(cluster.at("/state")).isEqualTo("CREATED");
    assertThat(cluster.at("/operation_status")).isEqualTo("CRDB_CMEK_OPERATION_FAILED");
  }

  @Test
  void whatFailedCanBePostedAgain() throws Exception {
    // given
    simulator.settings("{\"accessFailure\":\"LATER\"}");
    customer.removeRole();
    var _ = operator.send("POST", CMEK, specs("us-east-1", "eu-west-1"));
    clock.pass(Duration.ofMinutes(2));
    customer.addRole(VENDOR, ORGANIZATION, clock.instant());

    // when
    var again = operator.send("POST", CMEK, specs("us-east-1", "eu-west-1"));
    clock.pass(Duration.ofMinutes(2));
    var done = operator.get(CMEK);

    // then
    assertThat(again.status()).isEqualTo(200);
    assertThat(done.at("/status")).isEqualTo("ENABLED");
    assertThat(done.json().at("/region_infos/0/key_infos")).hasSize(1);
    assertThat(done.json().at("/region_infos/0/key_infos/0").has("user_message")).isFalse();
    assertThat(reader.get(CLUSTER_PATH).at("/operation_status")).isEqualTo("UNSPECIFIED");
  }

  @Test
  void postingOnAnEnabledClusterIsRefusedOrActsAsPut() throws Exception {
    // given
    enableBothRegions();

    // when
    var refused = operator.send("POST", CMEK, specs("us-east-1", "eu-west-1"));
    simulator.settings("{\"postOnEnabled\":\"ACCEPT\"}");
    var accepted = operator.send("POST", CMEK, specs("us-east-1", "eu-west-1"));

    // then
    assertThat(refused.status()).isEqualTo(400);
    assertThat(accepted.status()).isEqualTo(200);
    assertThat(accepted.at("/status")).isEqualTo("ROTATING");
  }
}
