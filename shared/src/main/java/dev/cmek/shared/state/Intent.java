package dev.cmek.shared.state;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.request.AccessGrant;
import dev.cmek.shared.request.KeyStrategy;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What should be true of a cluster: `clusters/<cluster id>/intent.json` in the state bucket. It
/// exists because a cloud can't say whether a missing grant is a mistake or a decision.
///
/// In the document the members of choices, pins and progress stand side by side.
///
/// @param state whether the cluster should have access to its keys
public record Intent(
    ClusterId clusterId,
    State state,
    @JsonUnwrapped Choices choices,
    @JsonUnwrapped Pins pins,
    @JsonUnwrapped Progress progress) {

  /// Whether the cluster should have access to its keys.
  public enum State {
    ACTIVE,
    /// Access was revoked on purpose.
    SUSPENDED
  }

  /// What whoever asked for the onboarding chose.
  ///
  /// @param keyRegion of the one key or of the multi-Region primary, chosen by the first run where
  ///   the request left it out; absent where each region has a key of its own
  public record Choices(
      KeyStrategy keyStrategy, @Nullable String keyRegion, AccessGrant accessGrant) {}

  /// What the Cloud API said in the first run; anything else later is refused.
  public record Pins(String vendorAccountId, String externalId) {}

  /// How far it came.
  ///
  /// @param grantedAt just before something was last granted; absent: nothing was
  /// @param asked when the vendor last accepted a request to use the key, by region
  /// @param keys what was last seen enabled; empty: nothing was
  /// @param guardedSince when CMEK was first seen enabled in all regions; absent: not yet
  public record Progress(
      @Nullable Instant grantedAt,
      Map<String, Instant> asked,
      List<RegionKey> keys,
      @Nullable Instant guardedSince) {

    private static final Progress NONE = new Progress(null, Map.of(), List.of(), null);

    public Progress {
      asked = Map.copyOf(asked);
      keys = List.copyOf(keys);
    }
  }

  /// The intent of a cluster for which nothing has been done yet.
  public static Intent begun(ClusterId cluster, Choices choices, Pins pins) {
    return new Intent(cluster, State.ACTIVE, choices, pins, Progress.NONE);
  }

  public boolean isGuarded() {
    return progress.guardedSince() != null;
  }

  /// The same with other choices: only as long as nothing is guarded.
  public Intent withChoices(Choices others) {
    return new Intent(clusterId, state, others, pins, progress);
  }

  public Intent withGrantedAt(Instant at) {
    return with(new Progress(at, progress.asked(), progress.keys(), progress.guardedSince()));
  }

  /// The vendor accepted to use these keys, asked at this time.
  public Intent withAsked(List<RegionKey> regionKeys, Instant at) {
    Map<String, Instant> all = new HashMap<>(progress.asked());
    regionKeys.forEach(key -> all.put(key.region(), at));
    return with(new Progress(progress.grantedAt(), all, progress.keys(), progress.guardedSince()));
  }

  /// Guarded from the given time on, unless it is already.
  public Intent guarded(List<RegionKey> regionKeys, Instant since) {
    Instant first = progress.guardedSince() == null ? since : progress.guardedSince();
    return with(new Progress(progress.grantedAt(), progress.asked(), regionKeys, first));
  }

  private Intent with(Progress further) {
    return new Intent(clusterId, state, choices, pins, further);
  }
}
