package dev.cmek.shared.cluster;

import static dev.cmek.shared.cluster.Example.CENTRAL;
import static dev.cmek.shared.cluster.Example.CLUSTER;
import static dev.cmek.shared.cluster.Example.ID;
import static dev.cmek.shared.cluster.Example.KEYS;
import static dev.cmek.shared.cluster.Example.WEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cmek.shared.cluster.Cmek.RegionStatus;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome.NotYet;
import dev.cmek.shared.step.Outcome.Refused;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every [ClusterApi] does, the fake as well as the client with a service behind it. Enabling
/// takes some minutes, less than an hour.
abstract class ClusterApiContract {

  private static final ClusterId UNKNOWN = new ClusterId("00000000-0000-4000-8000-000000000000");
  private static final RegionKey NEW_WEST = Example.key("eu-west-1", "new-west");

  /// Knows [Example#CLUSTER] alone, whose CMEK was never enabled and whose grants are in order.
  abstract ClusterApi api();

  abstract void pass(Duration duration);

  /// From now on the grants count only after that time.
  ///
  /// @param late whether the lack of access is found out by the write or while the vendor works
  abstract void spreadFor(Duration duration, boolean late);

  @Test
  void findsTheClusterAndNoOther() {
    assertThat(api().find(ID)).contains(CLUSTER);
    assertThat(api().find(UNKNOWN)).isEmpty();
    assertThat(api().list("")).isEqualTo(new ClusterPage(List.of(CLUSTER), ""));
    assertThat(api().organization().id()).isEqualTo("9c8f4a10-5b7d-4e0a-8f5e-2f6f0c1d3e4b");
  }

  @Test
  void refusesCmekOfAnUnknownCluster() {
    Stop stop = catchThrowableOfType(Stop.class, () -> api().cmek(UNKNOWN));

    assertThat(stop.outcome())
        .isInstanceOfSatisfying(
            Refused.class, r -> assertThat(r.reason()).isEqualTo(Reason.CLUSTER_NOT_FOUND));
  }

  @Test
  void saysThatCmekWasNeverEnabled() {
    assertThat(api().cmek(ID)).isEqualTo(Cmek.NEVER_ENABLED);
  }

  @Test
  void enablesInSomeTimeAndLocksTheClusterMeanwhile() {
    Cmek accepted = make(KEYS);

    pass(Duration.ofSeconds(1));
    Cmek soon = api().cmek(ID);
    String state = api().find(ID).orElseThrow().state();
    pass(Duration.ofHours(1));
    Cmek later = api().cmek(ID);

    assertThat(accepted.status()).isEqualTo(CmekStatus.ENABLING);
    assertThat(soon.status()).isEqualTo(CmekStatus.ENABLING);
    assertThat(state).isEqualTo("LOCKED");
    assertThat(later.status()).isEqualTo(CmekStatus.ENABLED);
    assertThat(later.regions())
        .extracting(RegionStatus::region)
        .containsExactly("eu-central-1", "eu-west-1");
    assertThat(later.region("eu-west-1").orElseThrow().uses(WEST)).isTrue();
    assertThat(api().find(ID)).contains(CLUSTER);
  }

  @Test
  void takesNoWriteWhileTheClusterIsLocked() {
    var _ = make(KEYS);

    Stop stop = catchThrowableOfType(Stop.class, () -> make(KEYS));

    assertThat(stop.outcome())
        .isInstanceOfSatisfying(
            NotYet.class, n -> assertThat(n.reason()).isEqualTo(Reason.CLUSTER_NOT_READY));
  }

  @Test
  void wantsAKeyForEveryRegion() {
    EnableRefused refused = catchThrowableOfType(EnableRefused.class, () -> make(List.of(WEST)));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(api().cmek(ID)).isEqualTo(Cmek.NEVER_ENABLED);
  }

  @Test
  void doesNotEnableTwice() {
    var _ = make(KEYS);
    pass(Duration.ofHours(1));

    EnableRefused refused = catchThrowableOfType(EnableRefused.class, () -> make(KEYS));

    assertThat(refused.status()).isEqualTo(400);
  }

  @Test
  void replacesTheKeyOfOneRegionAndKeepsThePastOne() {
    var _ = make(KEYS);
    pass(Duration.ofHours(1));

    var _ = Changes.of(false).make(api().update(ID, List.of(NEW_WEST)));
    pass(Duration.ofSeconds(1));
    CmekStatus during = api().cmek(ID).region("eu-west-1").orElseThrow().status();
    pass(Duration.ofHours(1));
    Cmek after = api().cmek(ID);

    assertThat(during).isEqualTo(CmekStatus.ROTATING);
    assertThat(after.status()).isEqualTo(CmekStatus.ENABLED);
    assertThat(after.region("eu-central-1").orElseThrow().uses(CENTRAL)).isTrue();
    assertThat(after.region("eu-west-1").orElseThrow().uses(NEW_WEST)).isTrue();
    assertThat(after.region("eu-west-1").orElseThrow().keys())
        .contains(new Cmek.KeyStatus(WEST, CmekStatus.DISABLED, ""));
  }

  @Test
  void refusesWhileTheGrantsSpread() {
    spreadFor(Duration.ofMinutes(5), false);

    EnableRefused refused = catchThrowableOfType(EnableRefused.class, () -> make(KEYS));
    pass(Duration.ofMinutes(6));
    var _ = make(KEYS);
    pass(Duration.ofHours(1));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.vendorMessage()).contains("permission");
    assertThat(api().cmek(ID).status()).isEqualTo(CmekStatus.ENABLED);
  }

  @Test
  void failsLaterWhileTheGrantsSpreadAndTakesTheRequestAgain() {
    spreadFor(Duration.ofMinutes(5), true);

    var _ = make(KEYS);
    pass(Duration.ofHours(1));
    Cmek failed = api().cmek(ID);
    var _ = make(KEYS);
    pass(Duration.ofHours(1));

    assertThat(failed.status()).isEqualTo(CmekStatus.ENABLE_FAILED);
    assertThat(failed.region("eu-west-1").orElseThrow().keys())
        .allSatisfy(key -> assertThat(key.userMessage()).isNotEmpty());
    assertThat(api().cmek(ID).status()).isEqualTo(CmekStatus.ENABLED);
  }

  private Cmek make(List<RegionKey> keys) {
    return Changes.of(false).make(api().enable(ID, keys));
  }
}
