package dev.cmek.shared.verify.gcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.shared.gcp.IamPolicy;
import dev.cmek.shared.gcp.IamPolicy.Binding;
import dev.cmek.shared.gcp.Member;
import dev.cmek.shared.gcp.Permission;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.verify.Reading;
import dev.cmek.shared.verify.Reading.Absent;
import dev.cmek.shared.verify.Reading.Denied;
import dev.cmek.shared.verify.Reading.Read;
import dev.cmek.shared.verify.Reading.Unreachable;
import dev.cmek.shared.verify.gcp.AccountFacts.Identity;
import dev.cmek.shared.verify.gcp.KeyFacts.Metadata;
import dev.cmek.shared.verify.gcp.KeyFacts.Version;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/// The facts for people to read and to compare:
///
/// ```json
/// {"accounts":{"cmek-…@….iam.gserviceaccount.com":{"exists":true,"disabled":false,
///    "description":"…","uniqueId":"…","policy":[{"role":"…","members":["…"]}]}},
///  "keys":{"projects/…/cryptoKeys/cmek":{"exists":true,"metadata":{"purpose":"…",…},
///    "versions":{"1":{"state":"ENABLED"}},"policy":[…],"keyRing":[…]}},
///  "projects":{"<id>":{"policy":[…]}},"roles":{"projects/…/roles/…":{"permissions":["…"]}}}
/// ```
///
/// Of projects and roles only what concerns the cluster: a grant of something else to somebody else
/// is no change. What is not there is left out; what could not be read stands as
/// `{"unread":"<why>"}`.
final class GcpFactsJson {

  private GcpFactsJson() {}

  static JsonNode of(GcpFacts facts) {
    Map<String, Object> accounts = new TreeMap<>();
    facts.accounts().forEach(account -> accounts.put(account.email(), account(account)));
    Map<String, Object> keys = new TreeMap<>();
    facts.keys().forEach(key -> keys.put(key.name().toString(), key(key)));
    Map<String, Object> projects = new TreeMap<>();
    facts.projects().forEach((id, policy) -> projects.put(id, project(policy, facts)));
    Map<String, Object> roles = new TreeMap<>();
    facts.roles().forEach((name, role) -> role(role).ifPresent(json -> roles.put(name, json)));
    return Payloads.tree(
        Payloads.canonical(
                Map.of("accounts", accounts, "keys", keys, "projects", projects, "roles", roles))
            .getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, Object> account(AccountFacts account) {
    Map<String, Object> json = new TreeMap<>();
    json.put("exists", !account.isMissing());
    put(json, "uniqueId", account.identity(), Identity::uniqueId);
    put(json, "disabled", account.identity(), Identity::disabled);
    put(json, "description", account.identity(), Identity::description);
    put(json, "policy", account.policy(), policy -> bindings(policy.bindings()));
    return json;
  }

  private static Map<String, Object> key(KeyFacts key) {
    Map<String, Object> json = new TreeMap<>();
    json.put("exists", !(key.metadata() instanceof Absent<Metadata> _));
    put(json, "metadata", key.metadata(), metadata -> metadata);
    put(json, "versions", key.versions(), GcpFactsJson::versions);
    put(json, "policy", key.policy(), policy -> bindings(policy.bindings()));
    put(json, "keyRing", key.ringPolicy(), policy -> bindings(policy.bindings()));
    return json;
  }

  private static Map<String, Object> versions(List<Version> versions) {
    Map<String, Object> byNumber = new TreeMap<>();
    for (Version version : versions) {
      Map<String, Object> json = new TreeMap<>(Map.of("state", version.state()));
      Optional.ofNullable(version.destroyTime())
          .ifPresent(time -> json.put("destroyTime", time.toString()));
      byNumber.put(version.number(), json);
    }
    return byNumber;
  }

  private static Map<String, Object> project(Reading<IamPolicy> policy, GcpFacts facts) {
    Map<String, Object> json = new TreeMap<>();
    put(
        json,
        "policy",
        policy,
        read ->
            bindings(
                read.bindings().stream().filter(binding -> concerns(binding, facts)).toList()));
    return json;
  }

  private static boolean concerns(Binding binding, GcpFacts facts) {
    Set<String> permissions = facts.permissions(binding.role()).orElse(Set.of());
    return Permission.OF_KEYS.stream().anyMatch(permissions::contains)
        || permissions.contains(Permission.GET_ACCESS_TOKEN)
        || binding.members().stream()
            .anyMatch(member -> facts.isOurs(member) || new Member(member).isEveryone());
  }

  /// A role that matters to keys or accounts, or may.
  private static Optional<Map<String, Object>> role(Reading<Set<String>> role) {
    Map<String, Object> json = new TreeMap<>();
    put(
        json,
        "permissions",
        role,
        permissions -> {
          Set<String> ours = new TreeSet<>(permissions);
          ours.removeIf(
              p -> !Permission.OF_KEYS.contains(p) && !Permission.OF_IMPERSONATION.contains(p));
          return ours;
        });
    boolean matters = !Set.of().equals(json.get("permissions"));
    return matters && !json.isEmpty() ? Optional.of(json) : Optional.empty();
  }

  /// In an order of their own: the cloud's means nothing.
  private static List<Map<String, Object>> bindings(List<Binding> bindings) {
    return bindings.stream()
        .map(GcpFactsJson::binding)
        .sorted(Comparator.comparing(Payloads::canonical))
        .toList();
  }

  private static Map<String, Object> binding(Binding binding) {
    Map<String, Object> json = new TreeMap<>();
    json.put("role", binding.role());
    json.put("members", binding.members().stream().sorted().toList());
    Optional.ofNullable(binding.condition())
        .ifPresent(condition -> json.put("condition", condition));
    return json;
  }

  private static <T> void put(
      Map<String, Object> json, String name, Reading<T> reading, Function<T, Object> value) {
    switch (reading) {
      case Read<T>(T read) -> json.put(name, value.apply(read));
      case Absent<T> _ -> {
        // left out: it is not there
      }
      case Denied<T>(String action) -> json.put(name, Map.of("unread", "denied: " + action));
      case Unreachable<T> _ -> json.put(name, Map.of("unread", "no answer"));
    }
  }
}
