package dev.cmek.gcp.account;

import dev.cmek.gcp.project.FakeGcp;
import dev.cmek.shared.gcp.IamPolicy;
import dev.cmek.shared.gcp.ServiceAccountEmail;
import dev.cmek.shared.step.Change;
import dev.cmek.shared.step.Eventual;
import dev.cmek.shared.step.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// IAM's service accounts in memory.
public final class FakeAccounts implements Accounts {

  private static final int LONGEST_ID = 30;

  private final FakeGcp gcp;
  private final Eventual<ServiceAccountEmail, Account> accounts;
  private final Eventual<ServiceAccountEmail, IamPolicy> policies;
  private final Map<ServiceAccountEmail, Instant> createdAt = new HashMap<>();
  private final Set<ServiceAccountEmail> reserved = new HashSet<>();
  private int made;

  public FakeAccounts(FakeGcp gcp) {
    this.gcp = gcp;
    this.accounts = new Eventual<>(gcp.clock());
    this.policies = new Eventual<>(gcp.clock());
  }

  @Override
  public Optional<Account> find(ServiceAccountEmail email) {
    return gcp.read("iam.serviceAccounts.get", () -> accounts.read(email));
  }

  @Override
  public Write<Optional<Account>> create(Account wanted) {
    ServiceAccountEmail email = wanted.email();
    return new Write<>(
        new Change(
            "iam.serviceAccounts.create",
            email.resourceName(),
            "description " + wanted.description()),
        Optional.of(wanted),
        () ->
            accounts.truth(email).isPresent() || reserved.contains(email)
                ? Optional.empty()
                : gcp.write("iam.serviceAccounts.create", () -> Optional.of(created(wanted))));
  }

  @Override
  public Optional<IamPolicy> findPolicy(ServiceAccountEmail email) {
    return gcp.read("iam.serviceAccounts.getIamPolicy", () -> policies.read(email));
  }

  @Override
  public Write<IamPolicy> grant(
      ServiceAccountEmail email, IamPolicy before, String role, String member) {
    IamPolicy wanted = before.with(role, member);
    return new Write<>(
        new Change(
            "iam.serviceAccounts.setIamPolicy", email.resourceName(), role + " for " + member),
        wanted,
        () ->
            gcp.write(
                "iam.serviceAccounts.setIamPolicy",
                () -> {
                  IamPolicy written = gcp.written(policy(email), wanted, email.toString());
                  policies.put(email, written);
                  return written;
                }));
  }

  public void hideChangesFor(Duration delay) {
    accounts.hideChangesFor(delay);
    policies.hideChangesFor(delay);
  }

  /// All accounts.
  public List<Account> accounts() {
    return accounts.values();
  }

  /// Who may act as an account.
  public IamPolicy policy(ServiceAccountEmail email) {
    return policies
        .truth(email)
        .orElseThrow(() -> new IllegalArgumentException("NOT_FOUND: " + email));
  }

  /// Others changed that.
  public void changePolicy(ServiceAccountEmail email, UnaryOperator<IamPolicy> change) {
    policies.put(email, gcp.changed(policy(email), change));
  }

  /// Others made it, or changed it to this.
  public void put(Account account) {
    if (account.email().id().length() > LONGEST_ID) {
      throw new IllegalArgumentException("INVALID_ARGUMENT: " + account.email());
    }
    if (accounts.truth(account.email()).isEmpty()) {
      policies.put(account.email(), gcp.changed(IamPolicy.EMPTY, p -> p));
      createdAt.put(account.email(), gcp.clock().instant());
    }
    accounts.put(account.email(), account);
  }

  /// Others deleted it: where policies of keys named it they show its unique id from now on.
  public void delete(ServiceAccountEmail email) {
    String id = accounts.truth(email).orElseThrow().uniqueId();
    accounts.remove(email);
    policies.remove(email);
    gcp.bindings().rename(email.member(), FakeGcp.dead(email, id));
  }

  /// Its name can't be had, though there is none to be seen.
  public void reserve(ServiceAccountEmail email) {
    reserved.add(email);
  }

  /// Whether policies may name it.
  public boolean isKnown(ServiceAccountEmail email, Duration spreadsIn) {
    Instant created = createdAt.get(email);
    return created != null
        && accounts.truth(email).isPresent()
        && !created.plus(spreadsIn).isAfter(gcp.clock().instant());
  }

  private Account created(Account wanted) {
    made++;
    Account account =
        new Account(
            wanted.email(), "1%020d".formatted(made), wanted.description(), wanted.disabled());
    put(account);
    return account;
  }
}
