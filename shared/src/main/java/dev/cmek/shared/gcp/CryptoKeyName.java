package dev.cmek.shared.gcp;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The name of a key in Cloud KMS, without a version:
/// `projects/p/locations/europe-west1/keyRings/cmek-<cluster id>/cryptoKeys/cmek`.
///
/// @param location a region such as `europe-west1`, or a multi-region such as `europe` or `global`
public record CryptoKeyName(String project, String location, String keyRing, String cryptoKey) {

  private static final Pattern NAME =
      Pattern.compile(
          "projects/([a-z][a-z0-9.:-]*)/locations/([a-z0-9-]+)"
              + "/keyRings/([a-zA-Z0-9_-]{1,63})/cryptoKeys/([a-zA-Z0-9_-]{1,63})");

  /// The name that a text is.
  ///
  /// @throws IllegalArgumentException if the text is no key's name
  public static CryptoKeyName parse(String name) {
    return find(name)
        .orElseThrow(() -> new IllegalArgumentException("no name of a crypto key: " + name));
  }

  /// The name; empty if the text is none, such as the name of a version.
  public static Optional<CryptoKeyName> find(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches()
        ? Optional.of(
            new CryptoKeyName(
                matcher.group(1), matcher.group(2), matcher.group(3), matcher.group(4)))
        : Optional.empty();
  }

  /// The name of the ring that holds it.
  public String ringName() {
    return "projects/" + project + "/locations/" + location + "/keyRings/" + keyRing;
  }

  @Override
  public String toString() {
    return ringName() + "/cryptoKeys/" + cryptoKey;
  }
}
