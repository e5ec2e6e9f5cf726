package dev.cmek.shared.state;

import static dev.cmek.shared.request.RequestExample.CLUSTER;
import static dev.cmek.shared.step.RunExample.STARTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.request.AccessGrant;
import dev.cmek.shared.request.KeyStrategy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class IntentsTest {

  private static final List<RegionKey> KEYS =
      List.of(new RegionKey("eu-west-1", "arn:aws:kms:key/1", "arn:aws:iam:role/1"));
  private static final Intent NEW =
      new Intent(
          CLUSTER,
          Intent.State.ACTIVE,
          KeyStrategy.SINGLE_KEY,
          "eu-west-1",
          AccessGrant.KEY_POLICY,
          "123456789012",
          "9c8f4a10-5b7d-4e0a-8f5e-2f6f0c1d3e4b",
          null,
          Map.of(),
          List.of(),
          null);

  private final FakeDocuments state = new FakeDocuments();
  private final Intents intents = new Intents(state);

  @Test
  void remembersEveryMember() {
    Intent full =
        NEW.withGrantedAt(STARTED.plusNanos(123_456_789))
            .withAsked(KEYS, STARTED)
            .guarded(KEYS, STARTED.plusSeconds(60));

    var _ = intents.ensure(CLUSTER, _ -> full);

    assertThat(intents.find(CLUSTER)).contains(full);
    assertThat(state.writes()).containsExactly("clusters/" + CLUSTER + "/intent.json");
  }

  @Test
  void changesOneMemberAndLeavesTheOthers() {
    Intent full = NEW.withGrantedAt(STARTED).withAsked(KEYS, STARTED).guarded(KEYS, STARTED);

    Intent changed =
        full.withChoices(KeyStrategy.KEY_PER_REGION, null, AccessGrant.ROLE_POLICY)
            .withGrantedAt(STARTED.plusSeconds(1));

    assertThat(changed)
        .isEqualTo(
            new Intent(
                CLUSTER,
                Intent.State.ACTIVE,
                KeyStrategy.KEY_PER_REGION,
                null,
                AccessGrant.ROLE_POLICY,
                "123456789012",
                "9c8f4a10-5b7d-4e0a-8f5e-2f6f0c1d3e4b",
                STARTED.plusSeconds(1),
                Map.of("eu-west-1", STARTED),
                KEYS,
                STARTED));
  }

  @Test
  void staysGuardedSinceItWasFirstSeen() {
    Intent guarded = NEW.guarded(KEYS, STARTED).guarded(KEYS, STARTED.plusSeconds(60));

    assertThat(NEW.isGuarded()).isFalse();
    assertThat(guarded.isGuarded()).isTrue();
    assertThat(guarded.guardedSince()).isEqualTo(STARTED);
  }

  @Test
  void takesAMissingIntentForADefectWhereThereMustBeOne() {
    assertThatThrownBy(() -> intents.update(CLUSTER, i -> i))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("cluster " + CLUSTER + " has no intent");
  }
}
