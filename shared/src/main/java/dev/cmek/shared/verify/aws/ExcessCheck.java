package dev.cmek.shared.verify.aws;

import dev.cmek.shared.iam.Access;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.Context;
import dev.cmek.shared.iam.NamedPolicy;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.iam.Principals;
import dev.cmek.shared.iam.Request;
import dev.cmek.shared.iam.Statement;
import dev.cmek.shared.verify.Check;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.aws.AwsFacts.Use;
import dev.cmek.shared.verify.aws.Contexts.OnKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The role may do no more than the five actions, and these on no other keys: whatever it may do,
/// the vendor may.
final class ExcessCheck implements Check<AwsFacts> {

  /// A policy of the role, and how to be rid of it.
  private record Source(NamedPolicy policy, String remedy) {}

  @Override
  public List<Finding> check(AwsFacts facts) {
    List<Finding> findings = new ArrayList<>();
    for (RoleFacts role : facts.roles()) {
      Optional<Access> own = KeyAccess.own(role);
      if (own.isPresent()) {
        for (Source source : sources(role, facts)) {
          findings.addAll(excess(role, own.get(), source, facts));
        }
      }
    }
    for (Use use : facts.usesOfOwnKeys()) {
      use.key().policy().find().flatMap(p -> byKeyPolicy(use, facts, p)).ifPresent(findings::add);
    }
    return findings;
  }

  private static List<Source> sources(RoleFacts role, AwsFacts facts) {
    Arn arn = Arn.parse(role.arn());
    String grant =
        KeyPolicyRepair.isHomeOfGrants(facts)
            ? ""
            : AwsCommands.putInline(
                arn, AwsPolicyTexts.INLINE_NAME, AwsPolicyTexts.rolePolicy(facts.keysOf(role)));
    List<Source> sources = new ArrayList<>();
    for (NamedPolicy policy : role.inline().find().orElse(List.of())) {
      String remove =
          policy.name().equals(AwsPolicyTexts.INLINE_NAME) && !grant.isEmpty()
              ? grant
              : after(grant, AwsCommands.deleteInline(arn, policy.name()));
      sources.add(
          new Source(new NamedPolicy("inline policy " + policy.name(), policy.document()), remove));
    }
    for (NamedPolicy policy : role.attached().find().orElse(List.of())) {
      sources.add(
          new Source(
              new NamedPolicy("attached policy " + policy.name(), policy.document()),
              after(grant, AwsCommands.detach(arn, policy.name()))));
    }
    return sources;
  }

  /// First what the cluster needs, then away with the rest: never without access in between.
  private static String after(String grant, String remove) {
    return grant.isEmpty() ? remove : grant + " && " + remove;
  }

  private static List<Finding> excess(RoleFacts role, Access own, Source source, AwsFacts facts) {
    PolicyDocument document = source.policy().document();
    List<String> keys = facts.keysOf(role);
    Access alone = alone(own, source.policy());
    List<Place> places =
        Samples.resources(document, keys).stream()
            .map(resource -> place(role, alone, resource, facts))
            .toList();
    List<String> actions =
        Samples.actions(document).stream()
            .filter(action -> !Samples.isTolerated(action))
            .filter(action -> places.stream().anyMatch(p -> p.isOpen(role, action)))
            .toList();
    List<String> others =
        Samples.otherKeys(document, keys).stream()
            .map(key -> place(role, alone, key, facts))
            .filter(p -> KmsActions.NEEDED.stream().anyMatch(action -> p.isOpen(role, action)))
            .map(Place::resource)
            .toList();
    List<Finding> findings = new ArrayList<>();
    if (!actions.isEmpty()) {
      findings.add(
          new Finding(
              FindingCode.ROLE_OTHER_ACTIONS,
              role.arn(),
              source.policy().name() + " allows the role " + Samples.list(actions),
              source.remedy()));
    }
    if (!others.isEmpty()) {
      findings.add(
          new Finding(
              FindingCode.ROLE_OTHER_KEYS,
              role.arn(),
              source.policy().name()
                  + " lets the role use other keys than this cluster's, such as "
                  + others.getLast(),
              source.remedy()));
    }
    return findings;
  }

  /// What one policy gives, within the boundary and what all the others deny.
  private static Access alone(Access own, NamedPolicy policy) {
    Stream<NamedPolicy> denies = own.identity().stream().map(KeyAccess::deniesOf);
    return new Access(
        Stream.concat(Stream.of(policy), denies).toList(), own.boundary(), null, null);
  }

  /// Towards one resource: the policies and what is known of the requests.
  private record Place(String resource, Access access, OnKey known) {

    boolean isOpen(RoleFacts role, String action) {
      return !access.decide(new Request(role.arn(), action, resource, known.of(action))).isDenied();
    }
  }

  private static Place place(RoleFacts role, Access alone, String resource, AwsFacts facts) {
    Context session = Contexts.roleSession(role, facts);
    Optional<KeyFacts> own =
        facts.keys().stream().filter(key -> key.arn().equals(resource)).findFirst();
    if (own.isEmpty()) {
      Context context =
          AwsFacts.keyArn(resource).map(key -> Contexts.onAnotherKey(key, session)).orElse(session);
      return new Place(resource, alone, new OnKey(context, context));
    }
    KeyFacts key = own.get();
    Access access =
        key.policy()
            .find()
            .map(p -> alone.to(KeyAccess.named(delegating(p, role), key)))
            .orElse(alone);
    return new Place(resource, access, Contexts.on(key, session));
  }

  /// The key's policy as far as it leaves things to the role's own policies. What it gives to the
  /// role itself is no policy of the role's doing.
  private static PolicyDocument delegating(PolicyDocument policy, RoleFacts role) {
    String account = Arn.parse(role.arn()).account();
    List<Statement> statements = new ArrayList<>();
    for (Statement statement : policy.statements()) {
      Principals principals = statement.principals();
      if (!statement.allows()) {
        statements.add(statement);
      } else if (principals != null
          && !principals.negated()
          && principals.of("AWS").stream().anyMatch(p -> Principals.isAccount(p, account))) {
        statements.add(
            new Statement(
                statement.sid(),
                statement.effect(),
                Principals.aws(account),
                statement.actions(),
                statement.resources(),
                statement.conditions()));
      }
    }
    return new PolicyDocument(policy.version(), policy.id(), statements);
  }

  private static Optional<Finding> byKeyPolicy(Use use, AwsFacts facts, PolicyDocument policy) {
    List<String> more = new KeyOthers(use, facts, policy).moreForTheRole(policy);
    return more.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Finding(
                FindingCode.ROLE_OTHER_ACTIONS,
                use.key().arn(),
                "the key's policy allows " + use.role().arn() + " " + Samples.list(more),
                KeyPolicyRepair.command(use, facts)));
  }
}
