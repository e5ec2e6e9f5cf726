package dev.cmek.shared.state;

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
/// @param state whether the cluster should have access to its keys
/// @param keyRegion as requested; absent: none was
/// @param vendorAccountId pinned by the first run; another one later is refused
/// @param externalId pinned by the first run
/// @param grantedAt just before something was last granted; absent: nothing was
/// @param asked when the Cloud API was last told to use the keys, by region
/// @param keys what was last seen enabled; empty: nothing was
/// @param guardedSince when CMEK was first seen enabled in all regions; absent: not yet
public record Intent(
    ClusterId clusterId,
    State state,
    KeyStrategy keyStrategy,
    @Nullable String keyRegion,
    AccessGrant accessGrant,
    String vendorAccountId,
    String externalId,
    @Nullable Instant grantedAt,
    Map<String, Instant> asked,
    List<RegionKey> keys,
    @Nullable Instant guardedSince) {

  public Intent {
    asked = Map.copyOf(asked);
    keys = List.copyOf(keys);
  }

  /// Whether the cluster should have access to its keys.
  public enum State {
    ACTIVE,
    /// Access was revoked on purpose.
    SUSPENDED
  }

  public boolean isGuarded() {
    return guardedSince != null;
  }

  /// The same with other choices: only as long as nothing is guarded.
  public Intent withChoices(KeyStrategy strategy, @Nullable String region, AccessGrant grant) {
    return new Intent(
        clusterId,
        state,
        strategy,
        region,
        grant,
        vendorAccountId,
        externalId,
        grantedAt,
        asked,
        keys,
        guardedSince);
  }

  public Intent withGrantedAt(Instant at) {
    return new Intent(
        clusterId,
        state,
        keyStrategy,
        keyRegion,
        accessGrant,
        vendorAccountId,
        externalId,
        at,
        asked,
        keys,
        guardedSince);
  }

  /// The Cloud API is told these keys, at this time.
  public Intent withAsked(List<RegionKey> regionKeys, Instant at) {
    Map<String, Instant> all = new HashMap<>(asked);
    regionKeys.forEach(key -> all.put(key.region(), at));
    return new Intent(
        clusterId,
        state,
        keyStrategy,
        keyRegion,
        accessGrant,
        vendorAccountId,
        externalId,
        grantedAt,
        all,
        keys,
        guardedSince);
  }

  /// Guarded from the given time on, unless it is already.
  public Intent guarded(List<RegionKey> regionKeys, Instant since) {
    return new Intent(
        clusterId,
        state,
        keyStrategy,
        keyRegion,
        accessGrant,
        vendorAccountId,
        externalId,
        grantedAt,
        asked,
        regionKeys,
        guardedSince == null ? since : guardedSince);
  }
}
