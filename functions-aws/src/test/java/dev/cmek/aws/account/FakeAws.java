package dev.cmek.aws.account;

import dev.cmek.aws.key.FakeKeys;
import dev.cmek.aws.plan.AwsNaming;
import dev.cmek.aws.policy.FakePolicies;
import dev.cmek.aws.role.FakeRoles;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.iam.Principals;
import dev.cmek.shared.iam.Statement;
import dev.cmek.shared.step.FakeCalls;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import java.time.Duration;
import java.time.InstantSource;
import java.util.stream.Stream;

/// One AWS account in memory: its roles, keys and policies, the calls that were made, and the
/// troubles that a test asks for. What other people do there is done on [#roles], [#keys] and
/// [#policies] by the methods that are no port's, and counts as no call.
public final class FakeAws extends FakeCalls {

  public static final AwsNaming NAMING = new AwsNaming("aws", "111122223333");

  private static final int LONGEST_KEY_POLICY = 32_768;

  private final InstantSource clock;
  private final FakeRoles roles;
  private final FakeKeys keys;
  private final FakePolicies policies;
  private Duration principalsSpreadIn = Duration.ZERO;

  public FakeAws(InstantSource clock) {
    this.clock = clock;
    this.roles = new FakeRoles(this);
    this.keys = new FakeKeys(this);
    this.policies = new FakePolicies(this);
  }

  public FakeRoles roles() {
    return roles;
  }

  public FakeKeys keys() {
    return keys;
  }

  public FakePolicies policies() {
    return policies;
  }

  public InstantSource clock() {
    return clock;
  }

  /// Changes are missed by as many readers.
  public void hideChangesFor(int reads) {
    roles.hideChangesFor(reads);
    keys.hideChangesFor(reads);
    policies.hideChangesFor(reads);
  }

  /// Changes are missed by readers for that long.
  public void hideChangesFor(Duration delay) {
    roles.hideChangesFor(delay);
    keys.hideChangesFor(delay);
    policies.hideChangesFor(delay);
  }

  /// How long KMS does not know a new role, and so takes no key policy that names it.
  public void principalsSpreadIn(Duration delay) {
    principalsSpreadIn = delay;
  }

  /// Refuses a key policy as KMS does: one that names a role which is unknown, deleted or too
  /// young, or one that takes the account's own right away.
  public void checkKeyPolicy(PolicyDocument policy) {
    if (policy.json().length() > LONGEST_KEY_POLICY) {
      throw new IllegalArgumentException("LimitExceededException: the key policy is too long");
    }
    boolean known =
        policy.statements().stream().flatMap(FakeAws::principals).allMatch(this::isKnown);
    if (!known) {
      throw Stop.notYet(
          Reason.PRINCIPAL_SPREADING,
          "MalformedPolicyDocumentException, Policy contains a statement with one or more invalid"
              + " principals.");
    }
    if (policy.statements().stream().noneMatch(FakeAws::keepsTheAccountIn)) {
      throw new IllegalArgumentException(
          "MalformedPolicyDocumentException: The new key policy will not allow you to update the"
              + " key policy in the future.");
    }
  }

  private boolean isKnown(String principal) {
    boolean isOurRole =
        Arn.find(principal)
            .filter(arn -> arn.resource().startsWith("role/"))
            .filter(arn -> arn.account().equals(NAMING.account()))
            .isPresent();
    if (!isOurRole) {
      return !Principals.isDead(principal);
    }
    return roles
        .role(Arn.parse(principal).name())
        .filter(role -> role.arn().toString().equals(principal))
        .filter(role -> !role.createdAt().plus(principalsSpreadIn).isAfter(clock.instant()))
        .isPresent();
  }

  private static boolean keepsTheAccountIn(Statement statement) {
    return statement.allows()
        && principals(statement).anyMatch(NAMING.accountRoot().toString()::equals)
        && statement.actions() != null
        && statement.actions().values().contains("kms:*");
  }

  private static Stream<String> principals(Statement statement) {
    Principals principals = statement.principals();
    return principals == null ? Stream.of() : principals.of("AWS").stream();
  }
}
