package dev.cmek.shared.gcp;

import java.util.List;

/// The permissions of Google Cloud that decide who can use a cluster's keys.
public final class Permission {

  public static final String ENCRYPT = "cloudkms.cryptoKeyVersions.useToEncrypt";
  public static final String DECRYPT = "cloudkms.cryptoKeyVersions.useToDecrypt";

  /// What a cluster needs on its keys.
  public static final List<String> OF_KEYS = List.of(ENCRYPT, DECRYPT);

  public static final String GET_ACCESS_TOKEN = "iam.serviceAccounts.getAccessToken";
  public static final String SIGN_BLOB = "iam.serviceAccounts.signBlob";
  public static final String SIGN_JWT = "iam.serviceAccounts.signJwt";
  public static final String IMPLICIT_DELEGATION = "iam.serviceAccounts.implicitDelegation";
  public static final String CREATE_ACCOUNT_KEY = "iam.serviceAccountKeys.create";

  /// Runs code of one's own as a service account ("Roles for service account authentication").
  public static final String ACT_AS = "iam.serviceAccounts.actAs";

  /// Each of them is enough to act as a service account ("Service account impersonation", "Roles
  /// for service account authentication").
  public static final List<String> OF_IMPERSONATION =
      List.of(GET_ACCESS_TOKEN, SIGN_BLOB, SIGN_JWT, IMPLICIT_DELEGATION, CREATE_ACCOUNT_KEY);

  private Permission() {}
}
