package dev.cmek.shared.verify.gcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.shared.gcp.IamPolicy.Binding;
import dev.cmek.shared.gcp.Permission;
import dev.cmek.shared.gcp.Role;
import dev.cmek.shared.verify.Reading;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GcpFactsJsonTest {

  private final SetUp setUp = new SetUp();

  @Test
  void tellsObjectsByTheirNames() {
    JsonNode json = GcpFactsJson.of(setUp.facts());

    JsonNode key = json.at("/keys").get(SetUp.FIRST.toString());
    assertThat(key.at("/metadata/rotationPeriod").isMissingNode()).isFalse();
    assertThat(key.at("/versions/1/state").asText()).isEqualTo("ENABLED");
    assertThat(key.at("/policy/0/role").asText()).isEqualTo(Role.ENCRYPTER_DECRYPTER);
    JsonNode account = json.at("/accounts").get(SetUp.ACCOUNT.toString());
    assertThat(account.at("/policy/0/members/0").asText()).isEqualTo(SetUp.VENDOR_MEMBER);
    assertThat(account.at("/description").asText()).isEqualTo(SetUp.DESCRIPTION);
  }

  @Test
  void whatOthersHaveInTheProjectIsNoChange() {
    JsonNode before = GcpFactsJson.of(setUp.facts());

    var _ =
        setUp
            .onProject("roles/cloudkms.viewer", "user:new@example.com")
            .onProject("roles/x", "user:x");
    JsonNode after = GcpFactsJson.of(setUp.facts());

    assertThat(after).isEqualTo(before);
  }

  @Test
  void whoComesToUseKeysOfTheProjectIsAChange() {
    JsonNode before = GcpFactsJson.of(setUp.facts());

    var _ =
        setUp
            .with(x -> x.roles.put("roles/x", Set.of(Permission.DECRYPT, "storage.objects.get")))
            .onProject("roles/x", "user:new@example.com");
    JsonNode after = GcpFactsJson.of(setUp.facts());

    assertThat(after).isNotEqualTo(before);
    assertThat(after.at("/roles").get("roles/x").get("permissions"))
        .hasToString("[\"" + Permission.DECRYPT + "\"]");
  }

  @Test
  void theOrderOfBindingsMeansNothing() {
    var _ = setUp.onKey("roles/cloudkms.viewer", "user:b").onKey("roles/cloudkms.viewer", "user:a");
    JsonNode before = GcpFactsJson.of(setUp.facts());

    var _ =
        setUp.firstKey(key ->
            key.policy =
                SetUp.policy(
                    new Binding("roles/cloudkms.viewer", List.of("user:a", "user:b")),
                    key.policy.bindings().getFirst()));
    JsonNode after = GcpFactsJson.of(setUp.facts());

    assertThat(after).isEqualTo(before);
  }

  @Test
  void whatIsNotThereIsLeftOutAndWhatIsHiddenIsSaid() {
    var _ =
        setUp
            .with(x -> x.accountExists = false)
            .projectSeen(
                SetUp.PROJECT, new Reading.Denied<>("resourcemanager.projects.getIamPolicy"));

    JsonNode json = GcpFactsJson.of(setUp.facts());

    assertThat(json.at("/accounts").get(SetUp.ACCOUNT.toString()))
        .hasToString("{\"exists\":false}");
    assertThat(json.at("/projects/my-project/policy/unread").asText())
        .isEqualTo("denied: resourcemanager.projects.getIamPolicy");
  }
}
