package dev.cmek.shared.verify.aws;

import dev.cmek.shared.iam.Access;
import dev.cmek.shared.iam.Decision;
import dev.cmek.shared.iam.Decision.Cause;
import dev.cmek.shared.iam.Decision.Denied;
import dev.cmek.shared.iam.Decision.Undecided;
import dev.cmek.shared.iam.NamedPolicy;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.iam.Request;
import dev.cmek.shared.verify.Reading;
import dev.cmek.shared.verify.aws.AwsFacts.Use;
import dev.cmek.shared.verify.aws.Contexts.OnKey;
import dev.cmek.shared.verify.aws.KeyFacts.Grant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the role may do with a key: its policies, its boundary, the key's policy and KMS grants
/// taken together.
final class KeyAccess {

  private final Use use;
  private final OnKey known;
  private final Access access;

  private KeyAccess(Use use, OnKey known, Access access) {
    this.use = use;
    this.known = known;
    this.access = access;
  }

  /// Empty if a policy could not be read: then nothing can be said.
  static Optional<KeyAccess> of(Use use, AwsFacts facts) {
    Optional<PolicyDocument> keyPolicy = use.key().policy().find();
    if (keyPolicy.isEmpty()) {
      return Optional.empty();
    }
    return of(use, facts, keyPolicy.get());
  }

  /// As if the key had this policy.
  static Optional<KeyAccess> of(Use use, AwsFacts facts, PolicyDocument keyPolicy) {
    return own(use.role())
        .map(own -> own.to(named(keyPolicy, use.key())))
        .map(access ->
            new KeyAccess(
                use, Contexts.on(use.key(), Contexts.roleSession(use.role(), facts)), access));
  }

  /// The role's own policies and boundary; empty if one of them could not be read.
  static Optional<Access> own(RoleFacts role) {
    if (role.identity().find().isEmpty()
        || role.inline().find().isEmpty()
        || role.attached().find().isEmpty()) {
      return Optional.empty();
    }
    String boundaryArn = role.identity().find().get().boundaryArn();
    if (boundaryArn == null) {
      return Optional.of(new Access(policies(role), null, null, null));
    }
    return role.boundary()
        .find()
        .map(b -> new Access(policies(role), new NamedPolicy(boundaryArn, b), null, null));
  }

  /// Named so that a person can find them.
  static List<NamedPolicy> policies(RoleFacts role) {
    List<NamedPolicy> policies = new ArrayList<>();
    role.inline()
        .find()
        .orElse(List.of())
        .forEach(p -> policies.add(new NamedPolicy("inline policy " + p.name(), p.document())));
    role.attached()
        .find()
        .orElse(List.of())
        .forEach(p -> policies.add(new NamedPolicy("attached policy " + p.name(), p.document())));
    return policies;
  }

  static NamedPolicy named(PolicyDocument keyPolicy, KeyFacts key) {
    return new NamedPolicy("the policy of key " + key.arn(), keyPolicy);
  }

  /// Whether the vendor may do so.
  Decision decide(String action) {
    Decision byPolicies = decide(access, action);
    if (!(byPolicies instanceof Denied denied) || denied.cause() == Cause.EXPLICIT_DENY) {
      return byPolicies;
    }
    return byGrant(action).orElse(denied);
  }

  /// Whether the role's own policies would allow it if only the key's policy let them count.
  boolean isGrantedByRole(String action) {
    Access own = new Access(access.identity(), access.boundary(), access.session(), null);
    return !decide(own, action).isDenied();
  }

  /// Whether a statement other than those in the role's own policies denies it.
  boolean isDeniedByOthers(String action) {
    List<NamedPolicy> all = List.of(new NamedPolicy("anything", AwsPolicyTexts.ALLOW_ALL));
    Access others = new Access(all, access.boundary(), access.session(), access.resource());
    return decide(others, action) instanceof Denied(Cause cause, String _)
        && cause == Cause.EXPLICIT_DENY;
  }

  /// The same, of what the key's policy alone gives, within boundary and denies.
  Decision decideByKeyPolicy(String action) {
    List<NamedPolicy> denies = access.identity().stream().map(KeyAccess::deniesOf).toList();
    return decide(
        new Access(denies, access.boundary(), access.session(), access.resource()), action);
  }

  /// What is left of a policy when it gives nothing more.
  static NamedPolicy deniesOf(NamedPolicy policy) {
    PolicyDocument document = policy.document();
    return new NamedPolicy(
        policy.name(),
        new PolicyDocument(
            document.version(),
            document.id(),
            document.statements().stream().filter(s -> !s.allows()).toList()));
  }

  private Decision decide(Access policies, String action) {
    return policies.decide(
        new Request(use.role().arn(), action, use.key().arn(), known.of(action)));
  }

  private Optional<Decision> byGrant(String action) {
    if (!(use.key().grants() instanceof Reading.Read<List<Grant>>(List<Grant> grants))) {
      return use.key().grants().isKnown()
          ? Optional.empty()
          : Optional.of(new Undecided(Set.of("whether a KMS grant allows it")));
    }
    Optional<Decision> found = Optional.empty();
    for (Grant grant : grants) {
      if (!grant.grantee().equals(use.role().arn())
          || !grant.operations().contains(action.substring("kms:".length()))) {
        continue;
      }
      String open = limit(grant, action);
      if (open == null) {
        return Optional.of(new Decision.Allowed());
      }
      found = Optional.of(new Undecided(Set.of(open)));
    }
    return found;
  }

  private @Nullable String limit(Grant grant, String action) {
    if (grant.constrained()) {
      return "the encryption context that KMS grant " + grant.id() + " asks for";
    }
    NamedPolicy boundary = access.boundary();
    Access all = Access.of(AwsPolicyTexts.ALLOW_ALL);
    boolean within = boundary == null || decide(all.within(boundary), action).isAllowed();
    return within ? null : "whether the permissions boundary limits KMS grant " + grant.id();
  }
}
