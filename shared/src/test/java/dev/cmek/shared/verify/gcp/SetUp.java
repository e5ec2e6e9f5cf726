package dev.cmek.shared.verify.gcp;

import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.gcp.CryptoKeyName;
import dev.cmek.shared.gcp.IamPolicy;
import dev.cmek.shared.gcp.IamPolicy.Binding;
import dev.cmek.shared.gcp.IamPolicy.Condition;
import dev.cmek.shared.gcp.IamPolicy.Grant;
import dev.cmek.shared.gcp.Role;
import dev.cmek.shared.gcp.ServiceAccountEmail;
import dev.cmek.shared.verify.Reading;
import dev.cmek.shared.verify.Reading.Absent;
import dev.cmek.shared.verify.Report;
import dev.cmek.shared.verify.Subject;
import dev.cmek.shared.verify.gcp.KeyFacts.Metadata;
import dev.cmek.shared.verify.gcp.KeyFacts.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Service account and keys of a cluster in two regions, all well, to be sabotaged.
final class SetUp implements GcpFactSource {

  static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  static final String PROJECT = "my-project";
  static final String VENDOR = "crl-prod-abc";
  static final ClusterId CLUSTER = new ClusterId("f78b7feb-b6cf-4396-9d7f-494982d7d81e");
  static final String VENDOR_MEMBER =
      "serviceAccount:crl-kms-user-494982d7d81e@crl-prod-abc.iam.gserviceaccount.com";
  static final String DESCRIPTION = "cmek-functions cluster=" + CLUSTER;
  static final Map<String, String> LABELS =
      Map.of("cmek-managed-by", "cmek-functions", "cmek-cluster", CLUSTER.value());
  static final CryptoKeyName FIRST = key("europe-west1");
  static final CryptoKeyName SECOND = key("us-east1");
  static final ServiceAccountEmail ACCOUNT =
      ServiceAccountEmail.parse("cmek-f78b7feb-494982d7d81e@my-project.iam.gserviceaccount.com");
  static final Condition UNTIL_2027 =
      new Condition("until 2027", "", "request.time < timestamp(\"2027-01-01T00:00:00Z\")");

  ServiceAccountEmail account = ACCOUNT;
  boolean accountExists = true;
  boolean accountDisabled = false;
  String description = DESCRIPTION;
  IamPolicy accountPolicy = policy(new Binding(Role.TOKEN_CREATOR, List.of(VENDOR_MEMBER)));
  final Map<CryptoKeyName, KeySetUp> keys = new LinkedHashMap<>();
  final Map<String, IamPolicy> projects = new HashMap<>();
  final Map<String, Set<String>> roles = new HashMap<>();
  final Map<String, RegionKey> regions = new LinkedHashMap<>();
  private boolean ours = true;
  private @Nullable Opinion opinion;
  private UnaryOperator<AccountFacts> accountSeen = UnaryOperator.identity();
  private final Map<String, Reading<IamPolicy>> projectsSeen = new HashMap<>();

  /// A key, all well.
  static final class KeySetUp {
    boolean exists = true;
    String purpose = "ENCRYPT_DECRYPT";
    String algorithm = "GOOGLE_SYMMETRIC_ENCRYPTION";
    String protectionLevel = "SOFTWARE";
    boolean importOnly = false;
    @Nullable String primary = "1";
    @Nullable Duration rotationPeriod = Duration.ofDays(365);
    @Nullable Instant nextRotation = NOW.plus(Duration.ofDays(300));
    @Nullable Duration destroyDelay = Duration.ofDays(120);
    final Map<String, String> labels = new HashMap<>(LABELS);
    final Map<String, String> versions = new TreeMap<>(Map.of("1", "ENABLED"));
    IamPolicy policy = policy(new Binding(Role.ENCRYPTER_DECRYPTER, List.of(ACCOUNT.member())));
    IamPolicy ring = IamPolicy.EMPTY;
    UnaryOperator<KeyFacts> seen = UnaryOperator.identity();
  }

  SetUp() {
    for (CryptoKeyName key : List.of(FIRST, SECOND)) {
      keys.put(key, new KeySetUp());
      var _ = regionUses(key.location(), key.toString());
    }
    projects.put(PROJECT, ofProject());
  }

  /// As in any project that is in use: none of them is the cluster's business.
  private static IamPolicy ofProject() {
    return policy(
        new Binding("roles/owner", List.of("user:boss@example.com")),
        new Binding(
            "roles/editor",
            List.of("serviceAccount:123456789012@cloudservices.gserviceaccount.com")),
        new Binding(
            "roles/run.serviceAgent",
            List.of(
                "serviceAccount:service-123456789012@serverless-robot-prod.iam.gserviceaccount.com")),
        new Binding(
            "projects/my-project/roles/cmekReader",
            List.of("serviceAccount:cmek-verify@my-project.iam.gserviceaccount.com")));
  }

  static CryptoKeyName key(String location) {
    return new CryptoKeyName(PROJECT, location, "cmek-" + CLUSTER, "cmek");
  }

  static IamPolicy policy(Binding... bindings) {
    return new IamPolicy(IamPolicy.VERSION, "etag", List.of(bindings));
  }

  /// As somebody sets it up by hand: no description, no labels.
  SetUp byHand() {
    ours = false;
    description = "";
    return eachKey(key -> key.labels.clear());
  }

  SetUp regionUses(String region, String uri) {
    regions.put(region, new RegionKey(region, uri, account.toString()));
    return this;
  }

  /// The Cloud API is told another principal.
  SetUp actsAs(String principal) {
    regions.replaceAll((region, key) -> new RegionKey(region, key.uri(), principal));
    return this;
  }

  SetUp with(Consumer<SetUp> sabotage) {
    sabotage.accept(this);
    return this;
  }

  SetUp firstKey(Consumer<KeySetUp> sabotage) {
    sabotage.accept(keys.get(FIRST));
    return this;
  }

  SetUp eachKey(Consumer<KeySetUp> sabotage) {
    keys.values().forEach(sabotage);
    return this;
  }

  SetUp onKey(String role, String member) {
    return firstKey(key -> key.policy = key.policy.with(role, member));
  }

  SetUp onRing(String role, String member) {
    return firstKey(key -> key.ring = key.ring.with(role, member));
  }

  SetUp onProject(String role, String member) {
    projects.computeIfPresent(PROJECT, (_, policy) -> policy.with(role, member));
    return this;
  }

  SetUp onAccount(String role, String member) {
    accountPolicy = accountPolicy.with(role, member);
    return this;
  }

  SetUp withoutKeyGrant() {
    return firstKey(
        key -> key.policy = key.policy.without(grant(Role.ENCRYPTER_DECRYPTER, ACCOUNT.member())));
  }

  SetUp withoutTrust() {
    accountPolicy = accountPolicy.without(grant(Role.TOKEN_CREATOR, VENDOR_MEMBER));
    return this;
  }

  static Grant grant(String role, String member) {
    return new Grant(role, member, null);
  }

  static IamPolicy onlyIf(Condition condition, String role, String member) {
    return policy(new Binding(role, List.of(member), condition));
  }

  SetUp troubleshooterSays(Opinion opinion) {
    this.opinion = opinion;
    return this;
  }

  SetUp accountSeen(UnaryOperator<AccountFacts> seen) {
    accountSeen = seen;
    return this;
  }

  SetUp projectSeen(String id, Reading<IamPolicy> policy) {
    projectsSeen.put(id, policy);
    return this;
  }

  Report report() {
    return GcpInspection.judge(facts(), GcpChecks.SCHEDULED);
  }

  GcpFacts facts() {
    return GcpFacts.gather(
        this,
        new Subject(CLUSTER, VENDOR, "ignored", List.copyOf(regions.values())),
        ours ? new GcpExpectations(DESCRIPTION, LABELS) : GcpExpectations.NONE,
        NOW);
  }

  @Override
  public AccountFacts account(String email) {
    boolean there = accountExists && email.equals(account.toString());
    return accountSeen.apply(
        there
            ? new AccountFacts(
                email,
                Reading.of(new AccountFacts.Identity("1044", accountDisabled, description)),
                Reading.of(accountPolicy))
            : AccountFacts.absent(email));
  }

  @Override
  public KeyFacts key(CryptoKeyName name) {
    KeySetUp key = keys.get(name);
    if (key == null || !key.exists) {
      return KeyFacts.absent(name);
    }
    return key.seen.apply(
        new KeyFacts(
            name,
            Reading.of(
                new Metadata(
                    key.purpose,
                    key.algorithm,
                    key.protectionLevel,
                    key.importOnly,
                    key.primary,
                    key.rotationPeriod,
                    key.nextRotation,
                    key.destroyDelay,
                    key.labels,
                    NOW.minus(Duration.ofDays(65)))),
            Reading.of(
                key.versions.entrySet().stream()
                    .map(v ->
                        new Version(
                            v.getKey(),
                            v.getValue(),
                            v.getValue().equals("DESTROY_SCHEDULED")
                                ? NOW.plus(Duration.ofDays(100))
                                : null))
                    .toList()),
            Reading.of(key.policy),
            Reading.of(key.ring)));
  }

  @Override
  public Reading<IamPolicy> project(String id) {
    Reading<IamPolicy> seen = projectsSeen.get(id);
    return seen != null ? seen : Reading.of(projects.getOrDefault(id, IamPolicy.EMPTY));
  }

  @Override
  public Reading<Set<String>> role(String name) {
    if (name.equals("projects/my-project/roles/cmekReader")) {
      return Reading.of(Set.of("cloudkms.cryptoKeys.get", "iam.serviceAccounts.get"));
    }
    if (name.endsWith("/unreadable")) {
      return new Reading.Denied<>("iam.roles.get");
    }
    Set<String> permissions = roles.get(name);
    return permissions == null ? new Absent<>() : Reading.of(permissions);
  }

  @Override
  public Reading<Opinion> opinion(String email, CryptoKeyName key, String permission) {
    return opinion == null ? new Absent<>() : Reading.of(opinion);
  }
}
