package dev.cmek.local.gcp.iam;

import com.google.iam.v1.Policy;
import dev.cmek.local.gcp.project.Projects;
import dev.cmek.local.gcp.project.ServiceAccount;
import dev.cmek.local.gcp.project.ServiceAccounts;
import dev.cmek.local.gcp.settings.Settings;
import java.time.InstantSource;
import java.util.Collection;
import java.util.TreeSet;

/// All that says who may do what, and the way to set it up from within the process: what is set up
/// here counts at once and passes every organization policy.
public final class Iam {

  private static final int NEWEST_VERSION = 3;

  private final Projects projects;
  private final ServiceAccounts accounts;
  private final Roles roles = new Roles();
  private final Hierarchy hierarchy = new Hierarchy();
  private final Calls calls = new Calls();
  private final Policies policies;
  private final Enforcement enforcement;

  public Iam(Projects projects, ServiceAccounts accounts, Settings settings, InstantSource clock) {
    this.projects = projects;
    this.accounts = accounts;
    Members members = new Members(projects, accounts);
    this.policies = new Policies(roles, members, hierarchy, settings);
    this.enforcement =
        new PolicyEnforcement(projects, roles, members, policies, hierarchy, calls, clock);
  }

  /// Makes sure a project exists, owned by [Caller#OWNER].
  public void createProject(String id, long number) {
    projects.add(id, number);
    policies.bind("projects/" + id, "roles/owner", Caller.OWNER.member());
  }

  /// Makes sure a service account exists.
  ///
  /// @param id such as `cmek-ensure-key`
  /// @return its email
  public String createServiceAccount(String project, String id) {
    String email = ServiceAccounts.email(project, id);
    if (accounts.find(email).isEmpty()) {
      ServiceAccount _ = accounts.create(project, email, "", "");
    }
    return email;
  }

  /// Makes a project's own role, or replaces it.
  ///
  /// @param name such as `projects/p/roles/cmekEnsureKey`
  public void defineRole(String name, Collection<String> permissions) {
    if (!name.matches("projects/[^/]+/roles/[a-zA-Z0-9_.]{3,64}")) {
      throw new IllegalArgumentException("not a project's role: " + name);
    }
    Roles.Role _ = roles.replace(new Roles.Role(name, name, "", new TreeSet<>(permissions)));
  }

  /// Adds a member to a resource's policy.
  ///
  /// @param resource as in [Enforcement#require]
  /// @param role such as `roles/run.invoker` or `projects/p/roles/cmekEnsureKey`
  /// @param member such as `serviceAccount:a@p.iam.gserviceaccount.com`; must exist
  public void bind(String resource, String role, String member) {
    policies.bind(resource, role, member);
  }

  /// What is written on a resource.
  public Policy policy(String resource) {
    return policies.read(resource, NEWEST_VERSION);
  }

  public Calls calls() {
    return calls;
  }

  public Enforcement enforcement() {
    return enforcement;
  }

  public Policies policies() {
    return policies;
  }

  public Roles roles() {
    return roles;
  }

  public Hierarchy hierarchy() {
    return hierarchy;
  }

  public ServiceAccounts accounts() {
    return accounts;
  }

  public Projects projects() {
    return projects;
  }
}
