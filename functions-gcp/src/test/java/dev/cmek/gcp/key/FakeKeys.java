package dev.cmek.gcp.key;

import dev.cmek.gcp.key.CryptoKey.Version;
import dev.cmek.gcp.project.FakeGcp;
import dev.cmek.shared.gcp.CryptoKeyName;
import dev.cmek.shared.gcp.IamPolicy;
import dev.cmek.shared.step.Change;
import dev.cmek.shared.step.Eventual;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import dev.cmek.shared.step.Write;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Cloud KMS in memory, in all locations. Neither rings nor keys ever go away.
public final class FakeKeys implements Keys {

  private final FakeGcp gcp;
  private final Set<String> rings = new HashSet<>();
  private final Eventual<CryptoKeyName, CryptoKey> keys;
  private final Map<CryptoKeyName, Rotation> rotations = new HashMap<>();

  public FakeKeys(FakeGcp gcp) {
    this.gcp = gcp;
    this.keys = new Eventual<>(gcp.clock());
  }

  @Override
  public Optional<CryptoKey> find(CryptoKeyName name) {
    return gcp.read("cloudkms.cryptoKeys.get", () -> keys.read(name));
  }

  @Override
  public boolean hasRing(CryptoKeyName key) {
    return gcp.read("cloudkms.keyRings.get", () -> rings.contains(key.ringName()));
  }

  @Override
  public Write<String> createRing(CryptoKeyName key) {
    return new Write<>(
        new Change("cloudkms.keyRings.create", key.ringName(), "in " + key.location()),
        key.ringName(),
        () ->
            gcp.write(
                "cloudkms.keyRings.create",
                () -> {
                  rings.add(key.ringName());
                  return key.ringName();
                }));
  }

  @Override
  public Write<CryptoKey> create(NewKey wanted) {
    CryptoKey key =
        new CryptoKey(
            wanted.name(),
            CryptoKey.PURPOSE,
            CryptoKey.ALGORITHM,
            Optional.of(Version.FIRST),
            wanted.labels(),
            Optional.of(wanted.rotation().period()),
            gcp.clock().instant());
    return new Write<>(
        new Change(
            "cloudkms.cryptoKeys.create", wanted.name().toString(), "labels " + wanted.labels()),
        key,
        () ->
            keys.truth(wanted.name()).isPresent()
                ? find(wanted.name())
                    .orElseThrow(() ->
                        Stop.notYet(Reason.KEY_NOT_READY, wanted.name() + " is just being created"))
                : gcp.write("cloudkms.cryptoKeys.create", () -> created(key, wanted)));
  }

  @Override
  public Write<CryptoKey> rotate(CryptoKey key, Rotation rotation) {
    return update(
        key.name(),
        "every " + rotation.period().toDays() + " days",
        key.withRotation(rotation.period()),
        k -> {
          rotations.put(k.name(), rotation);
          return k.withRotation(rotation.period());
        });
  }

  @Override
  public Write<CryptoKey> addLabels(CryptoKey key, Map<String, String> labels) {
    return update(
        key.name(),
        "labels " + labels,
        key.withLabels(both(key.labels(), labels)),
        k -> k.withLabels(both(k.labels(), labels)));
  }

  public void hideChangesFor(Duration delay) {
    keys.hideChangesFor(delay);
  }

  /// All keys, the oldest first.
  public List<CryptoKey> keys() {
    return keys.values();
  }

  /// All key rings.
  public Set<String> rings() {
    return Set.copyOf(rings);
  }

  /// A key as it is.
  public CryptoKey require(CryptoKeyName name) {
    return keys.truth(name).orElseThrow(() -> new IllegalArgumentException("NOT_FOUND: " + name));
  }

  /// When a key makes new versions.
  public Optional<Rotation> rotation(CryptoKeyName name) {
    return Optional.ofNullable(rotations.get(name));
  }

  /// Others made it, or changed it to this.
  public void put(CryptoKey key) {
    rings.add(key.name().ringName());
    if (keys.truth(key.name()).isEmpty()) {
      gcp.bindings().put(key.name(), IamPolicy.EMPTY);
    }
    keys.put(key.name(), key);
  }

  /// Others changed its primary version.
  public void putPrimary(CryptoKeyName name, Optional<Version> primary) {
    CryptoKey k = require(name);
    put(
        new CryptoKey(
            name,
            k.purpose(),
            k.algorithm(),
            primary,
            k.labels(),
            k.rotationPeriod(),
            k.createdAt()));
  }

  /// Others switched its rotation off.
  public void stopRotation(CryptoKeyName name) {
    CryptoKey k = require(name);
    put(
        new CryptoKey(
            name,
            k.purpose(),
            k.algorithm(),
            k.primary(),
            k.labels(),
            Optional.empty(),
            k.createdAt()));
  }

  private CryptoKey created(CryptoKey key, NewKey wanted) {
    if (!rings.contains(key.name().ringName())) {
      throw new IllegalArgumentException("NOT_FOUND: " + key.name().ringName());
    }
    put(key);
    rotations.put(key.name(), wanted.rotation());
    return key;
  }

  private Write<CryptoKey> update(
      CryptoKeyName name, String detail, CryptoKey foretold, UnaryOperator<CryptoKey> change) {
    return new Write<>(
        new Change("cloudkms.cryptoKeys.update", name.toString(), detail),
        foretold,
        () ->
            gcp.write(
                "cloudkms.cryptoKeys.update",
                () -> {
                  CryptoKey changed = change.apply(require(name));
                  put(changed);
                  return changed;
                }));
  }

  private static Map<String, String> both(Map<String, String> some, Map<String, String> more) {
    Map<String, String> all = new HashMap<>(some);
    all.putAll(more);
    return all;
  }
}
