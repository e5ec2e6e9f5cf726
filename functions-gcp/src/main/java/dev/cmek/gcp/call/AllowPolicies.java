package dev.cmek.gcp.call;

import com.google.iam.v1.Policy;
import com.google.protobuf.ByteString;
import com.google.type.Expr;
import dev.cmek.shared.gcp.IamPolicy;
import dev.cmek.shared.gcp.IamPolicy.Binding;
import dev.cmek.shared.gcp.IamPolicy.Condition;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Allow policies as Google's clients have them. An etag is the same text in all of them: the
/// base64 that stands in JSON.
public final class AllowPolicies {

  private AllowPolicies() {}

  /// A policy that a client of gax read.
  public static IamPolicy of(Policy policy) {
    List<Binding> bindings = new ArrayList<>();
    for (com.google.iam.v1.Binding binding : policy.getBindingsList()) {
      Expr expr = binding.getCondition();
      bindings.add(
          new Binding(
              binding.getRole(),
              binding.getMembersList(),
              binding.hasCondition()
                  ? new Condition(expr.getTitle(), expr.getDescription(), expr.getExpression())
                  : null));
    }
    return new IamPolicy(
        policy.getVersion(),
        Base64.getEncoder().encodeToString(policy.getEtag().toByteArray()),
        bindings);
  }

  /// A policy for a client of gax to write.
  public static Policy proto(IamPolicy policy) {
    Policy.Builder proto =
        Policy.newBuilder()
            .setVersion(IamPolicy.VERSION)
            .setEtag(ByteString.copyFrom(Base64.getDecoder().decode(policy.etag())));
    for (Binding binding : policy.bindings()) {
      com.google.iam.v1.Binding.Builder one =
          proto.addBindingsBuilder().setRole(binding.role()).addAllMembers(binding.members());
      Condition condition = binding.condition();
      if (condition != null) {
        one.setCondition(
            Expr.newBuilder()
                .setTitle(condition.title())
                .setDescription(condition.description())
                .setExpression(condition.expression()));
      }
    }
    return proto.build();
  }

  /// A policy that the REST client of IAM read.
  public static IamPolicy of(com.google.api.services.iam.v1.model.Policy policy) {
    List<Binding> bindings = new ArrayList<>();
    for (com.google.api.services.iam.v1.model.Binding binding : listed(policy.getBindings())) {
      com.google.api.services.iam.v1.model.Expr expr = binding.getCondition();
      bindings.add(
          new Binding(
              binding.getRole(),
              listed(binding.getMembers()),
              expr == null
                  ? null
                  : new Condition(
                      text(expr.getTitle()), text(expr.getDescription()), expr.getExpression())));
    }
    Integer version = policy.getVersion();
    return new IamPolicy(version == null ? 1 : version, text(policy.getEtag()), bindings);
  }

  /// A policy for the REST client of IAM to write.
  public static com.google.api.services.iam.v1.model.Policy rest(IamPolicy policy) {
    List<com.google.api.services.iam.v1.model.Binding> bindings = new ArrayList<>();
    for (Binding binding : policy.bindings()) {
      com.google.api.services.iam.v1.model.Binding one =
          new com.google.api.services.iam.v1.model.Binding()
              .setRole(binding.role())
              .setMembers(binding.members());
      Condition condition = binding.condition();
      if (condition != null) {
        one.setCondition(
            new com.google.api.services.iam.v1.model.Expr()
                .setTitle(condition.title())
                .setDescription(condition.description())
                .setExpression(condition.expression()));
      }
      bindings.add(one);
    }
    return new com.google.api.services.iam.v1.model.Policy()
        .setVersion(IamPolicy.VERSION)
        .setEtag(policy.etag().isEmpty() ? null : policy.etag())
        .setBindings(bindings);
  }

  private static <T> List<T> listed(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
