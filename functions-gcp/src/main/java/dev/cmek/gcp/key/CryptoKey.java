package dev.cmek.gcp.key;

import dev.cmek.shared.gcp.CryptoKeyName;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// A key in Cloud KMS as it is.
///
/// @param purpose `ENCRYPT_DECRYPT` is what a cluster needs
/// @param algorithm of new versions; `GOOGLE_SYMMETRIC_ENCRYPTION` is what a cluster needs, whether
///   in software or in an HSM
/// @param primary the version that encrypts; empty if the key has none
/// @param rotationPeriod how long each version lasts; empty: it does not rotate by itself
public record CryptoKey(
    CryptoKeyName name,
    String purpose,
    String algorithm,
    Optional<Version> primary,
    Map<String, String> labels,
    Optional<Duration> rotationPeriod,
    Instant createdAt) {

  /// What a cluster's key is for.
  public static final String PURPOSE = "ENCRYPT_DECRYPT";

  /// What a cluster's key encrypts with.
  public static final String ALGORITHM = "GOOGLE_SYMMETRIC_ENCRYPTION";

  /// A version of the key.
  ///
  /// @param number as in its name, such as `3`
  /// @param state such as `ENABLED`, `DISABLED`, `DESTROY_SCHEDULED`, `DESTROYED`,
  ///   `PENDING_GENERATION`
  public record Version(String number, String state) {

    /// The first of a key.
    public static final Version FIRST = new Version("1", "ENABLED");
  }

  public CryptoKey {
    labels = Map.copyOf(labels);
  }

  boolean isSymmetric() {
    return purpose.equals(PURPOSE) && algorithm.equals(ALGORITHM);
  }

  /// The same with other labels.
  public CryptoKey withLabels(Map<String, String> others) {
    return new CryptoKey(name, purpose, algorithm, primary, others, rotationPeriod, createdAt);
  }

  /// The same with another rotation.
  public CryptoKey withRotation(Duration period) {
    return new CryptoKey(name, purpose, algorithm, primary, labels, Optional.of(period), createdAt);
  }
}
