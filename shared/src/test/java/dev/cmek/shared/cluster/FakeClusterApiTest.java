package dev.cmek.shared.cluster;

import static dev.cmek.shared.cluster.Example.CLUSTER;
import static dev.cmek.shared.cluster.Example.ID;
import static dev.cmek.shared.cluster.Example.KEYS;
import static dev.cmek.shared.cluster.Example.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cmek.shared.cluster.FakeClusterApi.Sent;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class FakeClusterApiTest extends ClusterApiContract {

  private final ManualClock clock = new ManualClock(NOW);
  private final FakeClusterApi fake = new FakeClusterApi(clock);

  @BeforeEach
  void putCluster() {
    fake.put(CLUSTER);
  }

  @Override
  ClusterApi api() {
    return fake;
  }

  @Override
  void pass(Duration duration) {
    clock.pass(duration);
  }

  @Override
  void spreadFor(Duration duration, boolean late) {
    if (late) {
      fake.failUntil(clock.instant().plus(duration), "insufficient permissions");
    } else {
      fake.refuseUntil(clock.instant().plus(duration), 400, "insufficient permissions");
    }
  }

  @Test
  void stopsAsOftenAsAskedForAndDoesNothing() {
    Stop stop = Stop.notYet(Reason.THROTTLED, "slow down");
    fake.stopNext(2, stop);

    assertThatThrownBy(() -> fake.find(ID)).isSameAs(stop);
    assertThatThrownBy(() -> Changes.of(false).make(fake.enable(ID, KEYS))).isSameAs(stop);
    assertThat(fake.cmek(ID)).isEqualTo(Cmek.NEVER_ENABLED);
    assertThat(fake.writes()).isEmpty();
  }

  @Test
  void losesAnAnswerAndServesTheWriteAllTheSame() {
    fake.loseNextAnswer();

    assertThatThrownBy(() -> Changes.of(false).make(fake.enable(ID, KEYS)))
        .isInstanceOf(Stop.class);
    assertThat(fake.cmek(ID).status()).isEqualTo(CmekStatus.ENABLING);
    assertThat(fake.writes()).containsExactly(new Sent("POST", ID, KEYS));
  }

  @Test
  void refusesAKeyThatTheVendorCannotUse() {
    fake.looksAtKeys((_, key) -> obstacle(key), true);

    assertThatThrownBy(() -> Changes.of(false).make(fake.enable(ID, KEYS)))
        .isInstanceOf(EnableRefused.class)
        .hasMessageContaining("insufficient permissions to use the KMS key: no grant");
    assertThat(fake.cmek(ID)).isEqualTo(Cmek.NEVER_ENABLED);
  }

  @Test
  void failsLaterAtAKeyThatTheVendorCannotUse() {
    fake.looksAtKeys((_, key) -> obstacle(key), false);

    var _ = Changes.of(false).make(fake.enable(ID, KEYS));
    clock.pass(Duration.ofHours(1));

    assertThat(fake.cmek(ID).status()).isEqualTo(CmekStatus.ENABLE_FAILED);
  }

  private static Optional<String> obstacle(RegionKey key) {
    return key.equals(Example.WEST) ? Optional.of("no grant") : Optional.empty();
  }

  @Test
  void keepsCmekWhenTheClusterChanges() {
    var _ = Changes.of(false).make(fake.enable(ID, KEYS));
    clock.pass(Duration.ofHours(1));

    fake.put(Example.cluster("DELETED", "UNSPECIFIED", "eu-central-1", "eu-west-1"));

    assertThat(fake.cmek(ID).status()).isEqualTo(CmekStatus.ENABLED);
    assertThat(fake.list("").clusters()).isEmpty();
  }

  @Test
  void saysOfCmekWhatItIsTold() {
    Cmek strange = Example.cmek("PAUSED_OF_THE_FUTURE");

    fake.putCmek(ID, strange);

    assertThat(fake.cmek(ID)).isEqualTo(strange);
  }
}
