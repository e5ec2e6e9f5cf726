package dev.cmek.local.gcp.iam;

import dev.cmek.local.gcp.grpc.Refusal;
import dev.cmek.local.gcp.project.Projects;
import dev.cmek.local.gcp.project.ServiceAccount;
import dev.cmek.local.gcp.project.ServiceAccounts;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Who can be named in a policy. A policy remembers a service account by its unique id, so that
/// what was granted to a deleted account is not the next one's of the same name ("Policies and
/// deleted principals").
final class Members {

  private static final Pattern AGENT =
      Pattern.compile("service-(\\d+)@gcp-sa-[a-z-]+\\.iam\\.gserviceaccount\\.com");
  private static final Pattern PERSON = Pattern.compile("[^@\\s:]+@[^@\\s:]+\\.example");
  private static final Pattern DELETED = Pattern.compile("serviceAccount:(.+)\\?uid=(\\d+)");
  private static final Set<String> EVERYBODY = Set.of("allUsers", "allAuthenticatedUsers");

  private static final String SERVICE_ACCOUNT = "serviceAccount:";

  private final Projects projects;
  private final ServiceAccounts accounts;

  Members(Projects projects, ServiceAccounts accounts) {
    this.projects = projects;
    this.accounts = accounts;
  }

  /// How a policy remembers a member that somebody wrote into it.
  ///
  /// @throws io.grpc.StatusRuntimeException `INVALID_ARGUMENT` for one that does not exist
  String remembered(String member) {
    if (EVERYBODY.contains(member)) {
      return member;
    }
    int colon = member.indexOf(':');
    String kind = colon < 0 ? "" : member.substring(0, colon);
    String name = member.substring(colon + 1);
    return switch (kind) {
      case "serviceAccount" -> serviceAccount(member, name);
      case "deleted" -> deleted(member, name);
      case "user", "group" -> {
        if (!PERSON.matcher(name).matches()) {
          throw Refusal.invalid(
              (kind.equals("user") ? "User " : "Group ") + name + " does not exist.");
        }
        yield member;
      }
      case "domain" -> {
        if (!name.endsWith(".example")) {
          throw Refusal.invalid("Domain " + name + " does not exist.");
        }
        yield member;
      }
      default ->
          throw Refusal.invalid(
              "The member "
                  + member
                  + " is of an unknown type. Please set a valid type prefix for the member.");
    };
  }

  /// How a read shows a remembered member: after its account was deleted as
  /// `deleted:serviceAccount:a@p.iam.gserviceaccount.com?uid=123`.
  String shown(String remembered) {
    Matcher account = DELETED.matcher(remembered);
    if (!account.matches()) {
      return remembered;
    }
    boolean there =
        accounts
            .byUniqueId(account.group(2))
            .map(found -> found.deletedAt().isEmpty())
            .orElse(false);
    return there ? SERVICE_ACCOUNT + account.group(1) : "deleted:" + remembered;
  }

  /// The remembered members that a caller is; empty for a service account that is not there or is
  /// disabled. A group is nobody: this cloud knows no membership.
  Optional<Set<String>> of(Caller caller) {
    String member = caller.member();
    if (!member.startsWith(SERVICE_ACCOUNT)) {
      String domain = "domain:" + member.substring(member.indexOf('@') + 1);
      return Optional.of(withEverybody(member, domain));
    }
    String email = member.substring(SERVICE_ACCOUNT.length());
    if (isAgent(email)) {
      return Optional.of(withEverybody(member));
    }
    return accounts.usable(email).map(uniqueId -> withEverybody(member + "?uid=" + uniqueId));
  }

  private static Set<String> withEverybody(String... members) {
    Set<String> all = new HashSet<>(EVERYBODY);
    all.addAll(List.of(members));
    return all;
  }

  private String serviceAccount(String member, String email) {
    if (isAgent(email)) {
      return member;
    }
    ServiceAccount account =
        accounts
            .find(email)
            .filter(found -> found.email().equals(email))
            .orElseThrow(() -> Refusal.invalid("Service account " + email + " does not exist."));
    return member + "?uid=" + account.uniqueId();
  }

  private String deleted(String member, String name) {
    Matcher account = DELETED.matcher(name);
    boolean known =
        account.matches()
            && accounts
                .byUniqueId(account.group(2))
                .map(found -> found.email().equals(account.group(1)))
                .orElse(false);
    if (!known) {
      throw Refusal.invalid("The member " + member + " does not exist.");
    }
    return name;
  }

  /// Google's own accounts, such as `service-123456789012@gcp-sa-pubsub.iam.gserviceaccount.com`.
  private boolean isAgent(String email) {
    Matcher agent = AGENT.matcher(email);
    return agent.matches() && projects.hasNumber(Long.parseLong(agent.group(1)));
  }
}
