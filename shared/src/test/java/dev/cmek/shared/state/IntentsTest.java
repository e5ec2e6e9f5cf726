package dev.cmek.shared.state;

import static dev.cmek.shared.request.RequestExample.CLUSTER;
import static dev.cmek.shared.step.RunExample.STARTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.request.AccessGrant;
import dev.cmek.shared.request.KeyStrategy;
import dev.cmek.shared.state.Intent.Choices;
import dev.cmek.shared.state.Intent.Pins;
import dev.cmek.shared.state.Intent.Progress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class IntentsTest {

  private static final List<RegionKey> KEYS =
      List.of(new RegionKey("eu-west-1", "arn:aws:kms:key/1", "arn:aws:iam:role/1"));
  private static final Intent NEW =
      Intent.begun(
          CLUSTER,
          new Choices(KeyStrategy.SINGLE_KEY, "eu-west-1", AccessGrant.KEY_POLICY),
          new Pins("123456789012", "9c8f4a10-5b7d-4e0a-8f5e-2f6f0c1d3e4b"));

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

    Choices others = new Choices(KeyStrategy.KEY_PER_REGION, null, AccessGrant.ROLE_POLICY);
    Intent changed = full.withChoices(others).withGrantedAt(STARTED.plusSeconds(1));

    assertThat(changed)
        .isEqualTo(
            new Intent(
                CLUSTER,
                Intent.State.ACTIVE,
                others,
                NEW.pins(),
                new Progress(STARTED.plusSeconds(1), Map.of("eu-west-1", STARTED), KEYS, STARTED)));
  }

  @Test
  void staysGuardedSinceItWasFirstSeen() {
    Intent guarded = NEW.guarded(KEYS, STARTED).guarded(KEYS, STARTED.plusSeconds(60));

    assertThat(NEW.isGuarded()).isFalse();
    assertThat(guarded.isGuarded()).isTrue();
    assertThat(guarded.progress().guardedSince()).isEqualTo(STARTED);
  }

  @Test
  void readsAndWritesDocumentsAsTheyHaveAlwaysBeen() {
    String document =
        """
        {"clusterId":"%s","state":"SUSPENDED","keyStrategy":"SINGLE_KEY","keyRegion":"eu-west-1",\
        "accessGrant":"KEY_POLICY","vendorAccountId":"123456789012",\
        "externalId":"9c8f4a10-5b7d-4e0a-8f5e-2f6f0c1d3e4b","grantedAt":"2026-11-22T10:00:00Z",\
        "asked":{"eu-west-1":"2026-11-22T10:01:00Z"},"keys":[{"region":"eu-west-1",\
        "uri":"arn:aws:kms:key/1","principal":"arn:aws:iam:role/1"}],\
        "guardedSince":"2026-11-22T10:20:00Z"}\
        """
            .formatted(CLUSTER);
    var _ = state.create("clusters/" + CLUSTER + "/intent.json", document);

    Intent read = intents.find(CLUSTER).orElseThrow();

    assertThat(read)
        .isEqualTo(
            new Intent(
                CLUSTER,
                Intent.State.SUSPENDED,
                NEW.choices(),
                NEW.pins(),
                new Progress(
                    Instant.parse("2026-11-22T10:00:00Z"),
                    Map.of("eu-west-1", Instant.parse("2026-11-22T10:01:00Z")),
                    KEYS,
                    Instant.parse("2026-11-22T10:20:00Z"))));
    assertThat(Payloads.writeString(read)).isEqualTo(document);
  }

  @Test
  void takesAMissingIntentForADefectWhereThereMustBeOne() {
    assertThatThrownBy(() -> intents.update(CLUSTER, i -> i))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("cluster " + CLUSTER + " has no intent");
  }
}
