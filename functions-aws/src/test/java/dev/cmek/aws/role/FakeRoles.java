package dev.cmek.aws.role;

import dev.cmek.aws.account.FakeAws;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.step.Change;
import dev.cmek.shared.step.Eventual;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import dev.cmek.shared.step.Write;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// IAM's roles in memory: a name is one role's alone, whatever its path.
public final class FakeRoles implements Roles {

  private static final int LONGEST_NAME = 64;
  private static final int MOST_TAGS = 50;

  private final FakeAws aws;
  private final Eventual<String, Role> roles;
  private int deleted;

  public FakeRoles(FakeAws aws) {
    this.aws = aws;
    this.roles = new Eventual<>(aws.clock());
  }

  @Override
  public Optional<Role> find(String name) {
    return aws.read("iam:GetRole", () -> roles.read(name));
  }

  @Override
  public Write<Role> create(Role wanted) {
    return write(
        "iam:CreateRole",
        wanted,
        "trust " + wanted.trust().json(),
        () -> {
          if (roles.truth(wanted.name()).isPresent()) {
            throw Stop.notYet(
                Reason.PRINCIPAL_SPREADING,
                "EntityAlreadyExists, Role with name " + wanted.name() + " already exists.");
          }
          return new Role(
              wanted.arn(),
              wanted.trust(),
              wanted.boundaryArn(),
              wanted.tags(),
              aws.clock().instant());
        });
  }

  @Override
  public Write<Role> updateTrust(Role actual, PolicyDocument trust) {
    return write(
        "iam:UpdateAssumeRolePolicy",
        with(actual, trust, actual.boundaryArn(), actual.tags()),
        "trust " + trust.json(),
        () -> {
          Role role = require(actual.name());
          return with(role, trust, role.boundaryArn(), role.tags());
        });
  }

  @Override
  public Write<Role> addTags(Role actual, Map<String, String> tags) {
    return write(
        "iam:TagRole",
        with(actual, actual.trust(), actual.boundaryArn(), both(actual.tags(), tags)),
        "tags " + tags,
        () -> {
          Role role = require(actual.name());
          return with(role, role.trust(), role.boundaryArn(), both(role.tags(), tags));
        });
  }

  public void hideChangesFor(int reads) {
    roles.hideChangesFor(reads);
  }

  public void hideChangesFor(Duration delay) {
    roles.hideChangesFor(delay);
  }

  /// All roles.
  public List<Role> roles() {
    return roles.values();
  }

  /// A role as it is.
  public Optional<Role> role(String name) {
    return roles.truth(name);
  }

  /// Others made it, or changed it to this.
  public void put(Role role) {
    if (role.name().length() > LONGEST_NAME) {
      throw new IllegalArgumentException("ValidationError: name of role " + role.arn());
    }
    if (role.tags().size() > MOST_TAGS) {
      throw new IllegalArgumentException("LimitExceeded: tags of role " + role.arn());
    }
    roles.put(role.name(), role);
  }

  /// Others changed its trust.
  public void putTrust(String name, PolicyDocument trust) {
    Role role = require(name);
    put(with(role, trust, role.boundaryArn(), role.tags()));
  }

  /// Others changed its boundary, or took it away.
  public void putBoundary(String name, @Nullable String boundaryArn) {
    Role role = require(name);
    put(with(role, role.trust(), boundaryArn, role.tags()));
  }

  /// Others replaced its tags.
  public void putTags(String name, Map<String, String> tags) {
    Role role = require(name);
    put(with(role, role.trust(), role.boundaryArn(), tags));
  }

  /// Others deleted it: its policies go with it, and where key policies named it they show its
  /// unique id from now on.
  public void delete(String name) {
    Role role = require(name);
    deleted++;
    aws.policies().deleteInline(name);
    aws.keys().renamePrincipal(role.arn().toString(), "AROA%017d".formatted(deleted));
    roles.remove(name);
  }

  private Write<Role> write(String action, Role foretold, String detail, Supplier<Role> changed) {
    return new Write<>(
        new Change(action, foretold.arn().toString(), detail),
        foretold,
        () ->
            aws.write(
                action,
                () -> {
                  Role role = changed.get();
                  put(role);
                  return role;
                }));
  }

  private Role require(String name) {
    return roles
        .truth(name)
        .orElseThrow(() -> new IllegalArgumentException("NoSuchEntity: role " + name));
  }

  private static Role with(
      Role role, PolicyDocument trust, @Nullable String boundaryArn, Map<String, String> tags) {
    return new Role(role.arn(), trust, boundaryArn, tags, role.createdAt());
  }

  private static Map<String, String> both(Map<String, String> some, Map<String, String> more) {
    Map<String, String> all = new HashMap<>(some);
    all.putAll(more);
    return all;
  }
}
