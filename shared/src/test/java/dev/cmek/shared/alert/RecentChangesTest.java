package dev.cmek.shared.alert;

import static dev.cmek.shared.alert.AlertExample.CLUSTER;
import static dev.cmek.shared.alert.AlertExample.KEY_1;
import static dev.cmek.shared.alert.AlertExample.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.shared.state.FakeDocuments;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RecentChangesTest {

  private final FakeDocuments state = new FakeDocuments();
  private final RecentChanges changes = new RecentChanges(state);

  private static AuditedChange change(int second) {
    return new AuditedChange(
        List.of(KEY_1), "DisableKey", "by", NOW.plusSeconds(second), "ip", "event-" + second);
  }

  @Test
  void keepsTheLastTwentyNewestFirst() {
    for (int i : new int[] {7, 3}) {
      changes.add(CLUSTER, change(i));
    }
    for (int i = 10; i < 30; i++) {
      changes.add(CLUSTER, change(i));
    }
    changes.add(CLUSTER, change(5));

    assertThat(changes.of(CLUSTER)).hasSize(20);
    assertThat(changes.of(CLUSTER).getFirst()).isEqualTo(change(29));
    assertThat(changes.of(CLUSTER).getLast()).isEqualTo(change(10));
  }

  @Test
  void theSameEventAgainWritesNothing() {
    changes.add(CLUSTER, change(1));
    changes.add(CLUSTER, change(1));

    assertThat(state.writes()).containsExactly("clusters/" + CLUSTER + "/changes.json");
    assertThat(changes.of(CLUSTER)).containsExactly(change(1));
  }

  @Test
  void whatConcernsAllClustersIsAmongEachOnes() {
    changes.add(CLUSTER, change(1));
    changes.addForAll(change(2));
    changes.add(CLUSTER, change(3));

    assertThat(changes.of(CLUSTER)).containsExactly(change(3), change(2), change(1));
  }

  @Test
  void nothingIsKnownAtFirst() {
    assertThat(changes.of(CLUSTER)).isEmpty();
  }
}
