package dev.cmek.gcp.binding;

import dev.cmek.gcp.project.FakeGcp;
import dev.cmek.shared.gcp.CryptoKeyName;
import dev.cmek.shared.gcp.IamPolicy;
import dev.cmek.shared.step.Change;
import dev.cmek.shared.step.Eventual;
import dev.cmek.shared.step.Write;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The policies of keys in memory.
public final class FakeBindings implements Bindings {

  private final FakeGcp gcp;
  private final Eventual<CryptoKeyName, IamPolicy> policies;

  public FakeBindings(FakeGcp gcp) {
    this.gcp = gcp;
    this.policies = new Eventual<>(gcp.clock());
  }

  @Override
  public Optional<IamPolicy> find(CryptoKeyName key) {
    return gcp.read("cloudkms.cryptoKeys.getIamPolicy", () -> policies.read(key));
  }

  @Override
  public Write<IamPolicy> grant(CryptoKeyName key, IamPolicy before, String role, String member) {
    IamPolicy wanted = before.with(role, member);
    return new Write<>(
        new Change("cloudkms.cryptoKeys.setIamPolicy", key.toString(), role + " for " + member),
        wanted,
        () ->
            gcp.write(
                "cloudkms.cryptoKeys.setIamPolicy",
                () -> {
                  IamPolicy written = gcp.written(policy(key), wanted, key.toString());
                  policies.put(key, written);
                  return written;
                }));
  }

  public void hideChangesFor(Duration delay) {
    policies.hideChangesFor(delay);
  }

  /// A key's policy as it is.
  public IamPolicy policy(CryptoKeyName key) {
    return policies.truth(key).orElseThrow(() -> new IllegalArgumentException("NOT_FOUND: " + key));
  }

  /// Others changed it.
  public void change(CryptoKeyName key, UnaryOperator<IamPolicy> change) {
    policies.put(key, gcp.changed(policy(key), change));
  }

  /// Others made a key with this policy.
  public void put(CryptoKeyName key, IamPolicy policy) {
    policies.put(key, gcp.changed(policy, p -> p));
  }

  /// In all policies that member is called so from now on.
  public void rename(String from, String to) {
    policies.keys().forEach(key -> change(key, policy -> FakeGcp.renamed(policy, from, to)));
  }
}
