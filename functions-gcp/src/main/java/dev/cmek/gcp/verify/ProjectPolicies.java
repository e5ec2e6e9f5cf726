package dev.cmek.gcp.verify;

import com.google.api.services.cloudresourcemanager.v3.model.Expr;
import com.google.api.services.cloudresourcemanager.v3.model.Policy;
import dev.cmek.shared.gcp.IamPolicy;
import dev.cmek.shared.gcp.IamPolicy.Binding;
import dev.cmek.shared.gcp.IamPolicy.Condition;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Policies of projects as the Resource Manager's client has them.
final class ProjectPolicies {

  private ProjectPolicies() {}

  static IamPolicy of(Policy policy) {
    return new IamPolicy(
        Objects.requireNonNullElse(policy.getVersion(), 1),
        text(policy.getEtag()),
        listed(policy.getBindings()).stream().map(ProjectPolicies::binding).toList());
  }

  private static Binding binding(
      com.google.api.services.cloudresourcemanager.v3.model.Binding binding) {
    Expr condition = binding.getCondition();
    return new Binding(
        binding.getRole(),
        listed(binding.getMembers()),
        condition == null
            ? null
            : new Condition(
                text(condition.getTitle()),
                text(condition.getDescription()),
                text(condition.getExpression())));
  }

  private static <T> List<T> listed(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
