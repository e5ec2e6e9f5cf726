package dev.cmek.shared.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.shared.cluster.Cmek;
import dev.cmek.shared.cluster.Cmek.KeyStatus;
import dev.cmek.shared.cluster.Cmek.RegionStatus;
import dev.cmek.shared.cluster.CmekStatus;
import dev.cmek.shared.cluster.RegionKey;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class KeysInUseTest {

  private static final RegionKey WEST = new RegionKey("west", "ours/1", "role");
  private static final RegionKey EAST = new RegionKey("east", "ours/2", "role");
  private static final RegionKey THEIRS = new RegionKey("west", "theirs/1", "role");
  private static final List<String> REGIONS = List.of("west", "east");
  private static final List<RegionKey> NONE = List.of();

  @Test
  void whatIsIntendedIsWantedWhateverIsOn() {
    KeysInUse keys = of(cmek(on(THEIRS), on(EAST)), List.of(WEST, EAST), NONE);

    assertThat(keys.wanted()).containsExactly(WEST, EAST);
    assertThat(keys.guarded()).containsExactlyInAnyOrder(WEST, EAST);
    assertThat(keys.elsewhere()).isTrue();
  }

  @Test
  void anotherKeyOfOursThatIsOnMustBeUsable() {
    RegionKey other = new RegionKey("west", "ours/9", "role");

    KeysInUse keys = of(cmek(on(other), on(EAST)), List.of(WEST, EAST), NONE);

    assertThat(keys.guarded()).containsExactly(other, EAST);
  }

  @Test
  void whereNobodySaidWhatIsIntendedTheKeysThatAreOnAre() {
    KeysInUse keys = of(cmek(on(WEST)), NONE, NONE);

    assertThat(keys.wanted()).containsExactly(WEST);
    assertThat(keys.guarded()).containsExactly(WEST);
    assertThat(keys.bare()).containsExactly("east");
    assertThat(keys.protectedRegions()).isEqualTo(1);
  }

  @Test
  void whatWasOnIsMissedWhenItIsOff() {
    KeysInUse keys = of(cmek(on(WEST), off(EAST, "REVOKED")), NONE, List.of(WEST, EAST));

    assertThat(keys.wanted()).containsExactly(WEST, EAST);
    assertThat(keys.bare()).containsExactly("east");
  }

  @Test
  void keysOfOthersAreNobodysBusinessHere() {
    KeysInUse keys = of(cmek(on(THEIRS)), NONE, NONE);

    assertThat(keys.wanted()).isEmpty();
    assertThat(keys.guarded()).isEmpty();
    assertThat(keys.elsewhere()).isTrue();
    assertThat(keys.protectedRegions()).isZero();
  }

  @Test
  void aRegionThatTheVendorWorksOnIsNotBare() {
    assertThat(of(cmek(on(WEST), off(EAST, "ROTATING")), NONE, NONE).bare()).isEmpty();
    assertThat(of(cmek(on(WEST), off(EAST, "PAUSED")), NONE, NONE).bare()).containsExactly("east");
  }

  @Test
  void whatTheApiDoesNotSayIsAsItWas() {
    assertThat(KeysInUse.unread(List.of(WEST), Optional.empty()).guarded()).containsExactly(WEST);
    assertThat(KeysInUse.unread(NONE, Optional.empty()).guarded()).isEmpty();
  }

  private static KeysInUse of(Cmek cmek, List<RegionKey> intended, List<RegionKey> known) {
    return KeysInUse.of(cmek, REGIONS, intended, known, key -> key.uri().startsWith("ours"));
  }

  private static RegionStatus on(RegionKey key) {
    return new RegionStatus(
        key.region(), CmekStatus.ENABLED, List.of(new KeyStatus(key, CmekStatus.ENABLED, "")));
  }

  private static RegionStatus off(RegionKey key, String status) {
    CmekStatus is = new CmekStatus(status);
    return new RegionStatus(key.region(), is, List.of(new KeyStatus(key, is, "")));
  }

  private static Cmek cmek(RegionStatus... regions) {
    return new Cmek(CmekStatus.ENABLED, Stream.of(regions).toList());
  }
}
