package dev.cmek.shared.verify.gcp;

import dev.cmek.shared.gcp.Permission;
import dev.cmek.shared.gcp.Role;
import java.util.Set;

/// Roles that a cluster's account may have on its key: they use it, or read about it.
final class KeyRoles {

  private static final Set<String> NEEDED =
      Set.of(
          Role.ENCRYPTER_DECRYPTER,
          "roles/cloudkms.cryptoKeyEncrypter",
          "roles/cloudkms.cryptoKeyDecrypter");

  /// Harmless beside those two.
  private static final Set<String> READING =
      Set.of("cloudkms.cryptoKeys.get", "cloudkms.cryptoKeyVersions.get");

  private KeyRoles() {}

  static boolean isNeeded(String role) {
    return NEEDED.contains(role);
  }

  /// Whether the role allows no more than that.
  static boolean isTolerated(String role, GcpFacts facts) {
    return isNeeded(role)
        || role.equals("roles/cloudkms.viewer")
        || (facts.roles().containsKey(role)
            && facts
                .permissions(role)
                .filter(permissions ->
                    permissions.stream()
                        .allMatch(p -> Permission.OF_KEYS.contains(p) || READING.contains(p)))
                .isPresent());
  }
}
