package dev.cmek.local.gcp.kms;

import dev.cmek.local.gcp.grpc.Refusal;
import java.util.regex.Pattern;

/// The shapes of Cloud KMS's names.
final class KmsName {

  private static final String LOCATION = "projects/[^/]+/locations/[^/]+";
  private static final String RING = LOCATION + "/keyRings/[^/]+";
  private static final String KEY = RING + "/cryptoKeys/[^/]+";

  private static final Pattern LOCATIONS = Pattern.compile(LOCATION);
  private static final Pattern RINGS = Pattern.compile(RING);
  private static final Pattern KEYS = Pattern.compile(KEY);
  private static final Pattern VERSIONS = Pattern.compile(KEY + "/cryptoKeyVersions/[^/]+");

  /// "KeyRing.name", "CryptoKey.name": ids.
  private static final Pattern ID = Pattern.compile("[a-zA-Z0-9_-]{1,63}");

  private KmsName() {}

  static String location(String name) {
    return checked(LOCATIONS, name, "a location");
  }

  static String ring(String name) {
    return checked(RINGS, name, "a key ring");
  }

  static String key(String name) {
    return checked(KEYS, name, "a crypto key");
  }

  static String version(String name) {
    return checked(VERSIONS, name, "a crypto key version");
  }

  static boolean isRing(String name) {
    return RINGS.matcher(name).matches();
  }

  static boolean isVersion(String name) {
    return VERSIONS.matcher(name).matches();
  }

  static String id(String id) {
    return checked(ID, id, "an id of 1 to 63 letters, digits, _ and -");
  }

  /// The name of what a named thing is in, such as the ring of a key.
  static String parent(String name) {
    return name.substring(0, name.lastIndexOf('/', name.lastIndexOf('/') - 1));
  }

  /// The last part of a name.
  static String idOf(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  private static String checked(Pattern shape, String text, String what) {
    if (!shape.matcher(text).matches()) {
      throw Refusal.invalid("[" + text + "] is not the name of " + what + ".");
    }
    return text;
  }
}
