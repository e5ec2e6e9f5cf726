package dev.cmek.aws.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cmek.aws.Example;
import dev.cmek.aws.Invocation;
import dev.cmek.aws.wiring.FakeWiring;
import dev.cmek.shared.alert.AuditedChange;
import dev.cmek.shared.alert.RecentChanges;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.cluster.ManualClock;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import dev.cmek.shared.sweep.Watched;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyChangeFunctionTest {

  private static final ClusterId OTHER = new ClusterId("0a7b7feb-b6cf-4396-9d7f-494982d7d81e");
  private static final String KEY =
      "arn:aws:kms:eu-west-1:111122223333:key/1a2b3c4d-0000-4000-8000-000000000001";
  private static final String BY_HAND = "arn:aws:iam::111122223333:role/team/crl-by-hand";

  private final FakeWiring wiring = new FakeWiring(new ManualClock(Example.NOW));
  private final KeyChangeFunction function = new KeyChangeFunction(wiring);

  private void watch(Map<String, List<ClusterId>> objects) {
    assertThat(wiring.state().create(Watched.PATH, Payloads.writeString(new Watched(objects))))
        .isTrue();
  }

  private String receive(String event) {
    return Invocation.invoke(function, event);
  }

  private List<AuditedChange> remembered(ClusterId cluster) {
    return new RecentChanges(wiring.state()).of(cluster);
  }

  private static String event(String name) {
    try (InputStream file = KeyChangeFunctionTest.class.getResourceAsStream(name + ".json")) {
      return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aKeyPolicyHasTheKeysClustersLookedAt() {
    watch(Map.of(KEY, List.of(Example.CLUSTER, OTHER)));

    String answer = receive(event("PutKeyPolicy"));

    assertThat(answer).contains(Example.CLUSTER.value(), OTHER.value());
    assertThat(wiring.reverify().started()).hasSize(2);
    assertThat(remembered(OTHER))
        .containsExactly(
            new AuditedChange(
                List.of(KEY),
                "PutKeyPolicy",
                "arn:aws:sts::111122223333:assumed-role/Admin/alice",
                Instant.parse("2026-11-22T09:58:12Z"),
                "198.51.100.7",
                "0a000000-0000-4000-8000-000000000001"));
  }

  @Test
  void ourRoleTellsItsClusterByItsName() {
    String _ = receive(event("PutRolePolicy"));

    assertThat(wiring.reverify().started())
        .singleElement()
        .asString()
        .startsWith("change-" + Example.CLUSTER + "-");
    assertThat(remembered(Example.CLUSTER).getFirst().objects())
        .containsExactly("arn:aws:iam::111122223333:role/" + Example.ROLE);
  }

  @Test
  void ourAliasTellsItsClusterByItsName() {
    String _ = receive(event("DeleteAlias"));

    assertThat(wiring.reverify().started()).hasSize(1);
    assertThat(remembered(Example.CLUSTER).getFirst().objects())
        .containsExactly("arn:aws:kms:eu-west-1:111122223333:" + Example.ALIAS, KEY);
  }

  @Test
  void aRoleMadeByHandIsFoundByItsNameWithoutPath() {
    watch(Map.of(BY_HAND, List.of(OTHER)));

    String _ = receive(event("UpdateAssumeRolePolicy"));

    assertThat(wiring.reverify().started()).hasSize(1);
    assertThat(remembered(OTHER).getFirst().by()).isEqualTo("arn:aws:iam::111122223333:user/bob");
  }

  @Test
  void aGrantThatAServiceRetiredNamesTheService() {
    watch(Map.of(KEY, List.of(OTHER)));

    String _ = receive(event("RetireGrant"));

    assertThat(remembered(OTHER).getFirst().by()).isEqualTo("ebs.amazonaws.com");
    assertThat(remembered(OTHER).getFirst().objects()).containsExactly(KEY);
  }

  @Test
  void theBoundaryHasAllClustersLookedAt() {
    String answer = receive(event("CreatePolicyVersion"));

    assertThat(answer).contains("\"everywhere\":true");
    assertThat(wiring.reverify().started()).singleElement().asString().startsWith("change-all-");
    assertThat(remembered(OTHER).getFirst().objects()).containsExactly(FakeWiring.BOUNDARY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CancelKeyDeletion",
        "CreateGrant",
        "DeleteAlias",
        "DeleteImportedKeyMaterial",
        "DisableKey",
        "DisableKeyRotation",
        "EnableKey",
        "EnableKeyRotation",
        "PutKeyPolicy",
        "RevokeGrant",
        "ScheduleKeyDeletion",
        "TagResource",
        "UntagResource",
        "UpdateAlias",
        "UpdatePrimaryRegion"
      })
  void everyCallThatCanHurtAKeyCounts(String action) {
    watch(Map.of(KEY, List.of(OTHER)));

    String _ = receive(event("PutKeyPolicy").replace("\"PutKeyPolicy\"", "\"" + action + "\""));

    assertThat(remembered(OTHER)).extracting(AuditedChange::action).containsExactly(action);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AttachRolePolicy", "CreateRole", "DeleteRole", "DeleteRolePermissionsBoundary",
        "DeleteRolePolicy", "DetachRolePolicy", "PutRolePermissionsBoundary", "PutRolePolicy",
        "TagRole", "UntagRole", "UpdateAssumeRolePolicy"
      })
  void everyCallThatCanHurtARoleCounts(String action) {
    String _ = receive(event("PutRolePolicy").replace("\"PutRolePolicy\"", "\"" + action + "\""));

    assertThat(remembered(Example.CLUSTER))
        .extracting(AuditedChange::action)
        .containsExactly(action);
  }

  @ParameterizedTest
  @CsvSource({
    "\"keyId\": \"1a2b3c4d-0000-4000-8000-000000000001\"",
    "\"keyId\": \"arn:aws:kms:eu-west-1:111122223333:key/1a2b3c4d-0000-4000-8000-000000000001\"",
    "\"targetKeyId\": \"1a2b3c4d-0000-4000-8000-000000000001\"",
  })
  void aRecordThatListsNoResourcesNamesTheKeyInItsRequest(String member) {
    watch(Map.of(KEY, List.of(OTHER)));
    String event =
        event("PutKeyPolicy")
            .replace("\"keyId\": \"1a2b3c4d-0000-4000-8000-000000000001\"", member)
            .replaceAll("(?s)\"resources\": \\[\\s*\\{.*?\\]", "\"resources\": null");

    String _ = receive(event);

    assertThat(remembered(OTHER)).hasSize(1);
  }

  @Test
  void whatWasRefusedChangedNothing() {
    watch(Map.of(KEY, List.of(OTHER)));

    assertThat(receive(event("DisableKey-denied")))
        .isEqualTo("{\"everywhere\":false,\"clusters\":[]}");

    assertThat(wiring.reverify().started()).isEmpty();
    assertThat(wiring.logLines()).isEmpty();
  }

  @Test
  void otherAccountsObjectsAreAnotherDeploymentsBusiness() {
    String _ =
        receive(
            event("PutRolePolicy")
                .replace(
                    "\"recipientAccountId\": \"111122223333\"", "\"recipientAccountId\": \"9\""));

    assertThat(wiring.reverify().started()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"detail\":{}}", "{\"detail\":{\"eventName\":\"PutKeyPolicy\"}}"})
  void whatIsNoChangeIsIgnored(String event) {
    assertThat(receive(event)).isEqualTo("{\"everywhere\":false,\"clusters\":[]}");
  }

  @Test
  void callsThatOnlyReadAreIgnored() {
    watch(Map.of(KEY, List.of(OTHER)));

    String _ = receive(event("PutKeyPolicy").replace("\"PutKeyPolicy\"", "\"GetKeyPolicy\""));

    assertThat(wiring.reverify().started()).isEmpty();
  }

  @Test
  void theSameEventTwiceIsLookedAtOnce() {
    String _ = receive(event("PutRolePolicy"));
    String _ = receive(event("PutRolePolicy"));

    assertThat(wiring.reverify().started()).hasSize(1);
    assertThat(remembered(Example.CLUSTER)).hasSize(1);
  }

  @Test
  void whatFailedComesAgain() {
    wiring.reverify().stopNext(1, Stop.notYet(Reason.THROTTLED, "slow down"));

    assertThatThrownBy(() -> receive(event("PutRolePolicy"))).isInstanceOf(Stop.class);
    String _ = receive(event("PutRolePolicy"));

    assertThat(wiring.reverify().started()).hasSize(1);
    assertThat(wiring.logLines())
        .satisfiesExactly(
            line -> assertThat(line).contains("\"WARN\"", "\"LATER\""),
            line -> assertThat(line).contains("\"STARTED\"", "\"action\":\"PutRolePolicy\""));
  }

  @Test
  void logsNeitherPoliciesNorPeople() {
    String _ = receive(event("PutRolePolicy"));

    assertThat(wiring.logLines())
        .singleElement()
        .asString()
        .doesNotContain("alice", "2012-10-17", "198.51.100.7");
  }
}
