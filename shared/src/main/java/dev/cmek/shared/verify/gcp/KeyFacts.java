package dev.cmek.shared.verify.gcp;

import dev.cmek.shared.gcp.CryptoKeyName;
import dev.cmek.shared.gcp.IamPolicy;
import dev.cmek.shared.verify.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What there is to know about a key.
///
/// @param name as the Cloud API is told, whether or not there is such a key
/// @param versions all of them
/// @param policy the key's own
/// @param ringPolicy its key ring's, which every key in the ring inherits
public record KeyFacts(
    CryptoKeyName name,
    Reading<Metadata> metadata,
    Reading<List<Version>> versions,
    Reading<IamPolicy> policy,
    Reading<IamPolicy> ringPolicy) {

  /// What `cryptoKeys.get` says, in Cloud KMS's words.
  ///
  /// @param purpose such as `ENCRYPT_DECRYPT`
  /// @param algorithm that new versions have, such as `GOOGLE_SYMMETRIC_ENCRYPTION`
  /// @param protectionLevel such as `SOFTWARE`, `HSM` or `EXTERNAL`
  /// @param importOnly its material may come only from outside
  /// @param primary the number of the version that encrypts, such as `2`; absent if there is none
  /// @param rotationPeriod absent if nobody set one
  /// @param nextRotation absent if none is due
  /// @param destroyDelay how long a version can still be restored after somebody destroyed it;
  ///   absent if not told
  public record Metadata(
      String purpose,
      String algorithm,
      String protectionLevel,
      boolean importOnly,
      @Nullable String primary,
      @Nullable Duration rotationPeriod,
      @Nullable Instant nextRotation,
      @Nullable Duration destroyDelay,
      Map<String, String> labels,
      Instant createdAt) {

    public Metadata {
      labels = Map.copyOf(labels);
    }

    boolean isSymmetric() {
      return purpose.equals("ENCRYPT_DECRYPT") && algorithm.equals("GOOGLE_SYMMETRIC_ENCRYPTION");
    }

    /// Cloud KMS made the material and can make more of it.
    boolean isMadeByKms() {
      return !importOnly && !protectionLevel.startsWith("EXTERNAL");
    }
  }

  /// One version of the key.
  ///
  /// @param number such as `1`
  /// @param state such as `ENABLED` or `DESTROY_SCHEDULED`
  /// @param destroyTime when it is destroyed; absent unless that is scheduled
  public record Version(String number, String state, @Nullable Instant destroyTime) {

    boolean isIn(String wanted) {
      return state.equals(wanted);
    }
  }

  /// A key that is not there.
  public static KeyFacts absent(CryptoKeyName name) {
    return new KeyFacts(
        name,
        new Reading.Absent<>(),
        new Reading.Absent<>(),
        new Reading.Absent<>(),
        new Reading.Absent<>());
  }

  /// The version that encrypts, as far as it is known.
  Optional<Version> primary() {
    return metadata
        .find()
        .map(Metadata::primary)
        .flatMap(primary ->
            versions.find().orElse(List.of()).stream()
                .filter(v -> v.number().equals(primary))
                .findFirst());
  }
}
