package dev.cmek.shared.verify.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.shared.verify.Reading.Denied;
import dev.cmek.shared.verify.Reading.Unreachable;
import dev.cmek.shared.verify.aws.KeyFacts.Grant;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AwsFactsJsonTest {

  private final SetUp setUp = new SetUp();

  @Test
  void aPersonFindsEveryPolicyUnderItsName() {
    JsonNode role = AwsFactsJson.of(setUp.facts()).path("roles").path(setUp.roleArn());

    assertThat(role.at("/policies/cmek/Statement/0/Action")).hasSize(5);
    assertThat(role.at("/trust/Statement/0/Action").asText()).isEqualTo("sts:AssumeRole");
    assertThat(role.at("/boundary/policy/Statement")).hasSize(1);
    assertThat(role.at("/exists").asBoolean()).isTrue();
  }

  @Test
  void aPersonFindsEveryKeyUnderItsArn() {
    JsonNode key = AwsFactsJson.of(setUp.facts()).path("keys").path(setUp.text("KEY1"));

    assertThat(key.at("/metadata/state").asText()).isEqualTo("Enabled");
    assertThat(key.at("/policy/Statement")).hasSize(1);
    assertThat(key.at("/rotation/enabled").asBoolean()).isTrue();
  }

  @Test
  void lookingAgainGivesTheSameText() {
    Grant one = new Grant("g1", "arn:aws:iam::1:role/a", List.of("Encrypt", "Decrypt"), false);
    Grant same = new Grant("g1", "arn:aws:iam::1:role/a", List.of("Decrypt", "Encrypt"), false);
    Grant two = new Grant("g2", "arn:aws:iam::1:role/b", List.of("Decrypt"), true);
    AwsFacts facts = new SetUp().eachKey(key -> key.grants.addAll(List.of(one, two))).facts();
    AwsFacts again = new SetUp().eachKey(key -> key.grants.addAll(List.of(two, same))).facts();
    AwsFacts later =
        new AwsFacts(
            again.subject(),
            again.expectations(),
            again.roles(),
            again.keys(),
            Instant.parse("2026-12-24T10:00:00Z"));

    assertThat(AwsFactsJson.of(later)).hasToString(AwsFactsJson.of(facts).toString());
  }

  @Test
  void whatIsNotThereIsLeftOut() {
    SetUp _ = setUp.noRole();

    JsonNode role = AwsFactsJson.of(setUp.facts()).path("roles").path(setUp.roleArn());

    assertThat(role).hasToString("{\"exists\":false}");
  }

  @Test
  void whatCouldNotBeReadIsNeitherThereNorMissing() {
    SetUp _ =
        setUp.eachKey(key ->
            key.seen =
                read ->
                    new KeyFacts(
                        read.arn(),
                        read.metadata(),
                        new Denied<>("kms:GetKeyPolicy"),
                        new Unreachable<>("no answer to request 9f-1"),
                        read.rotation(),
                        read.tags()));

    JsonNode key = AwsFactsJson.of(setUp.facts()).path("keys").path(setUp.text("KEY1"));

    assertThat(key.at("/policy/unread").asText()).isEqualTo("denied: kms:GetKeyPolicy");
    assertThat(key.at("/grants/unread").asText()).isEqualTo("no answer");
  }
}
