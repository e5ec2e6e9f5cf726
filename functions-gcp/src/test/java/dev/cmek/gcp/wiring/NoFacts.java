package dev.cmek.gcp.wiring;

import dev.cmek.shared.gcp.CryptoKeyName;
import dev.cmek.shared.gcp.IamPolicy;
import dev.cmek.shared.verify.Reading;
import dev.cmek.shared.verify.gcp.AccountFacts;
import dev.cmek.shared.verify.gcp.GcpFactSource;
import dev.cmek.shared.verify.gcp.KeyFacts;
import dev.cmek.shared.verify.gcp.Opinion;
import java.util.Set;

/// A project where nothing is to be seen.
final class NoFacts implements GcpFactSource {

  @Override
  public AccountFacts account(String email) {
    return AccountFacts.absent(email);
  }

  @Override
  public KeyFacts key(CryptoKeyName name) {
    return KeyFacts.absent(name);
  }

  @Override
  public Reading<IamPolicy> project(String id) {
    return new Reading.Absent<>();
  }

  @Override
  public Reading<Set<String>> role(String name) {
    return new Reading.Absent<>();
  }

  @Override
  public Reading<Opinion> opinion(String email, CryptoKeyName key, String permission) {
    return new Reading.Absent<>();
  }
}
