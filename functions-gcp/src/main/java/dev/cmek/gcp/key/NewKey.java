package dev.cmek.gcp.key;

import dev.cmek.shared.gcp.CryptoKeyName;
import java.time.Duration;
import java.util.Map;

/// A key to create: symmetric, for encryption and decryption, in software.
public record NewKey(CryptoKeyName name, Rotation rotation, Map<String, String> labels) {

  /// How long a version can be saved once somebody scheduled its destruction: the longest that
  /// Cloud KMS takes, and fixed with the creation ("Destroy and restore key versions").
  public static final Duration DESTROY_AFTER = Duration.ofDays(120);

  public NewKey {
    labels = Map.copyOf(labels);
  }
}
