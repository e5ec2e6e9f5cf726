package dev.cmek.aws.policy;

import dev.cmek.aws.plan.Tags;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.iam.Principals;
import dev.cmek.shared.iam.Statement;
import dev.cmek.shared.plan.Access;
import dev.cmek.shared.plan.Granting;
import dev.cmek.shared.plan.Granting.Grantees;
import dev.cmek.shared.plan.Principal;
import dev.cmek.shared.plan.ProvisionedKey;
import dev.cmek.shared.plan.Target;
import dev.cmek.shared.request.OnboardingRequest;
import dev.cmek.shared.state.Intents;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Refused;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Run;
import dev.cmek.shared.step.Step;
import dev.cmek.shared.step.StepInput;
import dev.cmek.shared.step.StepResult;
import dev.cmek.shared.step.Stop;
import dev.cmek.shared.step.Write;
import dev.cmek.shared.verify.aws.AwsPolicyTexts;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Makes sure that the role may do exactly the five actions on exactly these keys, in the home that
/// the request chose, and that nothing of ours stands in the other home.
public final class AttachPolicy implements Step<AttachPolicy.Input, Access> {

  /// What it reads of the workflow's object.
  public record Input(
      Run run,
      OnboardingRequest request,
      StepResult<Target> cluster,
      StepResult<Principal> role,
      List<StepResult<ProvisionedKey>> keys,
      List<StepResult<ProvisionedKey>> replicas)
      implements StepInput {}

  private final Policies policies;
  private final Granting granting;
  private final InstantSource clock;

  public AttachPolicy(Policies policies, Intents intents, InstantSource clock) {
    this.policies = policies;
    this.granting = new Granting(intents, clock);
    this.clock = clock;
  }

  @Override
  public Outcome<Access> run(Input input, Changes changes) {
    return granting.grant(
        new Grantees(input.run(), input.cluster().value(), input.role(), keys(input).toList()),
        () -> gaps(input),
        changes);
  }

  /// What is to be written, in an order that gives in one home before it takes from the other.
  private List<Gap> gaps(Input input) {
    Arn role = Arn.parse(input.role().value().id());
    List<String> uris = keys(input).map(ProvisionedKey::uri).toList();
    Grants grants = Grants.of(input.request().accessGrant(), role.toString(), uris);
    Optional<Gap> roleGap = roleGap(role, grants);
    List<Gap> keyGaps =
        keys(input).flatMap(key -> keyGap(key, grants, input.run().dryRun()).stream()).toList();
    return grants.rolePolicy().isPresent()
        ? Stream.concat(roleGap.stream(), keyGaps.stream()).toList()
        : Stream.concat(keyGaps.stream(), roleGap.stream()).toList();
  }

  private Optional<Gap> roleGap(Arn role, Grants grants) {
    Optional<PolicyDocument> actual = policies.findInline(role.name());
    Optional<PolicyDocument> wanted = grants.rolePolicy();
    String which = "inline policy " + AwsPolicyTexts.INLINE_NAME + " of " + role;
    if (wanted.isEmpty()) {
      return actual.map(policy ->
          new Gap(
              which + " is there, but the key policies grant: " + policy.json(),
              PolicyDocument.of(),
              Instant.EPOCH,
              policies.deleteInline(role, policy)));
    }
    if (actual.isPresent() && actual.get().means(wanted.get())) {
      return Optional.empty();
    }
    return Optional.of(
        new Gap(
            which
                + actual.map(policy -> " says " + policy.json()).orElse(" is not there")
                + ", wanted is "
                + wanted.get().json(),
            wanted.get(),
            Instant.EPOCH,
            policies.putInline(role, wanted.get())));
  }

  private Optional<Gap> keyGap(ProvisionedKey provisioned, Grants grants, boolean dryRun) {
    Arn key = Arn.parse(provisioned.uri());
    Optional<PolicyDocument> actual = policies.findKeyPolicy(key);
    if (actual.isEmpty() && dryRun) {
      return Optional.empty();
    }
    if (actual.isEmpty()) {
      throw Stop.notYet(Reason.KEY_NOT_READY, "key " + key + " is not to be found yet");
    }
    PolicyDocument wanted = grants.keyPolicy(actual.get());
    if (actual.get().means(wanted)) {
      return Optional.empty();
    }
    return Optional.of(
        new Gap(
            "policy of key "
                + key
                + " says "
                + actual.get().json()
                + ", wanted is "
                + wanted.json(),
            wanted,
            provisioned.createdAt(),
            policies.putKeyPolicy(key, actual.get(), wanted)));
  }

  private static boolean namesTheDead(Statement statement) {
    Principals principals = statement.principals();
    return principals != null && principals.of("AWS").stream().anyMatch(Principals::isDead);
  }

  private static Stream<ProvisionedKey> keys(Input input) {
    return Stream.concat(input.keys().stream(), input.replicas().stream()).map(StepResult::value);
  }

  private final class Gap implements Granting.Gap {

    private final String difference;
    private final PolicyDocument wanted;
    private final Instant taggedAt;
    private final Write<PolicyDocument> write;

    /// @param taggedAt since when the object has the tags that our right to write depends on;
    ///   [Instant#EPOCH] if it depends on none
    private Gap(
        String difference, PolicyDocument wanted, Instant taggedAt, Write<PolicyDocument> write) {
      this.difference = difference;
      this.wanted = wanted;
      this.taggedAt = taggedAt;
      this.write = write;
    }

    @Override
    public String difference() {
      return difference;
    }

    /// KMS takes no policy that names somebody who was deleted, whoever wrote that statement
    /// ("PutKeyPolicy", Policy).
    @Override
    public Optional<Outcome<Access>> obstacle() {
      return wanted.statements().stream()
          .filter(AttachPolicy::namesTheDead)
          .findFirst()
          .map(statement ->
              new Refused<>(
                  Reason.KEY_POLICY_NOT_WRITABLE,
                  statement.label()
                      + " names a principal that was deleted, and KMS takes no policy with one: "
                      + difference,
                  "Take that principal out of the key's policy (aws kms get-key-policy, then"
                      + " put-key-policy), then send the same event again"));
    }

    @Override
    public void close(Changes changes) {
      try {
        PolicyDocument _ = changes.make(write);
      } catch (Stop stop) {
        throw taggedAt.plus(Tags.SPREAD_WITHIN).isAfter(clock.instant())
            ? stop.asNotYet(Reason.MISSING_RIGHT, Reason.TAGS_SPREADING)
            : stop;
      }
    }
  }
}
