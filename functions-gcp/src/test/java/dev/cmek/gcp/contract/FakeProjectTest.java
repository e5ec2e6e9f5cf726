package dev.cmek.gcp.contract;

import dev.cmek.gcp.account.Accounts;
import dev.cmek.gcp.binding.Bindings;
import dev.cmek.gcp.key.Keys;
import dev.cmek.gcp.project.FakeGcp;
import dev.cmek.shared.gcp.CryptoKeyName;
import dev.cmek.shared.gcp.IamPolicy;
import dev.cmek.shared.gcp.IamPolicy.Binding;
import dev.cmek.shared.gcp.ServiceAccountEmail;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/// The project in memory that the steps' tests use.
final class FakeProjectTest extends ProjectContract {

  private final FakeGcp gcp =
      new FakeGcp(InstantSource.fixed(Instant.parse("2026-11-22T10:00:00Z")));

  @Override
  Accounts accounts() {
    return gcp.accounts();
  }

  @Override
  Keys keys() {
    return gcp.keys();
  }

  @Override
  Bindings bindings() {
    return gcp.bindings();
  }

  @Override
  void othersGrant(CryptoKeyName key, Binding binding) {
    gcp.bindings().change(key, policy -> wider(policy, binding));
  }

  @Override
  void othersGrant(ServiceAccountEmail account, Binding binding) {
    gcp.accounts().changePolicy(account, policy -> wider(policy, binding));
  }

  private static IamPolicy wider(IamPolicy policy, Binding binding) {
    List<Binding> bindings = Stream.concat(policy.bindings().stream(), Stream.of(binding)).toList();
    return new IamPolicy(IamPolicy.VERSION, policy.etag(), bindings);
  }
}
