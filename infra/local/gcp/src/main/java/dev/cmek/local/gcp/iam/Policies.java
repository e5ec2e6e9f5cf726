package dev.cmek.local.gcp.iam;

import com.google.iam.v1.Binding;
import com.google.iam.v1.Policy;
import com.google.iam.v1.PolicyOrBuilder;
import com.google.protobuf.ByteString;
import com.google.type.Expr;
import dev.cmek.local.gcp.grpc.Refusal;
import dev.cmek.local.gcp.project.Spread;
import dev.cmek.local.gcp.settings.Settings;
import io.grpc.Status;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The policies of all resources, with the rules for writing them. Whether the resource exists and
/// the caller may do it is for the service to say whose resource it is.
public final class Policies {

  /// What Google answers for a policy that was never written (`ACAB`).
  private static final ByteString NEVER_WRITTEN = ByteString.fromHex("002001");

  private static final Set<Integer> VERSIONS = Set.of(0, 1, 3);
  private static final int CONDITIONS = 3;

  private final Map<String, Spread<Policy>> policies = new HashMap<>();
  private final Roles roles;
  private final Members members;
  private final Hierarchy hierarchy;
  private final Settings settings;
  private long writes;

  Policies(Roles roles, Members members, Hierarchy hierarchy, Settings settings) {
    this.roles = roles;
    this.members = members;
    this.hierarchy = hierarchy;
    this.settings = settings;
  }

  /// What is written, as a caller reads it.
  ///
  /// @param version the newest that the caller understands: below 3 conditions are hidden behind
  ///   names of roles that do not exist ("Policy versions")
  /// @throws io.grpc.StatusRuntimeException for a version that does not exist
  public synchronized Policy read(String resource, int version) {
    requireVersion(version);
    Policy.Builder shown = latest(resource).toBuilder().clearBindings();
    for (Binding binding : latest(resource).getBindingsList()) {
      shown.addBindings(shown(binding, version));
    }
    if (shown.getBindingsCount() > 0) {
      shown.setVersion(version == CONDITIONS && hasConditions(shown) ? CONDITIONS : 1);
    }
    return shown.build();
  }

  /// Replaces what is written.
  ///
  /// @return as a caller reads it
  /// @throws io.grpc.StatusRuntimeException `ABORTED` if somebody wrote since the policy's etag was
  ///   read; `INVALID_ARGUMENT` for what no policy can hold; `FAILED_PRECONDITION` for what the
  ///   organization forbids
  public synchronized Policy write(String resource, Policy wanted) {
    Policy policy = checked(resource, wanted);
    put(resource, policy, settings.seenFrom());
    return read(resource, CONDITIONS);
  }

  /// Adds a binding that counts at once, past the organization: for setting up.
  synchronized void bind(String resource, String role, String member) {
    Policy policy =
        latest(resource).toBuilder()
            .addBindings(
                remembered(resource, Binding.newBuilder().setRole(role).addMembers(member).build()))
            .build();
    put(resource, merged(policy), Instant.MIN);
  }

  /// What counts for authorization now, with members as remembered.
  synchronized List<Binding> seen(String resource, Instant now) {
    Spread<Policy> policy = policies.get(resource);
    return policy == null ? List.of() : policy.seen(now).getBindingsList();
  }

  private Policy checked(String resource, Policy wanted) {
    requireVersion(wanted.getVersion());
    if (wanted.getAuditConfigsCount() > 0) {
      throw Refusal.unimplemented("auditConfigs of a policy");
    }
    Policy current = latest(resource);
    boolean conditional = hasConditions(wanted);
    if (!wanted.getEtag().isEmpty()) {
      if (!wanted.getEtag().equals(current.getEtag())) {
        throw Refusal.of(
            Status.Code.ABORTED,
            "There were concurrent policy changes. Please retry the whole read-modify-write with"
                + " exponential backoff.");
      }
      conditional |= hasConditions(current);
    }
    if (conditional && wanted.getVersion() != CONDITIONS) {
      throw Refusal.invalid("A policy with conditions must be read and written as version 3.");
    }
    Policy.Builder policy = Policy.newBuilder();
    for (Binding binding : wanted.getBindingsList()) {
      policy.addBindings(remembered(resource, binding));
    }
    requireAllowedDomains(resource, current, policy);
    return merged(policy.build());
  }

  private Binding remembered(String resource, Binding binding) {
    requireRole(resource, binding.getRole());
    if (binding.hasCondition() && binding.getCondition().getExpression().isBlank()) {
      throw Refusal.invalid("A condition must have an expression.");
    }
    Binding.Builder remembered = binding.toBuilder().clearMembers();
    for (String member : binding.getMembersList()) {
      remembered.addMembers(members.remembered(member));
    }
    return remembered.build();
  }

  private void requireRole(String resource, String role) {
    if (roles.find(role).isEmpty()) {
      throw Refusal.invalid("Role " + role + " does not exist.");
    }
    if (role.startsWith("projects/")
        && !role.startsWith("projects/" + hierarchy.project(resource) + "/")) {
      throw Refusal.invalid("Role " + role + " is not supported for this resource.");
    }
  }

  /// Only who is new is judged ("Domain restricted sharing": not retroactive).
  private void requireAllowedDomains(String resource, Policy current, Policy.Builder policy) {
    List<String> allowed = settings.organizationPolicies().allowedPolicyMemberDomains();
    if (allowed.isEmpty()) {
      return;
    }
    Set<String> before = membersOf(current.getBindingsList());
    for (String member : membersOf(policy.getBindingsList())) {
      String email = email(member);
      String domain = email.substring(email.indexOf('@') + 1);
      if (!before.contains(member) && !allowed.contains(domain)) {
        throw Refusal.constrained(
            "One or more users named in the policy do not belong to a permitted customer.",
            "constraints/iam.allowedPolicyMemberDomains",
            "orgpolicy:projects/" + hierarchy.project(resource) + "?configvalue=" + email,
            "User " + email + " is not in permitted organization.");
      }
    }
  }

  private static Set<String> membersOf(List<Binding> bindings) {
    Set<String> members = new LinkedHashSet<>();
    bindings.forEach(binding -> members.addAll(binding.getMembersList()));
    return members;
  }

  private static String email(String member) {
    String name = member.substring(member.indexOf(':') + 1);
    int uid = name.indexOf("?uid=");
    return uid < 0 ? name : name.substring(0, uid);
  }

  /// One binding per role and condition, each member once, none without members.
  private static Policy merged(Policy policy) {
    record Grant(String role, Expr condition) {}
    Map<Grant, Set<String>> grants = new LinkedHashMap<>();
    for (Binding binding : policy.getBindingsList()) {
      if (binding.getMembersCount() > 0) {
        grants
            .computeIfAbsent(
                new Grant(binding.getRole(), binding.getCondition()), _ -> new LinkedHashSet<>())
            .addAll(binding.getMembersList());
      }
    }
    Policy.Builder merged = policy.toBuilder().clearBindings();
    grants.forEach((grant, granted) -> {
      Binding.Builder binding =
          merged.addBindingsBuilder().setRole(grant.role()).addAllMembers(granted);
      if (!grant.condition().equals(Expr.getDefaultInstance())) {
        binding.setCondition(grant.condition());
      }
    });
    return merged.build();
  }

  private Binding shown(Binding binding, int version) {
    Binding.Builder shown = binding.toBuilder().clearMembers();
    binding.getMembersList().forEach(member -> shown.addMembers(members.shown(member)));
    if (binding.hasCondition() && version != CONDITIONS) {
      String hash =
          HexFormat.of().toHexDigits(binding.getCondition().hashCode()).repeat(3).substring(0, 20);
      shown.clearCondition().setRole(binding.getRole() + "_withcond_" + hash);
    }
    return shown.build();
  }

  private Policy latest(String resource) {
    Spread<Policy> policy = policies.get(resource);
    return policy == null ? Policy.newBuilder().setEtag(NEVER_WRITTEN).build() : policy.latest();
  }

  private void put(String resource, Policy policy, Instant seenFrom) {
    writes++;
    Policy stamped =
        policy.toBuilder()
            .setEtag(ByteString.fromHex("0706" + HexFormat.of().toHexDigits(writes, 12)))
            .build();
    policies
        .computeIfAbsent(resource, _ -> new Spread<>(Policy.getDefaultInstance()))
        .change(stamped, seenFrom);
  }

  private static boolean hasConditions(PolicyOrBuilder policy) {
    return policy.getBindingsList().stream().anyMatch(Binding::hasCondition);
  }

  private static void requireVersion(int version) {
    if (!VERSIONS.contains(version)) {
      throw Refusal.invalid("Policy version " + version + " is not valid: 0, 1 or 3.");
    }
  }
}
