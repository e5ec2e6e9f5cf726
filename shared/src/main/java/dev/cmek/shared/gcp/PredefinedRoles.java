package dev.cmek.shared.gcp;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the predefined roles that stand in nearly every policy allow, of the permissions that
/// matter here. Any other role is asked for in the cloud: Google adds roles and changes them.
///
/// Source: "Cloud Key Management Service roles and permissions", "Identity and Access Management
/// roles and permissions" and "Basic roles" of the IAM documentation. An owner may use every key of
/// the project but mint no tokens; an editor may do neither.
public final class PredefinedRoles {

  private static final Map<String, Set<String>> ALLOWED =
      Map.ofEntries(
          Map.entry(
              "roles/owner",
              Set.of(
                  Permission.ENCRYPT,
                  Permission.DECRYPT,
                  Permission.CREATE_ACCOUNT_KEY,
                  Permission.ACT_AS)),
          Map.entry("roles/editor", Set.of(Permission.CREATE_ACCOUNT_KEY, Permission.ACT_AS)),
          Map.entry("roles/viewer", Set.of()),
          Map.entry("roles/browser", Set.of()),
          Map.entry("roles/cloudkms.admin", Set.of()),
          Map.entry("roles/cloudkms.viewer", Set.of()),
          Map.entry("roles/cloudkms.publicKeyViewer", Set.of()),
          Map.entry(Role.ENCRYPTER_DECRYPTER, Set.of(Permission.ENCRYPT, Permission.DECRYPT)),
          Map.entry("roles/cloudkms.cryptoKeyEncrypter", Set.of(Permission.ENCRYPT)),
          Map.entry("roles/cloudkms.cryptoKeyDecrypter", Set.of(Permission.DECRYPT)),
          Map.entry(
              "roles/cloudkms.cryptoOperator", Set.of(Permission.ENCRYPT, Permission.DECRYPT)),
          Map.entry(
              Role.TOKEN_CREATOR,
              Set.of(
                  Permission.GET_ACCESS_TOKEN,
                  Permission.SIGN_BLOB,
                  Permission.SIGN_JWT,
                  Permission.IMPLICIT_DELEGATION)),
          Map.entry("roles/iam.workloadIdentityUser", Set.of(Permission.GET_ACCESS_TOKEN)),
          Map.entry("roles/iam.serviceAccountKeyAdmin", Set.of(Permission.CREATE_ACCOUNT_KEY)),
          Map.entry("roles/iam.serviceAccountAdmin", Set.of()),
          Map.entry("roles/iam.serviceAccountUser", Set.of(Permission.ACT_AS)),
          Map.entry("roles/iam.serviceAccountViewer", Set.of()),
          Map.entry("roles/iam.serviceAccountOpenIdTokenCreator", Set.of()));

  private PredefinedRoles() {}

  /// Which of the permissions in [Permission] the role allows; empty if it is not known here.
  public static Optional<Set<String>> find(String role) {
    return Optional.ofNullable(ALLOWED.get(role));
  }

  /// Roles that Google grants its own agents on a project, such as `roles/run.serviceAgent`.
  public static boolean isForServiceAgents(String role) {
    return role.startsWith("roles/")
        && (role.endsWith(".serviceAgent") || role.endsWith("ServiceAgent"));
  }

  /// Roles of people and programs that administer a whole project, and could grant themselves
  /// anything in it.
  public static boolean isBasic(String role) {
    return role.equals("roles/owner") || role.equals("roles/editor");
  }
}
