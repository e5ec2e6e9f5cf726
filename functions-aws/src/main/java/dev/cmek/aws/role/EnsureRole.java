package dev.cmek.aws.role;

import dev.cmek.aws.plan.AwsNaming;
import dev.cmek.aws.plan.Tags;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.plan.Marks;
import dev.cmek.shared.plan.Principal;
import dev.cmek.shared.plan.Repair;
import dev.cmek.shared.plan.Target;
import dev.cmek.shared.request.OnboardingRequest;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Outcome.Refused;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Run;
import dev.cmek.shared.step.Step;
import dev.cmek.shared.step.StepInput;
import dev.cmek.shared.step.StepResult;
import dev.cmek.shared.verify.aws.AwsPolicyTexts;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Makes sure that the role which CockroachDB Cloud assumes exists, trusts only that cluster's
/// vendor account with the organization's external id, and can never do more than its boundary.
public final class EnsureRole implements Step<EnsureRole.Input, Principal> {

  /// What it reads of the workflow's object.
  public record Input(Run run, OnboardingRequest request, StepResult<Target> cluster)
      implements StepInput {}

  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");

  private final Roles roles;
  private final AwsNaming naming;
  private final String boundaryArn;
  private final InstantSource clock;

  /// Keeps roles in this account.
  ///
  /// @param boundaryArn the managed policy that bounds every role it creates
  public EnsureRole(Roles roles, AwsNaming naming, String boundaryArn, InstantSource clock) {
    this.roles = roles;
    this.naming = naming;
    this.boundaryArn = boundaryArn;
    this.clock = clock;
  }

  @Override
  public Outcome<Principal> run(Input input, Changes changes) {
    Target target = input.cluster().value();
    if (!ACCOUNT.matcher(target.vendorAccountId()).matches()) {
      return new Refused<>(
          Reason.WRONG_CLOUD,
          "the Cloud API names account " + target.vendorAccountId() + ", no AWS account number",
          "Check that cluster " + target.id() + " runs on AWS");
    }
    Role wanted = wanted(target, input.request());
    Optional<Role> found = roles.find(wanted.name());
    if (found.isEmpty()) {
      return target.guarded() && !input.run().repair()
          ? changed(wanted, "is gone")
          : done(changes.make(roles.create(wanted)));
    }
    Role actual = found.get();
    if (!actual.arn().equals(wanted.arn()) || !Tags.OURS.areOurs(actual.tags(), target.id())) {
      return new Refused<>(
          Reason.ROLE_OWNED_BY_OTHERS,
          "role " + actual.arn() + " is not ours: it lacks the tags of this system",
          "Rename or delete it, then send the same event again");
    }
    if (!boundaryArn.equals(actual.boundaryArn())) {
      return new Refused<>(
          Reason.ACCESS_CHANGED_BY_OTHERS,
          "role " + actual.arn() + " has permissions boundary " + actual.boundaryArn(),
          "No function may change a boundary. Put it back: aws iam put-role-permissions-boundary"
              + " --role-name "
              + actual.name()
              + " --permissions-boundary "
              + boundaryArn);
    }
    if (!actual.trust().means(wanted.trust())) {
      if (!input.run().repair()) {
        return changed(
            actual, "trusts " + actual.trust().json() + " instead of " + wanted.trust().json());
      }
      actual = changes.make(roles.updateTrust(actual, wanted.trust()));
    }
    Map<String, String> missing = Marks.missing(actual.tags(), wanted.tags());
    return done(missing.isEmpty() ? actual : changes.make(roles.addTags(actual, missing)));
  }

  private Role wanted(Target target, OnboardingRequest request) {
    Arn arn = naming.role(target.plan().principal());
    return new Role(
        arn,
        AwsPolicyTexts.trust(arn, target.vendorAccountId(), target.externalId()),
        boundaryArn,
        Tags.OURS.of(target.id(), request.labels()),
        clock.instant());
  }

  private static Outcome<Principal> changed(Role role, String how) {
    return new Refused<>(
        Reason.ACCESS_CHANGED_BY_OTHERS, "role " + role.arn() + " " + how, Repair.REMEDY);
  }

  private static Outcome<Principal> done(Role role) {
    return new Done<>(new Principal(role.arn().toString(), role.name(), role.createdAt()));
  }
}
