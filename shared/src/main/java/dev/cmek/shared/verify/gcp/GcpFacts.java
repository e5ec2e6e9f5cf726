package dev.cmek.shared.verify.gcp;

import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.gcp.CryptoKeyName;
import dev.cmek.shared.gcp.GcpVendor;
import dev.cmek.shared.gcp.IamPolicy;
import dev.cmek.shared.gcp.IamPolicy.Binding;
import dev.cmek.shared.gcp.Member;
import dev.cmek.shared.gcp.Permission;
import dev.cmek.shared.gcp.PredefinedRoles;
import dev.cmek.shared.gcp.ServiceAccountEmail;
import dev.cmek.shared.verify.Reading;
import dev.cmek.shared.verify.Reading.Absent;
import dev.cmek.shared.verify.Subject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Everything that the checks judge: gathered once, looked at by all.
///
/// @param accounts each service account that the subject names, once
/// @param keys each key that the subject names, once; not what is no key's name
/// @param projects the policies of the projects of those accounts and keys, by project id
/// @param roles the permissions of the roles in all these policies, by name; not of those that
///   [PredefinedRoles] knows
/// @param opinions the troubleshooter's, of each use of a key
/// @param now when the facts were gathered
public record GcpFacts(
    Subject subject,
    GcpExpectations expectations,
    List<AccountFacts> accounts,
    List<KeyFacts> keys,
    Map<String, Reading<IamPolicy>> projects,
    Map<String, Reading<Set<String>>> roles,
    Map<Asked, Reading<Opinion>> opinions,
    Instant now) {

  /// What the troubleshooter is asked.
  public record Asked(String email, CryptoKeyName key, String permission) {}

  /// A key and an account that uses it.
  record Use(AccountFacts account, KeyFacts key) {}

  public GcpFacts {
    accounts = List.copyOf(accounts);
    keys = List.copyOf(keys);
    projects = Map.copyOf(projects);
    roles = Map.copyOf(roles);
    opinions = Map.copyOf(opinions);
  }

  /// Asks the source for all that the subject names.
  public static GcpFacts gather(
      GcpFactSource source, Subject subject, GcpExpectations expectations, Instant now) {
    List<AccountFacts> accounts =
        subject.keys().stream().map(RegionKey::principal).distinct().map(source::account).toList();
    List<KeyFacts> keys =
        subject.keys().stream()
            .map(RegionKey::uri)
            .flatMap(uri -> CryptoKeyName.find(uri).stream())
            .distinct()
            .map(source::key)
            .toList();
    Map<String, Reading<IamPolicy>> projects = new LinkedHashMap<>();
    Stream.concat(
            accounts.stream()
                .flatMap(account -> ServiceAccountEmail.find(account.email()).stream())
                .map(ServiceAccountEmail::project),
            keys.stream().map(key -> key.name().project()))
        .distinct()
        .forEach(project -> projects.put(project, source.project(project)));
    Map<String, Reading<Set<String>>> roles = new LinkedHashMap<>();
    unknownRoles(accounts, keys, projects).forEach(role -> roles.put(role, source.role(role)));
    Map<Asked, Reading<Opinion>> opinions = new LinkedHashMap<>();
    for (Use use : uses(subject, accounts, keys)) {
      for (String permission : Permission.OF_KEYS) {
        Asked asked = new Asked(use.account().email(), use.key().name(), permission);
        opinions.put(asked, source.opinion(asked.email(), asked.key(), permission));
      }
    }
    return new GcpFacts(subject, expectations, accounts, keys, projects, roles, opinions, now);
  }

  /// What Google grants its own agents on a project is neither asked for nor judged.
  private static Set<String> unknownRoles(
      List<AccountFacts> accounts, List<KeyFacts> keys, Map<String, Reading<IamPolicy>> projects) {
    Set<String> unknown = new LinkedHashSet<>();
    Stream.of(
            accounts.stream().map(AccountFacts::policy),
            keys.stream().map(KeyFacts::policy),
            keys.stream().map(KeyFacts::ringPolicy),
            projects.values().stream())
        .flatMap(policies -> policies)
        .flatMap(policy -> policy.find().stream())
        .flatMap(policy -> policy.bindings().stream())
        .filter(binding -> !isOfServiceAgents(binding))
        .map(Binding::role)
        .filter(role -> PredefinedRoles.find(role).isEmpty())
        .forEach(unknown::add);
    return unknown;
  }

  private static boolean isOfServiceAgents(Binding binding) {
    return PredefinedRoles.isForServiceAgents(binding.role())
        && binding.members().stream().allMatch(m -> new Member(m).isServiceAgent());
  }

  /// Each key together with each account that uses it.
  List<Use> uses() {
    return uses(subject, accounts, keys);
  }

  private static List<Use> uses(Subject subject, List<AccountFacts> accounts, List<KeyFacts> keys) {
    Set<Use> uses = new LinkedHashSet<>();
    for (RegionKey region : subject.keys()) {
      for (AccountFacts account : accounts) {
        for (KeyFacts key : keys) {
          if (account.email().equals(region.principal())
              && key.name().toString().equals(region.uri())) {
            uses.add(new Use(account, key));
          }
        }
      }
    }
    return List.copyOf(uses);
  }

  /// The keys that the account uses.
  List<KeyFacts> keysOf(AccountFacts account) {
    return uses().stream().filter(use -> use.account().equals(account)).map(Use::key).toList();
  }

  /// Whom the vendor acts as for this cluster.
  ServiceAccountEmail vendor() {
    return GcpVendor.account(subject.cluster(), subject.vendorAccountId());
  }

  /// Whether the member is one of the accounts that the cluster uses keys as.
  boolean isOurs(String member) {
    return accounts.stream().anyMatch(a -> member.equals("serviceAccount:" + a.email()));
  }

  Reading<IamPolicy> project(String id) {
    return Objects.requireNonNullElseGet(projects.get(id), Absent::new);
  }

  /// What the role allows; empty if that could not be read.
  Optional<Set<String>> permissions(String role) {
    Reading<Set<String>> read = roles.get(role);
    return PredefinedRoles.find(role)
        .or(() -> read instanceof Absent<Set<String>> ? Optional.of(Set.of()) : Optional.empty())
        .or(() -> read == null ? Optional.empty() : read.find());
  }

  Opinion opinion(Use use, String permission) {
    Reading<Opinion> reading =
        opinions.get(new Asked(use.account().email(), use.key().name(), permission));
    return reading == null ? Opinion.UNKNOWN : reading.find().orElse(Opinion.UNKNOWN);
  }
}
