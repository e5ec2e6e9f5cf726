package dev.cmek.local.gcp.kms;

import com.google.cloud.kms.v1.CryptoKeyVersion;
import com.google.cloud.kms.v1.CryptoKeyVersion.CryptoKeyVersionState;
import com.google.protobuf.ByteString;
import dev.cmek.local.gcp.grpc.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A version of a key ("Key version states"). Not thread-safe.
final class Version {

  private CryptoKeyVersion shown;
  private final SymmetricCipher cipher = new SymmetricCipher();

  Version(CryptoKeyVersion shown) {
    this.shown = shown;
  }

  CryptoKeyVersion shown() {
    return shown;
  }

  /// Destroys what is due.
  void settle(Instant now) {
    if (shown.getState() == CryptoKeyVersionState.DESTROY_SCHEDULED
        && !now.isBefore(Times.toJava(shown.getDestroyTime()))) {
      shown =
          shown.toBuilder()
              .setState(CryptoKeyVersionState.DESTROYED)
              .setDestroyEventTime(shown.getDestroyTime())
              .clearDestroyTime()
              .build();
    }
  }

  /// Enables or disables.
  void change(CryptoKeyVersionState wanted) {
    require("enabled or disabled", CryptoKeyVersionState.ENABLED, CryptoKeyVersionState.DISABLED);
    shown = shown.toBuilder().setState(wanted).build();
  }

  void scheduleDestruction(Instant now, Duration delay) {
    require("enabled or disabled", CryptoKeyVersionState.ENABLED, CryptoKeyVersionState.DISABLED);
    shown =
        shown.toBuilder()
            .setState(CryptoKeyVersionState.DESTROY_SCHEDULED)
            .setDestroyTime(Times.toProto(now.plus(delay)))
            .build();
  }

  void restore() {
    require("scheduled for destruction", CryptoKeyVersionState.DESTROY_SCHEDULED);
    shown = shown.toBuilder().setState(CryptoKeyVersionState.DISABLED).clearDestroyTime().build();
  }

  ByteString seal(ByteString plaintext, ByteString additionalData) {
    requireEnabled();
    return cipher.seal(plaintext, additionalData);
  }

  Optional<ByteString> open(ByteString sealed, ByteString additionalData) {
    requireEnabled();
    return cipher.open(sealed, additionalData);
  }

  void requireEnabled() {
    require("enabled", CryptoKeyVersionState.ENABLED);
  }

  private void require(String wanted, CryptoKeyVersionState... fitting) {
    if (!List.of(fitting).contains(shown.getState())) {
      throw Refusal.precondition(
          shown.getName() + " is not " + wanted + ", current state is: " + shown.getState() + ".");
    }
  }
}
