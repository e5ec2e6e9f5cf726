package dev.cmek.aws.role;

import dev.cmek.aws.call.AwsCalls;
import dev.cmek.aws.plan.AwsNaming;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.step.Change;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import dev.cmek.shared.step.Write;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.Tag;

/// Roles in IAM.
public final class IamRoles implements Roles {

  private final IamClient iam;
  private final AwsCalls calls;

  public IamRoles(IamClient iam, AwsCalls calls) {
    this.iam = iam;
    this.calls = calls;
  }

  @Override
  public Optional<Role> find(String name) {
    try {
      return Optional.of(
          role(
              calls
                  .call("iam:GetRole", "role " + name, () -> iam.getRole(r -> r.roleName(name)))
                  .role()));
    } catch (NoSuchEntityException _) {
      return Optional.empty();
    }
  }

  @Override
  public Write<Role> create(Role wanted) {
    return new Write<>(
        new Change("iam:CreateRole", wanted.arn().toString(), "trust " + wanted.trust().json()),
        wanted,
        () -> {
          try {
            return role(
                calls
                    .call(
                        "iam:CreateRole",
                        wanted.arn().toString(),
                        () ->
                            iam.createRole(r ->
                                r.roleName(wanted.name())
                                    .path(AwsNaming.ROLE_PATH)
                                    .description("Assumed by CockroachDB Cloud to use keys")
                                    .assumeRolePolicyDocument(wanted.trust().json())
                                    .permissionsBoundary(wanted.boundaryArn())
                                    .tags(tags(wanted.tags()))))
                    .role(),
                wanted.tags(),
                wanted.boundaryArn());
          } catch (EntityAlreadyExistsException e) {
            // Made by an attempt whose answer was lost, or by others since we looked.
            throw Stop.notYet(
                Reason.PRINCIPAL_SPREADING,
                "iam:CreateRole on " + wanted.arn() + ": " + AwsCalls.text(e));
          }
        });
  }

  @Override
  public Write<Role> updateTrust(Role actual, PolicyDocument trust) {
    Role changed =
        new Role(actual.arn(), trust, actual.boundaryArn(), actual.tags(), actual.createdAt());
    return new Write<>(
        new Change(
            "iam:UpdateAssumeRolePolicy",
            actual.arn().toString(),
            "trust " + trust.json() + ", before " + actual.trust().json()),
        changed,
        () -> {
          var _ =
              calls.call(
                  "iam:UpdateAssumeRolePolicy",
                  actual.arn().toString(),
                  () ->
                      iam.updateAssumeRolePolicy(
                          r -> r.roleName(actual.name()).policyDocument(trust.json())));
          return changed;
        });
  }

  @Override
  public Write<Role> addTags(Role actual, Map<String, String> tags) {
    Map<String, String> all = new HashMap<>(actual.tags());
    all.putAll(tags);
    Role changed =
        new Role(actual.arn(), actual.trust(), actual.boundaryArn(), all, actual.createdAt());
    return new Write<>(
        new Change("iam:TagRole", actual.arn().toString(), "tags " + tags),
        changed,
        () -> {
          var _ =
              calls.call(
                  "iam:TagRole",
                  actual.arn().toString(),
                  () -> iam.tagRole(r -> r.roleName(actual.name()).tags(tags(tags))));
          return changed;
        });
  }

  private static Role role(software.amazon.awssdk.services.iam.model.Role role) {
    Map<String, String> tags = new HashMap<>();
    role.tags().forEach(tag -> tags.put(tag.key(), tag.value()));
    return role(
        role,
        tags,
        role.permissionsBoundary() == null
            ? null
            : role.permissionsBoundary().permissionsBoundaryArn());
  }

  private static Role role(
      software.amazon.awssdk.services.iam.model.Role role,
      Map<String, String> tags,
      @Nullable String boundaryArn) {
    return new Role(
        Arn.parse(role.arn()),
        PolicyDocument.parse(
            URLDecoder.decode(role.assumeRolePolicyDocument(), StandardCharsets.UTF_8)),
        boundaryArn,
        tags,
        role.createDate());
  }

  private static List<Tag> tags(Map<String, String> tags) {
    return tags.entrySet().stream()
        .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
        .toList();
  }
}
