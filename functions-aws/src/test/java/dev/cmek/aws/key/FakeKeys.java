package dev.cmek.aws.key;

import dev.cmek.aws.account.FakeAws;
import dev.cmek.aws.plan.AwsNaming;
import dev.cmek.aws.plan.Tags;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.iam.Principals;
import dev.cmek.shared.iam.Statement;
import dev.cmek.shared.step.Change;
import dev.cmek.shared.step.Eventual;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import dev.cmek.shared.step.Write;
import dev.cmek.shared.verify.aws.KeyFacts.Grant;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// KMS in memory, in all regions: keys with policies, tags, rotation and replicas, and each
/// region's aliases.
public final class FakeKeys implements Keys {

  private static final int LONGEST_ALIAS = 256;
  private static final int MOST_TAGS = 50;

  private final FakeAws aws;
  private final Eventual<Arn, Stored> keys;
  private final Eventual<Arn, Arn> aliases;
  private final Map<Arn, Integer> creating = new HashMap<>();
  private final Map<Arn, List<Grant>> grants = new HashMap<>();
  private int made;
  private int replicasReadyAfter;
  private Duration tagsSpreadIn = Duration.ZERO;

  /// A key with all that belongs to it.
  ///
  /// @param rotation how long a version lasts; empty: it does not rotate by itself
  public record Stored(Key key, PolicyDocument policy, Optional<Duration> rotation) {}

  public FakeKeys(FakeAws aws) {
    this.aws = aws;
    this.keys = new Eventual<>(aws.clock());
    this.aliases = new Eventual<>(aws.clock());
  }

  @Override
  public Optional<Key> find(Arn key) {
    return aws.read("kms:DescribeKey", () -> described(key));
  }

  @Override
  public Optional<Key> findByAlias(String region, String alias) {
    return aws.read(
        "kms:DescribeKey",
        () -> aliases.read(FakeAws.NAMING.alias(region, alias)).flatMap(this::described));
  }

  @Override
  public Optional<Key> findByTags(String region, ClusterId cluster, boolean multiRegion) {
    return aws.read(
        "kms:ListKeys",
        () ->
            keys.keys().stream()
                .filter(arn -> arn.region().equals(region))
                .flatMap(arn -> described(arn).stream())
                .filter(key -> Tags.OURS.areOurs(key.tags(), cluster))
                .filter(key -> key.multiRegion() == multiRegion)
                .findFirst());
  }

  @Override
  public Write<Key> create(NewKey wanted) {
    return new Write<>(
        new Change("kms:CreateKey", wanted.foretold().toString(), "tags " + wanted.tags()),
        key(wanted.foretold(), wanted, "Enabled", Instant.EPOCH),
        () -> aws.write("kms:CreateKey", () -> created(wanted)));
  }

  @Override
  public Write<Key> replicate(Arn primary, NewKey replica) {
    return new Write<>(
        new Change("kms:ReplicateKey", replica.foretold().toString(), "copy of " + primary),
        key(replica.foretold(), replica, "Enabled", Instant.EPOCH),
        () ->
            keys.truth(replica.foretold()).isPresent()
                ? found(replica.foretold())
                : aws.write("kms:ReplicateKey", () -> replicated(primary, replica)));
  }

  @Override
  public Write<Boolean> createAlias(Key key, String alias) {
    return new Write<>(
        new Change("kms:CreateAlias", alias + " in " + key.region(), "names " + key.arn()),
        true,
        () ->
            alias(key.region(), alias).isEmpty()
                && aws.write(
                    "kms:CreateAlias",
                    () -> {
                      requireWritable(key.arn());
                      putAlias(key.region(), alias, key.arn());
                      return true;
                    }));
  }

  @Override
  public Optional<Duration> rotationPeriod(Key key) {
    return aws.read(
        "kms:GetKeyRotationStatus", () -> keys.read(key.arn()).flatMap(Stored::rotation));
  }

  @Override
  public Write<Key> enableRotation(Key key, Duration period) {
    return new Write<>(
        new Change(
            "kms:EnableKeyRotation", key.arn().toString(), "every " + period.toDays() + " days"),
        key,
        () ->
            aws.write(
                "kms:EnableKeyRotation",
                () -> {
                  requireWritable(key.arn());
                  putRotation(key.arn(), Optional.of(period));
                  return key;
                }));
  }

  @Override
  public Write<Key> addTags(Key key, Map<String, String> tags) {
    return new Write<>(
        new Change("kms:TagResource", key.arn().toString(), "tags " + tags),
        with(key, key.state(), both(key.tags(), tags)),
        () ->
            aws.write(
                "kms:TagResource",
                () -> {
                  requireWritable(key.arn());
                  putTags(key.arn(), both(require(key.arn()).key().tags(), tags));
                  return require(key.arn()).key();
                }));
  }

  public void hideChangesFor(int reads) {
    keys.hideChangesFor(reads);
    aliases.hideChangesFor(reads);
  }

  public void hideChangesFor(Duration delay) {
    keys.hideChangesFor(delay);
    aliases.hideChangesFor(delay);
  }

  /// How long the tags of a new key do not count in authorization, so that what we may do with our
  /// own keys alone is denied.
  public void tagsSpreadIn(Duration delay) {
    tagsSpreadIn = delay;
  }

  /// A new replica is in state `Creating` for as many readers.
  public void replicasReadyAfter(int reads) {
    replicasReadyAfter = reads;
  }

  /// All keys and replicas, the oldest first.
  public List<Stored> keys() {
    return keys.values();
  }

  /// A key as it is.
  public Stored require(Arn key) {
    return keys.truth(key)
        .orElseThrow(() -> new IllegalArgumentException("NotFoundException: key " + key));
  }

  /// A multi-Region key in all its regions, the primary first; any other key alone.
  public List<Arn> family(Arn key) {
    return keys.values().stream()
        .map(stored -> stored.key().arn())
        .filter(arn -> arn.id().equals(key.id()))
        .toList();
  }

  /// Whether it rotates by itself; a replica does as its primary.
  public boolean rotates(Arn key) {
    return family(key).stream().findFirst().flatMap(p -> require(p).rotation()).isPresent();
  }

  /// What an alias names.
  public Optional<Arn> alias(String region, String name) {
    return aliases.truth(FakeAws.NAMING.alias(region, name));
  }

  /// Others made a key with KMS's default policy.
  public void put(Key key) {
    put(key, defaultPolicy(), Optional.empty());
  }

  /// Others made a key, or changed it to this.
  public void put(Key key, PolicyDocument policy, Optional<Duration> rotation) {
    if (key.tags().size() > MOST_TAGS) {
      throw new IllegalArgumentException("TagException: too many tags on " + key.arn());
    }
    keys.put(key.arn(), new Stored(key, policy, rotation));
  }

  /// Others changed a key's policy.
  public void putPolicy(Arn arn, PolicyDocument policy) {
    change(arn, s -> new Stored(s.key(), policy, s.rotation()));
  }

  /// Others brought a key into a state, such as `Disabled` or `PendingDeletion`.
  public void putState(Arn arn, String state) {
    change(arn, s -> new Stored(with(s.key(), state, s.key().tags()), s.policy(), s.rotation()));
  }

  /// Others replaced a key's tags.
  public void putTags(Arn arn, Map<String, String> tags) {
    change(arn, s -> new Stored(with(s.key(), s.key().state(), tags), s.policy(), s.rotation()));
  }

  /// Others changed a key's rotation, or switched it off.
  public void putRotation(Arn arn, Optional<Duration> period) {
    change(arn, s -> new Stored(s.key(), s.policy(), period));
  }

  /// Others made or retired KMS grants on a key.
  public void putGrants(Arn arn, List<Grant> all) {
    grants.put(arn, List.copyOf(all));
  }

  /// The KMS grants on a key.
  public List<Grant> grants(Arn arn) {
    return grants.getOrDefault(arn, List.of());
  }

  /// Others made an alias, or let it name another key.
  public void putAlias(String region, String name, Arn key) {
    if (name.length() > LONGEST_ALIAS) {
      throw new IllegalArgumentException("ValidationException: alias " + name);
    }
    aliases.put(FakeAws.NAMING.alias(region, name), key);
  }

  /// Others deleted an alias.
  public void deleteAlias(String region, String name) {
    aliases.remove(FakeAws.NAMING.alias(region, name));
  }

  /// Somebody scheduled its deletion, and the waiting period is over: its aliases go with it.
  public void vanish(Arn key) {
    keys.remove(key);
    aliases.keys().stream()
        .filter(alias -> aliases.truth(alias).filter(key::equals).isPresent())
        .forEach(aliases::remove);
  }

  /// In all key policies that principal is called so from now on.
  public void renamePrincipal(String from, String to) {
    for (Stored stored : keys()) {
      putPolicy(
          stored.key().arn(),
          new PolicyDocument(
              stored.policy().version(),
              stored.policy().id(),
              stored.policy().statements().stream().map(s -> renamed(s, from, to)).toList()));
    }
  }

  /// A key's policy as the next reader sees it.
  public Optional<PolicyDocument> readPolicy(Arn key) {
    return keys.read(key).map(Stored::policy);
  }

  /// Stops a write on a key that takes none now.
  public void requireWritable(Arn arn) {
    Key key = require(arn).key();
    if (key.createdAt().plus(tagsSpreadIn).isAfter(aws.clock().instant())) {
      throw Stop.refused(
          Reason.MISSING_RIGHT,
          "AccessDeniedException, no identity-based policy allows it on " + arn,
          "Allow it");
    }
    if (!key.isEnabled()) {
      throw Stop.notYet(
          Reason.KEY_NOT_READY, "KMSInvalidStateException, " + arn + " is " + key.state());
    }
  }

  /// The policy of a key that comes without one.
  public static PolicyDocument defaultPolicy() {
    return PolicyDocument.of(
        Statement.allow("Enable IAM User Permissions")
            .to(Principals.aws(FakeAws.NAMING.accountRoot().toString()))
            .actions("kms:*")
            .on("*")
            .build());
  }

  private Key created(NewKey wanted) {
    wanted.policy().ifPresent(aws::checkKeyPolicy);
    made++;
    String id =
        (wanted.multiRegion() ? "mrk-%032x" : "1234abcd-12ab-34cd-56ef-%012x").formatted(made);
    Arn arn = FakeAws.NAMING.key(wanted.foretold().region(), id);
    return stored(key(arn, wanted, "Enabled", aws.clock().instant()), wanted);
  }

  private Key replicated(Arn primary, NewKey replica) {
    requireWritable(primary);
    Arn arn = AwsNaming.replica(primary, replica.foretold().region());
    if (!require(primary).key().multiRegion() || !arn.equals(replica.foretold())) {
      throw new IllegalArgumentException("UnsupportedOperationException: " + primary);
    }
    replica.policy().ifPresent(aws::checkKeyPolicy);
    String state = "Enabled";
    if (replicasReadyAfter > 0) {
      creating.put(arn, replicasReadyAfter);
      state = "Creating";
    }
    return stored(key(arn, replica, state, aws.clock().instant()), replica);
  }

  private Key stored(Key key, NewKey wanted) {
    put(key, wanted.policy().orElseGet(FakeKeys::defaultPolicy), Optional.empty());
    return key;
  }

  private Key found(Arn replica) {
    return find(replica)
        .orElseThrow(
            () -> Stop.notYet(Reason.KEY_NOT_READY, replica + " is just being replicated"));
  }

  private Optional<Key> described(Arn arn) {
    Optional<Key> key = keys.read(arn).map(Stored::key);
    Integer left = creating.computeIfPresent(arn, (_, reads) -> reads - 1);
    if (key.isEmpty() || left == null || left >= 0) {
      return key;
    }
    creating.remove(arn);
    putState(arn, "Enabled");
    return Optional.of(require(arn).key());
  }

  private void change(Arn arn, UnaryOperator<Stored> change) {
    Stored changed = change.apply(require(arn));
    put(changed.key(), changed.policy(), changed.rotation());
  }

  private static Key key(Arn arn, NewKey wanted, String state, Instant createdAt) {
    return new Key(
        arn,
        state,
        "SYMMETRIC_DEFAULT",
        "ENCRYPT_DECRYPT",
        wanted.multiRegion(),
        wanted.tags(),
        createdAt);
  }

  private static Key with(Key key, String state, Map<String, String> tags) {
    return new Key(
        key.arn(), state, key.spec(), key.usage(), key.multiRegion(), tags, key.createdAt());
  }

  private static Statement renamed(Statement statement, String from, String to) {
    Principals principals = statement.principals();
    if (principals == null) {
      return statement;
    }
    Map<String, List<String>> byType = new HashMap<>();
    principals
        .byType()
        .forEach((type, values) ->
            byType.put(type, values.stream().map(v -> v.equals(from) ? to : v).toList()));
    return new Statement(
        statement.sid(),
        statement.effect(),
        new Principals(principals.negated(), byType),
        statement.actions(),
        statement.resources(),
        statement.conditions());
  }

  private static Map<String, String> both(Map<String, String> some, Map<String, String> more) {
    Map<String, String> all = new HashMap<>(some);
    all.putAll(more);
    return all;
  }
}
