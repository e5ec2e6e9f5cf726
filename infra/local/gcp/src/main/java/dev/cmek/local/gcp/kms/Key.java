package dev.cmek.local.gcp.kms;

import com.google.cloud.kms.v1.CryptoKey;
import com.google.cloud.kms.v1.CryptoKey.CryptoKeyPurpose;
import com.google.cloud.kms.v1.CryptoKeyVersion;
import com.google.cloud.kms.v1.CryptoKeyVersion.CryptoKeyVersionState;
import com.google.protobuf.ByteString;
import dev.cmek.local.gcp.grpc.Refusal;
import io.grpc.StatusRuntimeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// A crypto key with its versions. Not thread-safe.
final class Key {

  private static final int VERSION_BYTES = 4;

  private CryptoKey settings;
  private int primary;
  private final SortedMap<Integer, Version> versions = new TreeMap<>();

  /// A key without versions.
  ///
  /// @param settings without a primary version
  Key(CryptoKey settings) {
    this.settings = settings;
  }

  CryptoKey shown() {
    return primary == 0
        ? settings
        : settings.toBuilder().setPrimary(version(primary).shown()).build();
  }

  void update(CryptoKey changed) {
    settings = changed.toBuilder().clearPrimary().build();
  }

  /// Does what the time has brought: destroys versions, rotates.
  void settle(Instant now) {
    versions.values().forEach(version -> version.settle(now));
    while (settings.hasNextRotationTime()
        && !now.isBefore(Times.toJava(settings.getNextRotationTime()))) {
      Instant due = Times.toJava(settings.getNextRotationTime());
      primary = number(addVersion(due));
      CryptoKey.Builder rotated = settings.toBuilder().clearNextRotationTime();
      if (settings.hasRotationPeriod()) {
        Duration period = KeyRules.toJava(settings.getRotationPeriod());
        rotated.setNextRotationTime(Times.toProto(due.plus(period)));
      }
      settings = rotated.build();
    }
  }

  /// Makes the first version, which is the primary one where there is one.
  void addFirstVersion(Instant now) {
    CryptoKeyVersion first = addVersion(now);
    if (settings.getPurpose() == CryptoKeyPurpose.ENCRYPT_DECRYPT) {
      primary = number(first);
    }
  }

  CryptoKeyVersion addVersion(Instant now) {
    int number = versions.isEmpty() ? 1 : versions.lastKey() + 1;
    Version version =
        new Version(
            CryptoKeyVersion.newBuilder()
                .setName(settings.getName() + "/cryptoKeyVersions/" + number)
                .setState(CryptoKeyVersionState.ENABLED)
                .setProtectionLevel(settings.getVersionTemplate().getProtectionLevel())
                .setAlgorithm(settings.getVersionTemplate().getAlgorithm())
                .setCreateTime(Times.toProto(now))
                .setGenerateTime(Times.toProto(now))
                .build());
    versions.put(number, version);
    return version.shown();
  }

  Collection<Version> versions() {
    return List.copyOf(versions.values());
  }

  /// A version by its id, such as `1`.
  Version version(String id) {
    if (!id.matches("[1-9]\\d{0,8}") || !versions.containsKey(Integer.parseInt(id))) {
      throw Refusal.notFound(
          "CryptoKeyVersion " + settings.getName() + "/cryptoKeyVersions/" + id + " not found.");
    }
    return version(Integer.parseInt(id));
  }

  void makePrimary(String id) {
    requireSymmetric();
    version(id).requireEnabled();
    primary = Integer.parseInt(id);
  }

  /// Encrypts with one version: its number goes in front.
  ///
  /// @param id empty for the primary one
  Sealed encrypt(String id, ByteString plaintext, ByteString additionalData) {
    requireSymmetric();
    if (id.isEmpty() && primary == 0) {
      throw Refusal.precondition("CryptoKey " + settings.getName() + " has no primary version.");
    }
    Version version = id.isEmpty() ? version(primary) : version(id);
    ByteString sealed = version.seal(plaintext, additionalData);
    return new Sealed(version.shown(), bytes(number(version.shown())).concat(sealed));
  }

  /// Decrypts with the version that encrypted.
  Opened decrypt(ByteString ciphertext, ByteString additionalData) {
    requireSymmetric();
    int number = ciphertext.size() < VERSION_BYTES ? 0 : ciphertext.asReadOnlyByteBuffer().getInt();
    Version version = versions.get(number);
    if (version == null) {
      throw undecipherable();
    }
    ByteString plaintext =
        version
            .open(ciphertext.substring(VERSION_BYTES), additionalData)
            .orElseThrow(Key::undecipherable);
    return new Opened(version.shown(), number == primary, plaintext);
  }

  private static StatusRuntimeException undecipherable() {
    return Refusal.invalid("Decryption failed: the ciphertext is invalid.");
  }

  private void requireSymmetric() {
    if (settings.getPurpose() != CryptoKeyPurpose.ENCRYPT_DECRYPT) {
      throw Refusal.precondition(
          "The purpose of CryptoKey "
              + settings.getName()
              + " is "
              + settings.getPurpose()
              + ", not ENCRYPT_DECRYPT.");
    }
  }

  private Version version(int number) {
    Version version = versions.get(number);
    if (version == null) {
      throw new IllegalStateException(settings.getName() + " has no version " + number);
    }
    return version;
  }

  private static int number(CryptoKeyVersion version) {
    return Integer.parseInt(KmsName.idOf(version.getName()));
  }

  private static ByteString bytes(int number) {
    return ByteString.copyFrom(ByteBuffer.allocate(VERSION_BYTES).putInt(number).flip());
  }

  /// What encrypting gives.
  record Sealed(CryptoKeyVersion version, ByteString ciphertext) {}

  /// What decrypting gives.
  record Opened(CryptoKeyVersion version, boolean usedPrimary, ByteString plaintext) {}
}
