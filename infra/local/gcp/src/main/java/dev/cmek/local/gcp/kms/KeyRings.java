package dev.cmek.local.gcp.kms;

import com.google.cloud.kms.v1.CryptoKey;
import com.google.cloud.kms.v1.KeyRing;
import dev.cmek.local.gcp.grpc.Refusal;
import dev.cmek.local.gcp.settings.OrganizationPolicies;
import dev.cmek.local.gcp.settings.Settings;
import io.grpc.Status;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/// The key rings and their keys. One caller at a time.
final class KeyRings {

  private final Settings settings;
  private final InstantSource clock;
  private final Map<String, KeyRing> rings = new TreeMap<>();
  private final Map<String, Key> keys = new TreeMap<>();

  KeyRings(Settings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  synchronized KeyRing create(String location, String id) {
    String name = location + "/keyRings/" + KmsName.id(id);
    Locations.require(name);
    requireAllowedLocation(location);
    KeyRing ring =
        KeyRing.newBuilder().setName(name).setCreateTime(Times.toProto(clock.instant())).build();
    if (rings.putIfAbsent(name, ring) != null) {
      throw Refusal.of(Status.Code.ALREADY_EXISTS, "KeyRing " + name + " already exists.");
    }
    return ring;
  }

  synchronized KeyRing ring(String name) {
    Locations.require(name);
    KeyRing ring = rings.get(name);
    if (ring == null) {
      throw Refusal.notFound("KeyRing " + name + " not found.");
    }
    return ring;
  }

  synchronized List<KeyRing> rings(String location) {
    return rings.values().stream()
        .filter(ring -> KmsName.parent(ring.getName()).equals(location))
        .toList();
  }

  synchronized CryptoKey createKey(
      String ring, String id, CryptoKey wanted, boolean withFirstVersion) {
    Instant now = clock.instant();
    String name = ring(ring).getName() + "/cryptoKeys/" + KmsName.id(id);
    CryptoKey settled =
        KeyRules.completed(wanted, now).toBuilder()
            .setName(name)
            .setCreateTime(Times.toProto(now))
            .clearPrimary()
            .build();
    Key key = new Key(settled);
    if (withFirstVersion) {
      key.addFirstVersion(now);
    }
    if (keys.putIfAbsent(name, key) != null) {
      throw Refusal.of(Status.Code.ALREADY_EXISTS, "CryptoKey " + name + " already exists.");
    }
    return key.shown();
  }

  synchronized List<CryptoKey> keys(String ring) {
    String name = ring(ring).getName();
    return keys.entrySet().stream()
        .filter(entry -> KmsName.parent(entry.getKey()).equals(name))
        .map(entry -> settled(entry.getValue()).shown())
        .toList();
  }

  /// Does something with a key.
  synchronized <T> T key(String name, Function<Key, T> work) {
    Locations.require(name);
    Key key = keys.get(name);
    if (key == null) {
      throw Refusal.notFound("CryptoKey " + name + " not found.");
    }
    return work.apply(settled(key));
  }

  private Key settled(Key key) {
    key.settle(clock.instant());
    return key;
  }

  private void requireAllowedLocation(String name) {
    OrganizationPolicies policies = settings.organizationPolicies();
    String location = KmsName.idOf(name);
    if (policies.resourceLocations().isEmpty() || policies.resourceLocations().contains(location)) {
      return;
    }
    String project = KmsName.parent(name);
    String message =
        location
            + " violates constraint constraints/gcp.resourceLocations on the resource "
            + project
            + ".";
    throw Refusal.constrained(
        message, "constraints/gcp.resourceLocations", "orgpolicy:" + project, message);
  }
}
