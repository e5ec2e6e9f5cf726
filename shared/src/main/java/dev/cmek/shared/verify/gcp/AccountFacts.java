package dev.cmek.shared.verify.gcp;

import dev.cmek.shared.gcp.IamPolicy;
import dev.cmek.shared.verify.Reading;

/// What there is to know about the service account that the vendor acts as.
///
/// @param email as the Cloud API is told, whether or not there is such an account
/// @param policy who may act as it
public record AccountFacts(String email, Reading<Identity> identity, Reading<IamPolicy> policy) {

  /// The account itself.
  ///
  /// @param uniqueId such as `104455667788990011223`: another one each time an account of this name
  ///   is created
  /// @param description where this system says whose it is
  public record Identity(String uniqueId, boolean disabled, String description) {}

  /// An account that is not there.
  public static AccountFacts absent(String email) {
    return new AccountFacts(email, new Reading.Absent<>(), new Reading.Absent<>());
  }

  boolean isMissing() {
    return identity instanceof Reading.Absent<Identity>;
  }
}
