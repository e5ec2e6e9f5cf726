package dev.cmek.local.gcp.iam;

import com.google.iam.v1.Binding;
import dev.cmek.local.gcp.grpc.Refusal;
import dev.cmek.local.gcp.project.Projects;
import io.grpc.Status;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/// Lets callers do what the policies say of a resource and of all that it is in.
final class PolicyEnforcement implements Enforcement {

  private final Projects projects;
  private final Roles roles;
  private final Members members;
  private final Policies policies;
  private final Hierarchy hierarchy;
  private final Calls calls;
  private final InstantSource clock;

  PolicyEnforcement(
      Projects projects,
      Roles roles,
      Members members,
      Policies policies,
      Hierarchy hierarchy,
      Calls calls,
      InstantSource clock) {
    this.projects = projects;
    this.roles = roles;
    this.members = members;
    this.policies = policies;
    this.hierarchy = hierarchy;
    this.calls = calls;
    this.clock = clock;
  }

  @Override
  public void require(Caller caller, String permission, String resource) {
    if (members.of(caller).isEmpty()) {
      throw Refusal.of(
          Status.Code.UNAUTHENTICATED,
          "Request had invalid authentication credentials: "
              + caller.member()
              + " does not exist or is disabled.");
    }
    boolean allowed = allows(caller, permission, resource);
    calls.add(new Call(clock.instant(), caller.member(), permission, resource, allowed));
    if (!allowed) {
      throw Refusal.denied(permission, resource);
    }
  }

  @Override
  public boolean allows(Caller caller, String permission, String resource) {
    if (!roles.isPermission(permission)) {
      throw new IllegalArgumentException("roles.txt has no role with the permission " + permission);
    }
    List<String> path = hierarchy.path(resource);
    Set<String> identities = members.of(caller).orElse(Set.of());
    if (!projects.has(hierarchy.project(resource))) {
      return false;
    }
    Instant now = clock.instant();
    return path.stream()
        .flatMap(holder -> policies.seen(holder, now).stream())
        .anyMatch(binding -> grants(binding, identities, permission, resource, now));
  }

  private boolean grants(
      Binding binding, Set<String> identities, String permission, String resource, Instant now) {
    return binding.getMembersList().stream().anyMatch(identities::contains)
        && roles
            .find(binding.getRole())
            .map(role -> role.permissions().contains(permission))
            .orElse(false)
        && (!binding.hasCondition()
            || Conditions.hold(binding.getCondition().getExpression(), resource, now));
  }
}
