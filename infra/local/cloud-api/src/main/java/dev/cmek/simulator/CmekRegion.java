package dev.cmek.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A region's current and past keys, and the work that is going on with them.
///
/// Nothing happens in the background: [#settle] applies what is due by the clock.
final class CmekRegion {
  private final String name;
  private final List<CmekKey> keys = new ArrayList<>(); // the oldest first
  private CmekStatus status = CmekStatus.DISABLED;
  private @Nullable Work work;

  CmekRegion(String name) {
    this.name = name;
  }

  /// Turns to the key: enables the first one, rotates from an enabled one.
  ///
  /// @param failure what the key's message will say if it can't be enabled; null if it can
  void turnTo(RegionSpec.KeySpec spec, Instant now, Instant doneAt, @Nullable String failure) {
    CmekKey wanted = key(spec).orElseGet(() -> add(spec, now));
    Optional<CmekKey> enabled = enabledKey();
    boolean sameKey = enabled.isPresent() && enabled.get() == wanted;
    if (!sameKey) {
      wanted.become(CmekStatus.ENABLING, now);
      enabled.ifPresent(old -> old.become(CmekStatus.DISABLING, now));
    }
    status = enabled.isPresent() ? CmekStatus.ROTATING : CmekStatus.ENABLING;
    work = new Turn(doneAt, wanted, enabled.filter(_ -> !sameKey), Optional.ofNullable(failure));
  }

  void revoke(Instant now, Instant doneAt) {
    List<CmekKey> current = enabledKey().stream().toList();
    current.forEach(key -> key.become(CmekStatus.REVOKING, now));
    status = CmekStatus.REVOKING;
    work = new Revocation(doneAt, current);
  }

  /// What only the vendor's support can do: the revoked key is in use again.
  void restore(Instant now) {
    keys.stream()
        .filter(key -> key.status() == CmekStatus.REVOKED)
        .forEach(key -> key.become(CmekStatus.ENABLED, now));
    status = CmekStatus.ENABLED;
  }

  void settle(Instant now) {
    if (work == null || work.doneAt().isAfter(now)) {
      return;
    }
    Instant doneAt = work.doneAt();
    switch (work) {
      case Turn turn when turn.failure().isPresent() -> fail(turn, turn.failure().get());
      case Turn turn -> {
        turn.old().ifPresent(key -> key.become(CmekStatus.DISABLED, doneAt));
        turn.wanted().become(CmekStatus.ENABLED, doneAt);
        status = CmekStatus.ENABLED;
      }
      case Revocation revocation -> {
        revocation.current().forEach(key -> key.become(CmekStatus.REVOKED, doneAt));
        status = CmekStatus.REVOKED;
      }
    }
    work = null;
  }

  private void fail(Turn turn, String message) {
    turn.old().ifPresent(key -> key.become(CmekStatus.ENABLED, turn.doneAt()));
    boolean stillEnabled = turn.wanted().status() == CmekStatus.ENABLED;
    turn.wanted()
        .become(
            stillEnabled ? CmekStatus.ENABLED : CmekStatus.ENABLE_FAILED, turn.doneAt(), message);
    status = status == CmekStatus.ROTATING ? CmekStatus.ROTATE_FAILED : CmekStatus.ENABLE_FAILED;
  }

  CmekStatus status() {
    return status;
  }

  /// Whether the region uses that key already and nothing has to be done.
  boolean uses(RegionSpec.KeySpec spec) {
    return status == CmekStatus.ENABLED
        && enabledKey().filter(key -> key.spec().equals(spec)).isPresent();
  }

  ObjectNode json(Settings.KeyInfoOrder order) {
    ArrayNode infos = Json.array();
    List<CmekKey> ordered =
        switch (order) {
          case OLDEST_FIRST -> keys;
          case NEWEST_FIRST -> keys.reversed();
        };
    ordered.forEach(key -> infos.add(key.json()));
    return Json.object().put("region", name).put("status", status.name()).set("key_infos", infos);
  }

  private Optional<CmekKey> enabledKey() {
    return keys.stream().filter(key -> key.status() == CmekStatus.ENABLED).findFirst();
  }

  private Optional<CmekKey> key(RegionSpec.KeySpec spec) {
    return keys.stream().filter(key -> key.spec().equals(spec)).findFirst();
  }

  private CmekKey add(RegionSpec.KeySpec spec, Instant now) {
    CmekKey key = new CmekKey(spec, CmekStatus.ENABLING, now);
    keys.add(key);
    return key;
  }

  private sealed interface Work {
    Instant doneAt();
  }

  private record Turn(
      Instant doneAt, CmekKey wanted, Optional<CmekKey> old, Optional<String> failure)
      implements Work {}

  private record Revocation(Instant doneAt, List<CmekKey> current) implements Work {}
}
