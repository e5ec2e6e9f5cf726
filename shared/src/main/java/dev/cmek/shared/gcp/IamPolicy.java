package dev.cmek.shared.gcp;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An allow policy of Google Cloud ("Understanding allow policies" of the IAM documentation).
///
/// @param version 3 if one of its bindings has a condition; asked for and written as 3
/// @param etag what a write has to show to replace just this policy; empty only if it was never
///   read: what has no policy yet has an etag all the same
public record IamPolicy(int version, String etag, List<Binding> bindings) {

  /// The only version that knows conditions.
  public static final int VERSION = 3;

  /// Of what nobody granted anything on.
  public static final IamPolicy EMPTY = new IamPolicy(VERSION, "", List.of());

  /// Some members have a role.
  ///
  /// @param members such as `serviceAccount:…@….iam.gserviceaccount.com`, `user:a@example.com`,
  ///   `allUsers`, `deleted:serviceAccount:…?uid=1`
  /// @param condition absent if they always have it
  public record Binding(String role, List<String> members, @Nullable Condition condition) {

    public Binding {
      members = List.copyOf(members);
    }

    /// Without condition.
    public Binding(String role, List<String> members) {
      this(role, members, null);
    }
  }

  /// When a binding holds.
  ///
  /// @param expression in CEL, such as `request.time < timestamp("2027-01-01T00:00:00Z")`
  public record Condition(String title, String description, String expression) {}

  /// One member of one binding.
  public record Grant(String role, String member, @Nullable Condition condition) {

    /// Always, whatever the circumstances.
    public boolean isUnconditional() {
      return condition == null;
    }
  }

  public IamPolicy {
    bindings = List.copyOf(bindings);
  }

  /// Every member of every binding.
  public List<Grant> grants() {
    return bindings.stream()
        .flatMap(b -> b.members().stream().map(m -> new Grant(b.role(), m, b.condition())))
        .distinct()
        .toList();
  }

  /// Whether the member has the role, always.
  public boolean has(String role, String member) {
    return grants().contains(new Grant(role, member, null));
  }

  /// The same and one grant more, which holds always; the same if it is there. Nobody else's grant
  /// is touched.
  public IamPolicy with(String role, String member) {
    if (has(role, member)) {
      return this;
    }
    List<Binding> wider = new ArrayList<>();
    boolean added = false;
    for (Binding binding : bindings) {
      boolean here = !added && binding.role().equals(role) && binding.condition() == null;
      wider.add(here ? new Binding(role, plus(binding.members(), member)) : binding);
      added |= here;
    }
    if (!added) {
      wider.add(new Binding(role, List.of(member)));
    }
    return new IamPolicy(VERSION, etag, wider);
  }

  /// The same without one grant.
  public IamPolicy without(Grant grant) {
    List<Binding> narrower = new ArrayList<>();
    for (Binding binding : bindings) {
      boolean here =
          binding.role().equals(grant.role())
              && Objects.equals(binding.condition(), grant.condition());
      List<String> members =
          here
              ? binding.members().stream().filter(m -> !m.equals(grant.member())).toList()
              : binding.members();
      if (!members.isEmpty()) {
        narrower.add(new Binding(binding.role(), members, binding.condition()));
      }
    }
    return new IamPolicy(VERSION, etag, narrower);
  }

  private static List<String> plus(List<String> members, String member) {
    return Stream.concat(members.stream(), Stream.of(member)).toList();
  }
}
