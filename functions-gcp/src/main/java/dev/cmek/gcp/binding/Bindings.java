package dev.cmek.gcp.binding;

import dev.cmek.shared.gcp.CryptoKeyName;
import dev.cmek.shared.gcp.IamPolicy;
import dev.cmek.shared.step.Write;
import java.util.Optional;

/// The policies that say who may use a key. Any call may end in a `Stop`; there is none that takes
/// a grant away.
public interface Bindings {

  /// A key's own policy, without what it inherits; absent if the key is not there.
  Optional<IamPolicy> find(CryptoKeyName key);

  /// Grants a role beside what stands in the policy, if nobody wrote it since it was read.
  ///
  /// @return the policy afterwards
  /// @throws dev.cmek.shared.step.Stop with `ACCOUNT_NOT_USABLE` if the member is unknown
  Write<IamPolicy> grant(CryptoKeyName key, IamPolicy before, String role, String member);
}
