package dev.cmek.gcp.account;

import dev.cmek.shared.gcp.IamPolicy;
import dev.cmek.shared.gcp.ServiceAccountEmail;
import dev.cmek.shared.step.Write;
import java.util.Optional;

/// The service accounts of the project of the keys, and who may act as them. Any call may end in a
/// `Stop`; there is none that disables or deletes, and none that takes a grant away.
public interface Accounts {

  Optional<Account> find(ServiceAccountEmail email);

  /// Creates it.
  ///
  /// @return empty if its name is taken all the same: by one so young that it is not to be found
  ///   yet, or so dead
  Write<Optional<Account>> create(Account wanted);

  /// Who may act as it; absent if it is not there.
  Optional<IamPolicy> findPolicy(ServiceAccountEmail email);

  /// Grants a role beside what stands in the policy, if nobody wrote it since it was read.
  ///
  /// @return the policy afterwards
  /// @throws dev.cmek.shared.step.Stop with `ACCOUNT_NOT_USABLE` if the member is unknown
  Write<IamPolicy> grant(ServiceAccountEmail email, IamPolicy before, String role, String member);
}
