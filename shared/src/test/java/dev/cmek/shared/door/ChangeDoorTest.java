package dev.cmek.shared.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cmek.shared.alert.AuditedChange;
import dev.cmek.shared.alert.RecentChanges;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.door.ChangeDoor.Heard;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.request.RequestExample;
import dev.cmek.shared.state.Engine.Status;
import dev.cmek.shared.state.FakeDocuments;
import dev.cmek.shared.state.Leases;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import dev.cmek.shared.sweep.Watched;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ChangeDoorTest {

  private static final ClusterId ONE = RequestExample.CLUSTER;
  private static final ClusterId TWO = new ClusterId("0a7b7feb-b6cf-4396-9d7f-494982d7d81e");
  private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");

  private final FakeDocuments state = new FakeDocuments();
  private final FakeWorkflows reverify = new FakeWorkflows();
  private final FakeWorkflows provision = new FakeWorkflows();
  private final ChangeDoor door = new ChangeDoor(reverify, provision, state, new ByPrefix());

  /// `ours/<cluster id>` is ours; a told name is the last part of a watched one.
  private static final class ByPrefix implements ChangeDoor.Names {

    @Override
    public Optional<ClusterId> cluster(String object) {
      return object.startsWith("ours/")
          ? Optional.of(new ClusterId(object.substring("ours/".length())))
          : Optional.empty();
    }

    @Override
    public boolean isSame(String told, String watched) {
      return watched.equals(told) || watched.endsWith("/" + told);
    }
  }

  private static AuditedChange change(String eventId, String... objects) {
    return new AuditedChange(List.of(objects), "DisableKey", "alice", AT, "192.0.2.1", eventId);
  }

  private void watch(Map<String, List<ClusterId>> objects) {
    assertThat(state.create(Watched.PATH, Payloads.writeString(new Watched(objects)))).isTrue();
  }

  private List<AuditedChange> remembered(ClusterId cluster) {
    return new RecentChanges(state).of(cluster);
  }

  @Test
  void aChangeOfOurObjectHasItsClusterLookedAt() {
    Heard heard = door.receive(change("e-1", "ours/" + ONE));

    assertThat(heard).isEqualTo(new Heard(false, List.of(ONE)));
    assertThat(reverify.started())
        .singleElement()
        .asString()
        .matches("change-" + ONE + "-[0-9a-f]{16}")
        .hasSizeLessThanOrEqualTo(80);
    assertThat(input(0))
        .isEqualTo(
            "{\"clusterId\":\"%s\",\"eventId\":\"e-1\",\"source\":\"change\"}".formatted(ONE));
    assertThat(remembered(ONE)).containsExactly(change("e-1", "ours/" + ONE));
  }

  @Test
  void aChangeOfAWatchedObjectHasAllThatDependOnItLookedAt() {
    watch(Map.of("path/key", List.of(ONE, TWO), "path/other", List.of(ONE)));

    Heard heard = door.receive(change("e-1", "key"));

    assertThat(heard.clusters()).containsExactly(TWO, ONE);
    assertThat(reverify.started()).hasSize(2);
    assertThat(remembered(ONE)).isEqualTo(remembered(TWO)).hasSize(1);
  }

  @Test
  void whatNobodyDependsOnStartsNothingAndIsForgotten() {
    watch(Map.of("path/key", List.of(ONE)));

    assertThat(door.receive(change("e-1", "another")).clusters()).isEmpty();

    assertThat(reverify.started()).isEmpty();
    assertThat(state.contents()).containsOnlyKeys(Watched.PATH);
  }

  @Test
  void aChangeWhileARunIsAtTheClusterIsRememberedAndStartsNothing() {
    watch(Map.of("path/key", List.of(ONE, TWO)));
    String run = provision.executionId("run");
    provision.set(run, Status.RUNNING);
    assertThat(new Leases(state).take(ONE, run, AT, provision)).isEqualTo(run);

    Heard heard = door.receive(change("e-1", "key"));

    assertThat(heard.clusters()).containsExactly(TWO);
    assertThat(reverify.started()).singleElement().asString().startsWith("change-" + TWO);
    assertThat(remembered(ONE)).hasSize(1);
  }

  @Test
  void aChangeAfterTheRunHasEndedIsLookedAt() {
    String run = provision.executionId("run");
    provision.set(run, Status.RUNNING);
    assertThat(new Leases(state).take(ONE, run, AT, provision)).isEqualTo(run);
    provision.set(run, Status.ABORTED);

    assertThat(door.receive(change("e-1", "ours/" + ONE)).clusters()).containsExactly(ONE);
  }

  @Test
  void theSameChangeAgainStartsNothing() {
    watch(Map.of("path/key", List.of(ONE, TWO)));
    var _ = door.receive(change("e-1", "key"));
    var _ = door.receive(change("e-1", "key"));

    assertThat(reverify.started()).hasSize(2);
    assertThat(remembered(ONE)).hasSize(1);

    var _ = door.receive(change("e-2", "key"));
    assertThat(reverify.started()).hasSize(4);
  }

  @Test
  void whatCouldNotBeStartedIsStartedWhenItComesAgain() {
    Stop busy = Stop.notYet(Reason.THROTTLED, "slow down");
    reverify.stopNext(1, busy);

    assertThatThrownBy(() -> door.receive(change("e-1", "ours/" + ONE))).isSameAs(busy);
    var _ = door.receive(change("e-1", "ours/" + ONE));

    assertThat(reverify.started()).hasSize(1);
    assertThat(remembered(ONE)).hasSize(1);
  }

  @Test
  void aChangeForAllHasAllLookedAtOnce() {
    Heard heard = door.receiveForAll(change("e-1", "boundary"));
    var _ = door.receiveForAll(change("e-1", "boundary"));

    assertThat(heard).isEqualTo(new Heard(true, List.of()));
    assertThat(reverify.started()).singleElement().asString().startsWith("change-all-");
    assertThat(input(0)).isEqualTo("{\"eventId\":\"e-1\",\"source\":\"change\"}");
    assertThat(remembered(TWO)).hasSize(1);
  }

  private String input(int started) {
    String execution = reverify.executionId(reverify.started().get(started));
    return reverify.find(execution).orElseThrow().input();
  }
}
