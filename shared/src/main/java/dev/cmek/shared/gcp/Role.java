package dev.cmek.shared.gcp;

/// Names of the roles that this system grants.
public final class Role {

  /// Whoever has it on a service account may act as that account.
  public static final String TOKEN_CREATOR = "roles/iam.serviceAccountTokenCreator";

  /// Encrypts and decrypts with a key, nothing else.
  public static final String ENCRYPTER_DECRYPTER = "roles/cloudkms.cryptoKeyEncrypterDecrypter";

  private Role() {}
}
