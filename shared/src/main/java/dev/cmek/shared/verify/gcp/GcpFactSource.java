package dev.cmek.shared.verify.gcp;

import dev.cmek.shared.gcp.CryptoKeyName;
import dev.cmek.shared.gcp.IamPolicy;
import dev.cmek.shared.verify.Reading;
import java.util.Set;

/// Where the facts come from. Never throws for what can't be read: each part says so itself.
public interface GcpFactSource {

  /// The service account.
  ///
  /// @param email as the Cloud API is told, so possibly no service account's email at all: that is
  ///   an absent account
  AccountFacts account(String email);

  /// The key.
  KeyFacts key(CryptoKeyName name);

  /// The policy of a project, which everything in it inherits.
  Reading<IamPolicy> project(String id);

  /// Which permissions a role has.
  ///
  /// @param name such as `roles/storage.admin` or `projects/p/roles/cmekReader`
  Reading<Set<String>> role(String name);

  /// What the policy troubleshooter says; absent where it can't be had.
  ///
  /// @param email of a service account
  /// @param permission such as `cloudkms.cryptoKeyVersions.useToDecrypt`
  Reading<Opinion> opinion(String email, CryptoKeyName key, String permission);
}
