package dev.cmek.local.gcp.project;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The service accounts of all projects, deleted ones too. It decides nothing.
public final class ServiceAccounts {

  private static final long FIRST_ID = 100_000_000L;

  private final InstantSource clock;
  private final Map<String, Spread<ServiceAccount>> byUniqueId = new TreeMap<>();

  public ServiceAccounts(InstantSource clock) {
    this.clock = clock;
  }

  /// The email of an account.
  ///
  /// @param id such as `cmek-ensure-key`
  public static String email(String project, String id) {
    return id + "@" + project + ".iam.gserviceaccount.com";
  }

  /// Makes an account, which is seen at once.
  public synchronized ServiceAccount create(
      String project, String email, String displayName, String description) {
    String uniqueId = "100000000000%09d".formatted(FIRST_ID + byUniqueId.size());
    ServiceAccount account =
        new ServiceAccount(
            project, uniqueId, email, displayName, description, false, Optional.empty());
    byUniqueId.put(uniqueId, new Spread<>(account));
    return account;
  }

  /// Replaces what is known of an account.
  ///
  /// @param seenFrom from when on calls are judged by it
  public synchronized void update(ServiceAccount account, Instant seenFrom) {
    require(account.uniqueId()).change(account, seenFrom);
  }

  /// The account that is there under an email or unique id.
  public synchronized Optional<ServiceAccount> find(String emailOrUniqueId) {
    return newestFirst().stream()
        .filter(account -> account.deletedAt().isEmpty())
        .filter(account ->
            account.email().equals(emailOrUniqueId) || account.uniqueId().equals(emailOrUniqueId))
        .findFirst();
  }

  /// The account of that unique id, deleted or not.
  public synchronized Optional<ServiceAccount> byUniqueId(String uniqueId) {
    return Optional.ofNullable(byUniqueId.get(uniqueId)).map(Spread::latest);
  }

  /// The accounts of a project that are there, by email.
  public synchronized List<ServiceAccount> in(String project) {
    return newestFirst().stream()
        .filter(account -> account.project().equals(project) && account.deletedAt().isEmpty())
        .sorted((a, b) -> a.email().compareTo(b.email()))
        .toList();
  }

  /// The unique id as which a call under that email counts now: of an account that is there and
  /// enabled, as far as that has spread.
  public synchronized Optional<String> usable(String email) {
    Instant now = clock.instant();
    return byUniqueId.values().stream()
        .map(account -> account.seen(now))
        .filter(account -> account.email().equals(email) && account.usable())
        .map(ServiceAccount::uniqueId)
        .reduce((_, newer) -> newer);
  }

  private List<ServiceAccount> newestFirst() {
    return byUniqueId.values().stream().map(Spread::latest).toList().reversed();
  }

  private Spread<ServiceAccount> require(String uniqueId) {
    Spread<ServiceAccount> account = byUniqueId.get(uniqueId);
    if (account == null) {
      throw new IllegalArgumentException("no service account " + uniqueId);
    }
    return account;
  }
}
