package dev.cmek.local.gcp.kms;

import com.google.cloud.kms.v1.CryptoKeyVersion;
import com.google.cloud.kms.v1.CryptoKeyVersion.CryptoKeyVersionState;
import com.google.protobuf.ByteString;
import dev.cmek.local.gcp.grpc.Refusal;
import java.time.Duration;
import java.time.Instant;
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
    requireOneOf(CryptoKeyVersionState.ENABLED, CryptoKeyVersionState.DISABLED);
    shown = shown.toBuilder().setState(wanted).build();
  }

  void scheduleDestruction(Instant now, Duration delay) {
    requireOneOf(CryptoKeyVersionState.ENABLED, CryptoKeyVersionState.DISABLED);
    shown =
        shown.toBuilder()
            .setState(CryptoKeyVersionState.DESTROY_SCHEDULED)
            .setDestroyTime(Times.toProto(now.plus(delay)))
            .build();
  }

  void restore() {
    requireOneOf(CryptoKeyVersionState.DESTROY_SCHEDULED);
    shown = shown.toBuilder().setState(CryptoKeyVersionState.DISABLED).clearDestroyTime().build();
  }

  ByteString seal(ByteString plaintext, ByteString additionalData) {
    requireOneOf(CryptoKeyVersionState.ENABLED);
    return cipher.seal(plaintext, additionalData);
  }

  Optional<ByteString> open(ByteString sealed, ByteString additionalData) {
    requireOneOf(CryptoKeyVersionState.ENABLED);
    return cipher.open(sealed, additionalData);
  }

  /// Refuses to do what only these states allow.
  void requireOneOf(CryptoKeyVersionState first, CryptoKeyVersionState... others) {
    boolean fits = shown.getState() == first;
    for (CryptoKeyVersionState other : others) {
      fits |= shown.getState() == other;
    }
    if (!fits) {
      throw Refusal.precondition(
          shown.getName()
              + " is not "
              + (others.length == 0 ? first : first + " or " + String.join(" or ", names(others)))
                  .toString()
                  .toLowerCase(java.util.Locale.ROOT)
              + ", current state is: "
              + shown.getState()
              + ".");
    }
  }

  private static String[] names(CryptoKeyVersionState... states) {
    return java.util.Arrays.stream(states).map(Enum::name).toArray(String[]::new);
  }
}
