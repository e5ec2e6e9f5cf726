package dev.cmek.shared.verify.aws;

import dev.cmek.shared.iam.Access;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.Context;
import dev.cmek.shared.iam.Decision;
import dev.cmek.shared.iam.NamedPolicy;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.iam.Principals;
import dev.cmek.shared.iam.Request;
import dev.cmek.shared.iam.Statement;
import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.aws.AwsFacts.Use;
import dev.cmek.shared.verify.aws.Contexts.OnKey;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Who besides the cluster is in a key's policy, and whether they belong there. The account's own
/// identities do: who may be named there is the account's business.
final class KeyOthers {

  /// Somebody who does not belong there.
  record Stranger(FindingCode code, Named named, List<String> actions) {}

  private static final List<String> USING_OR_CHANGING =
      Stream.of(KmsActions.NEEDED, KmsActions.CHANGING)
          .flatMap(List::stream)
          .filter(action -> !action.equals("kms:DescribeKey"))
          .toList();
  private static final List<String> READING =
      Stream.concat(Stream.of("kms:DescribeKey"), KmsActions.READING.stream()).toList();

  private final Use use;
  private final AwsFacts facts;
  private final Arn key;
  private final PolicyDocument policy;

  KeyOthers(Use use, AwsFacts facts, PolicyDocument policy) {
    this.use = use;
    this.facts = facts;
    this.key = Arn.parse(use.key().arn());
    this.policy = policy;
  }

  List<Stranger> strangers() {
    return Named.in(policy).stream().flatMap(named -> stranger(named).stream()).toList();
  }

  /// What the role has from the key's policy beyond the five actions.
  List<String> moreForTheRole(PolicyDocument alone) {
    Optional<KeyAccess> access = KeyAccess.of(use, facts, alone);
    return access.stream()
        .flatMap(a ->
            Stream.of(KmsActions.CHANGING, KmsActions.READING)
                .flatMap(List::stream)
                .filter(action -> !a.decideByKeyPolicy(action).isDenied()))
        .toList();
  }

  /// Whether this principal of this statement is to be taken out of it.
  boolean isOutOfPlace(String type, String value, Statement statement) {
    return Named.in(policy).stream()
            .filter(n -> n.statement().equals(statement))
            .filter(n -> n.type().equals(type) && n.value().equals(value))
            .anyMatch(n -> n.isDead() || stranger(n).isPresent() || isTooMuchForTheRole(n))
        || (type.equals("AWS") && Principals.isDead(value));
  }

  private boolean isTooMuchForTheRole(Named named) {
    return named.isAws()
        && (named.isEveryone() || named.value().equals(use.role().arn()))
        && !moreForTheRole(named.alone()).isEmpty();
  }

  private Optional<Stranger> stranger(Named named) {
    if (named.isDead()) {
      return Optional.empty();
    }
    if (named.isEveryone()) {
      return everyone(named);
    }
    return switch (named.type()) {
      case "Service" -> service(named);
      case "AWS" -> isAtHome(named) ? Optional.empty() : otherAccount(named);
      default -> otherAccount(named);
    };
  }

  /// In the account of the key, or in that of a role that uses it.
  private boolean isAtHome(Named named) {
    return named.account().equals(key.account())
        || facts.roles().stream()
            .flatMap(role -> Arn.find(role.arn()).stream())
            .anyMatch(role -> role.account().equals(named.account()));
  }

  private Optional<Stranger> everyone(Named named) {
    String account = Named.strangerTo(policy, facts.subject().vendorAccountId());
    String caller = new Arn(key.partition(), "iam", "", account, "role/stranger").toString();
    return found(
        FindingCode.KEY_OPEN_TO_EVERYONE,
        named,
        Stream.concat(USING_OR_CHANGING.stream(), READING.stream()),
        caller,
        Contexts.stranger(account),
        decision -> !decision.isDenied());
  }

  private Optional<Stranger> otherAccount(Named named) {
    String caller = named.caller(key.partition());
    Context context = Contexts.stranger(named.account());
    return found(
            FindingCode.KEY_OPEN_TO_OTHER_ACCOUNT,
            named,
            USING_OR_CHANGING.stream(),
            caller,
            context,
            decision -> !decision.isDenied())
        .or(() ->
            found(
                FindingCode.KEY_READABLE_BY_OTHER_ACCOUNT,
                named,
                READING.stream(),
                caller,
                context,
                decision -> !decision.isDenied()));
  }

  /// A service calls for whoever uses it, so the statement has to say for whom. A condition on what
  /// only the service knows, such as an encryption context, is taken for one that does.
  private Optional<Stranger> service(Named named) {
    String account = Named.strangerTo(policy, facts.subject().vendorAccountId());
    return found(
        FindingCode.KEY_OPEN_TO_SERVICE,
        named,
        USING_OR_CHANGING.stream(),
        named.value(),
        Contexts.serviceFor(account, key.region()),
        Decision::isAllowed);
  }

  private Optional<Stranger> found(
      FindingCode code,
      Named named,
      Stream<String> actions,
      String caller,
      Context context,
      Predicate<Decision> isOpen) {
    Access access =
        Access.of(AwsPolicyTexts.ALLOW_ALL)
            .to(new NamedPolicy("the policy of key " + key, named.alone()));
    OnKey known = Contexts.on(use.key(), context);
    Function<String, Decision> decide =
        action -> access.decide(new Request(caller, action, key.toString(), known.of(action)));
    List<String> open = actions.filter(action -> isOpen.test(decide.apply(action))).toList();
    return open.isEmpty() ? Optional.empty() : Optional.of(new Stranger(code, named, open));
  }
}
