package dev.cmek.gcp.key;

import dev.cmek.shared.gcp.CryptoKeyName;
import dev.cmek.shared.step.Write;
import java.util.Map;
import java.util.Optional;

/// The keys of the project in Cloud KMS, in all locations. Any call may end in a `Stop`; there is
/// none that disables or destroys.
public interface Keys {

  /// Absent also if its ring is not there.
  Optional<CryptoKey> find(CryptoKeyName name);

  /// Whether the ring is there that holds this key, or would.
  boolean hasRing(CryptoKeyName key);

  /// Creates the ring for this key, or finds that it is there.
  ///
  /// @return the ring's name
  Write<String> createRing(CryptoKeyName key);

  /// Creates a key, or finds the one that has its name.
  Write<CryptoKey> create(NewKey wanted);

  /// Switches automatic rotation on, or changes it.
  Write<CryptoKey> rotate(CryptoKey key, Rotation rotation);

  /// Adds or overwrites these labels, leaves others alone.
  Write<CryptoKey> addLabels(CryptoKey key, Map<String, String> labels);
}
