package dev.cmek.aws.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cmek.aws.key.Key;
import dev.cmek.aws.key.Keys;
import dev.cmek.aws.key.NewKey;
import dev.cmek.aws.plan.AwsNaming;
import dev.cmek.aws.plan.Tags;
import dev.cmek.aws.policy.Grants;
import dev.cmek.aws.policy.Policies;
import dev.cmek.aws.role.Role;
import dev.cmek.aws.role.Roles;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.iam.Principals;
import dev.cmek.shared.iam.Statement;
import dev.cmek.shared.request.AccessGrant;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import dev.cmek.shared.step.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What roles, keys and policies of an account promise to the steps.
abstract class AccountContract {

  static final AwsNaming NAMING = new AwsNaming("aws", "111122223333");

  private static final String REGION = "eu-west-1";
  private static final String OTHER_REGION = "us-east-1";

  /// Another one for each test: accounts may be shared.
  private final ClusterId cluster = new ClusterId(UUID.randomUUID().toString());

  private final String alias = NAMING.key(cluster);

  abstract Roles roles();

  abstract Keys keys();

  abstract Policies policies();

  /// A managed policy that is there.
  abstract String boundaryArn();

  @Test
  void aRoleIsFoundAsItWasCreated() {
    Role wanted = role();

    Role created = make(roles().create(wanted));
    Role found = roles().find(wanted.name()).orElseThrow();

    assertThat(found.arn()).isEqualTo(wanted.arn()).isEqualTo(created.arn());
    assertThat(found.trust().means(wanted.trust())).isTrue();
    assertThat(found.boundaryArn()).isEqualTo(boundaryArn());
    assertThat(found.tags()).isEqualTo(wanted.tags());
    assertThat(found.createdAt()).isEqualTo(created.createdAt());
  }

  @Test
  void whatIsNotThereIsAbsent() {
    Arn nowhere = NAMING.key(REGION, UUID.randomUUID().toString());

    assertThat(roles().find(role().name())).isEmpty();
    assertThat(policies().findInline(role().name())).isEmpty();
    assertThat(keys().find(nowhere)).isEmpty();
    assertThat(keys().findByAlias(REGION, alias)).isEmpty();
    assertThat(keys().findByTags(REGION, cluster, false)).isEmpty();
    assertThat(policies().findKeyPolicy(nowhere)).isEmpty();
  }

  @Test
  void aRolesNameIsTakenOnce() {
    Role _ = make(roles().create(role()));

    assertStops(roles().create(role()), Reason.PRINCIPAL_SPREADING);
  }

  @Test
  void aRolesTrustIsReplacedAndItsTagsAreAdded() {
    Role created = make(roles().create(role()));
    PolicyDocument other = trust("444455556666");

    Role trusting = make(roles().updateTrust(created, other));
    Role tagged = make(roles().addTags(trusting, Map.of("team", "ledger")));
    Role found = roles().find(created.name()).orElseThrow();

    assertThat(found.trust().means(other)).isTrue();
    assertThat(found.tags())
        .isEqualTo(tagged.tags())
        .isEqualTo(Tags.OURS.of(cluster, Map.of("team", "ledger")));
    assertThat(found.boundaryArn()).isEqualTo(boundaryArn());
  }

  @Test
  void aKeyIsFoundByArnAndByTags() {
    Key created = make(keys().create(newKey(false)));

    assertThat(created.region()).isEqualTo(REGION);
    assertThat(created.state()).isEqualTo("Enabled");
    assertThat(created.spec()).isEqualTo("SYMMETRIC_DEFAULT");
    assertThat(created.usage()).isEqualTo("ENCRYPT_DECRYPT");
    assertThat(created.multiRegion()).isFalse();
    assertThat(created.tags()).isEqualTo(Tags.OURS.of(cluster, Map.of()));
    assertThat(keys().find(created.arn())).contains(created);
    assertThat(keys().findByTags(REGION, cluster, false)).contains(created);
    assertThat(keys().findByTags(REGION, cluster, true)).isEmpty();
    assertThat(keys().findByTags(OTHER_REGION, cluster, false)).isEmpty();
  }

  @Test
  void anAliasIsGivenOnce() {
    Key first = make(keys().create(newKey(false)));
    Key second = make(keys().create(newKey(false)));

    boolean given = make(keys().createAlias(first, alias));
    boolean givenAgain = make(keys().createAlias(second, alias));

    assertThat(given).isTrue();
    assertThat(givenAgain).isFalse();
    assertThat(keys().findByAlias(REGION, alias)).contains(first);
    assertThat(keys().findByAlias(OTHER_REGION, alias)).isEmpty();
  }

  @Test
  void rotationIsOffUntilItIsEnabledAndItsPeriodCanChange() {
    Key key = make(keys().create(newKey(false)));
    Optional<Duration> before = keys().rotationPeriod(key);

    Key _ = make(keys().enableRotation(key, Duration.ofDays(365)));
    Optional<Duration> yearly = keys().rotationPeriod(key);
    Key _ = make(keys().enableRotation(key, Duration.ofDays(90)));

    assertThat(before).isEmpty();
    assertThat(yearly).contains(Duration.ofDays(365));
    assertThat(keys().rotationPeriod(key)).contains(Duration.ofDays(90));
  }

  @Test
  void tagsOfAKeyAreAdded() {
    Key key = make(keys().create(newKey(false)));

    Key tagged = make(keys().addTags(key, Map.of("team", "ledger")));

    assertThat(tagged.tags()).isEqualTo(Tags.OURS.of(cluster, Map.of("team", "ledger")));
    assertThat(keys().find(key.arn())).contains(tagged);
  }

  @Test
  void aReplicaIsTheSameKeyInAnotherRegionAndMadeOnce() {
    Key primary = make(keys().create(newKey(true)));
    Arn foretold = AwsNaming.replica(primary.arn(), OTHER_REGION);
    NewKey wanted = new NewKey(foretold, true, Optional.empty(), Tags.OURS.of(cluster, Map.of()));

    Key replica = make(keys().replicate(primary.arn(), wanted));
    Key again = make(keys().replicate(primary.arn(), wanted));

    assertThat(replica.arn()).isEqualTo(foretold);
    assertThat(replica.multiRegion()).isTrue();
    assertThat(again.arn()).isEqualTo(foretold);
    assertThat(keys().find(foretold).map(Key::tags)).contains(Tags.OURS.of(cluster, Map.of()));
    assertThat(keys().find(primary.arn()).map(Key::region)).contains(REGION);
  }

  @Test
  void theInlinePolicyIsPutReplacedAndTakenAway() {
    Arn role = make(roles().create(role())).arn();
    PolicyDocument one = grant(NAMING.key(REGION, "one"));
    PolicyDocument other = grant(NAMING.key(REGION, "other"));

    PolicyDocument _ = make(policies().putInline(role, one));
    Optional<PolicyDocument> put = policies().findInline(role.name());
    PolicyDocument _ = make(policies().putInline(role, other));
    Optional<PolicyDocument> replaced = policies().findInline(role.name());
    PolicyDocument _ = make(policies().deleteInline(role, other));
    PolicyDocument _ = make(policies().deleteInline(role, other));

    assertThat(put.orElseThrow().means(one)).isTrue();
    assertThat(replaced.orElseThrow().means(other)).isTrue();
    assertThat(policies().findInline(role.name())).isEmpty();
  }

  @Test
  void noPolicyIsPutOnARoleThatIsNotThere() {
    Arn nobody = role().arn();

    assertStops(
        policies().putInline(nobody, grant(NAMING.key(REGION, "one"))), Reason.PRINCIPAL_SPREADING);
  }

  @Test
  void aKeysPolicyLeavesItToTheAccountUntilItIsReplaced() {
    Arn role = make(roles().create(role())).arn();
    Key key = make(keys().create(newKey(false)));
    PolicyDocument granting =
        Grants.keyPolicyAtCreation(AccessGrant.KEY_POLICY, NAMING.accountRoot(), role.toString())
            .orElseThrow();

    PolicyDocument before = policies().findKeyPolicy(key.arn()).orElseThrow();
    PolicyDocument _ = make(policies().putKeyPolicy(key.arn(), before, granting));

    assertThat(before.means(PolicyDocument.of(accountRoot()))).isTrue();
    assertThat(policies().findKeyPolicy(key.arn()).orElseThrow().means(granting)).isTrue();
  }

  @Test
  void whatIsForetoldIsNotDone() {
    Role wanted = role();

    Role foretold = Changes.of(true).make(roles().create(wanted));
    Key key = Changes.of(true).make(keys().create(newKey(false)));
    boolean named = Changes.of(true).make(keys().createAlias(key, alias));

    assertThat(foretold).isEqualTo(wanted);
    assertThat(named).isTrue();
    assertThat(roles().find(wanted.name())).isEmpty();
    assertThat(keys().findByTags(REGION, cluster, false)).isEmpty();
    assertThat(keys().findByAlias(REGION, alias)).isEmpty();
  }

  private Role role() {
    return new Role(
        NAMING.role(NAMING.principal(cluster)),
        trust("222222222222"),
        boundaryArn(),
        Tags.OURS.of(cluster, Map.of("team", "payments")),
        Instant.EPOCH);
  }

  private NewKey newKey(boolean multiRegion) {
    return new NewKey(
        NAMING.key(REGION, "(new)"),
        multiRegion,
        Optional.empty(),
        Tags.OURS.of(cluster, Map.of()));
  }

  private static PolicyDocument trust(String account) {
    return PolicyDocument.of(
        Statement.allow("CockroachDBCloud")
            .to(Principals.aws("arn:aws:iam::" + account + ":root"))
            .actions("sts:AssumeRole")
            .when("StringEquals", "sts:ExternalId", "9c8f4a10-5b7d-4e0a-8f5e-2f6f0c1d3e4b")
            .build());
  }

  private static PolicyDocument grant(Arn key) {
    return Grants.of(AccessGrant.ROLE_POLICY, "nobody", List.of(key.toString()))
        .rolePolicy()
        .orElseThrow();
  }

  private static Statement accountRoot() {
    return Statement.allow("root")
        .to(Principals.aws(NAMING.accountRoot().toString()))
        .actions("kms:*")
        .on("*")
        .build();
  }

  private static <T> T make(Write<T> write) {
    return Changes.of(false).make(write);
  }

  private static void assertStops(Write<?> write, Reason reason) {
    assertThatThrownBy(() -> Changes.of(false).make(write))
        .isInstanceOfSatisfying(Stop.class, stop -> assertThat(stop.reason()).isEqualTo(reason));
  }
}
